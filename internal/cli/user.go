package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ascult/internal/learner"
	"ascult/server/store"
)

// inviteFor is how long an invitation can be used.
const inviteFor = 24 * time.Hour

func (p *program) userCommand() *cobra.Command {
	user := &cobra.Command{
		Use:     "user",
		Short:   "Invite people",
		Example: "  ascult user invite --role trainer",
		RunE:    needsSubcommand,
	}
	var role, stateFlag, base string
	invite := &cobra.Command{
		Use:   "invite",
		Short: "Print a link that makes one account, once",
		Long: "Prints a link and a code. Either makes one account with the role given, within 24 hours,\n" +
			"in the database of the state folder. It works while the server runs.",
		Example: "  ascult user invite --role trainer",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.invite(cmd.Context(), learner.Role(role), stateFlag, base)
		},
	}
	invite.Flags().StringVar(&role, "role", "trainer", "learner, trainer, office or admin")
	invite.Flags().StringVar(&stateFlag, "state", "", "state folder (default: ascult in the XDG state folder)")
	invite.Flags().StringVar(&base, "base-url", "http://127.0.0.1:8080", "address at which people reach the server")
	user.AddCommand(invite)
	return user
}

// needsSubcommand is the answer of a command that only groups others.
func needsSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("see ascult "+cmd.Name()+" --help", "unknown command %q for ascult %s", args[0], cmd.Name())
	}
	_ = cmd.Help()
	return &exitError{code: Usage, err: errSilent}
}

func (p *program) invite(ctx context.Context, role learner.Role, stateFlag, base string) error {
	known := false
	for _, r := range learner.Roles {
		known = known || r == role
	}
	if !known {
		return usage("use learner, trainer, office or admin", "unknown role %q", role)
	}
	s, err := p.stateDir(stateFlag, "")
	if err != nil {
		return err
	}
	if err := s.make(); err != nil {
		return err
	}
	db, err := s.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	code, err := learner.NewCode(p.rand)
	if err != nil {
		return err
	}
	now := p.now().UTC().Truncate(time.Second)
	i := learner.Invite{TokenHash: learner.HashSecret(code), Institution: store.Home, Role: role, Created: now, Expires: now.Add(inviteFor)}
	err = db.Write(ctx, func(tx store.Tx) error {
		if err := tx.AddInvite(i); err != nil {
			return err
		}
		return tx.Audit(store.Entry{Institution: store.Home, At: now, Actor: "system", Action: "invite.add", Detail: string(role)})
	})
	if err != nil {
		return fmt.Errorf("store invitation: %w", err)
	}
	fmt.Fprintf(p.stdout, "%s/%s/account/invite#%s\n", strings.TrimSuffix(base, "/"), p.lang, code)
	p.say("open the link, or enter the code %s at %s/%s/account/invite; it works once, within 24 hours", learner.FormatCode(code), strings.TrimSuffix(base, "/"), p.lang)
	return nil
}
