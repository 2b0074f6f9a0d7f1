package learner

import "slices"

// Roles are all roles, least powerful first.
var Roles = []Role{RoleLearner, RoleTrainer, RoleOffice, RoleAdmin}

// Valid reports whether r is one of [Roles].
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Staff reports whether r works for an institution: shorter sessions and a
// second factor are asked of them. An unknown role is nobody.
func (r Role) Staff() bool { return r.Valid() && r != RoleLearner }
