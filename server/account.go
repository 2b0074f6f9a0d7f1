package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"ascult/internal/catalog"
	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/server/internal/web"
	"ascult/server/store"
)

// account is the data of the pages that make an account or open one. What was
// typed comes back, the password apart.
type account struct {
	Code, Name, Latin, Login, Next string
	Own                            bool // nobody else uses the computer
	Errs                           []web.FieldError
}

// complain collects what is wrong with a form, in the reader's language.
type complain struct {
	s    *Server
	lang string
	errs []web.FieldError
}

func (p *complain) add(field, key string, pairs ...any) {
	p.errs = append(p.errs, web.FieldError{Field: field, Text: p.s.cfg.Catalog.Text(p.lang, key, pairs...)})
}

func (s *Server) signInForm(c *Context) error {
	if c.SignedIn() {
		return c.Redirect(c.Path("learn/"))
	}
	return s.page(c, http.StatusOK, "sign_in", account{Next: safeNext(c.Query("next"), "")})
}

// signIn opens a session. A name that nobody has takes as long as a wrong
// password, and looks the same.
func (s *Server) signIn(c *Context) error {
	form, err := c.form("login", "password", "next", "own")
	if err != nil {
		return err
	}
	data := account{Login: form.Get("login"), Next: safeNext(form.Get("next"), ""), Own: form.Get("own") == "yes"}
	ctx, now := c.Request.Context(), s.now()
	login, loginErr := learner.CanonicalLogin(data.Login)
	if loginErr != nil {
		login = strings.ToLower(data.Login)
	}
	bucket := learner.HashSecret("sign-in:" + login)
	_, shut, err := shutUntil(ctx, s.cfg.Store, bucket, now)
	if err != nil {
		return err
	}
	if !shut.IsZero() {
		return s.signInLater(c, data, shut)
	}
	person, err := s.cfg.Store.PersonByLogin(ctx, login)
	phc := s.dummy
	switch {
	case err == nil && !person.Suspended && !person.Erased:
		phc = person.Password
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("find person: %w", err)
	}
	password, err := learner.NormalPassword(form.Get("password"))
	if err != nil {
		password = ""
	}
	ok, err := s.checkPassword(ctx, phc, password)
	if err != nil {
		return err
	}
	ok = ok && phc != s.dummy
	var token string
	err = s.write(ctx, func(tx store.Tx) error {
		var err error
		if shut, err = s.try(ctx, tx, bucket, ok); err != nil || !shut.IsZero() || !ok {
			return err
		}
		if err := tx.SetThrottle(store.Throttle{Bucket: bucket, Since: now, Until: now}); err != nil {
			return err
		}
		if err := tx.Audit(s.entry(person, "session.begin", person.ID, "")); err != nil {
			return err
		}
		token, err = s.beginSession(c, tx, person, data.Own)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("begin session: %w", err)
	case !shut.IsZero():
		return s.signInLater(c, data, shut)
	case !ok:
		bad := complain{s: s, lang: c.Lang}
		bad.add("login", "acct_wrong")
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "sign_in", data)
	}
	s.setCookie(c, token, 0)
	return c.Redirect(safeNext(data.Next, s.home(c, person)))
}

// signInLater says when the next try may be.
func (s *Server) signInLater(c *Context, data account, shut time.Time) error {
	bad := complain{s: s, lang: c.Lang}
	bad.add("login", "acct_wait", "Time", catalog.Clock(shut.In(s.cfg.Location)))
	data.Errs = bad.errs
	return s.page(c, http.StatusTooManyRequests, "sign_in", data)
}

// home is where a person begins.
func (s *Server) home(c *Context, p learner.Person) string {
	if p.Role == learner.RoleTrainer || p.Role == learner.RoleAdmin {
		return c.Path("trainer/")
	}
	return c.Path("learn/")
}

// signOut ends the session, whether or not it was whole. The browser forgets
// it even where the disk is full: the next person at this machine must not be
// signed in.
func (s *Server) signOut(c *Context) error {
	s.setCookie(c, "", -1)
	c.Header("Clear-Site-Data", `"cache", "storage"`)
	if c.Session.TokenHash != "" {
		err := s.write(c.Request.Context(), func(tx store.Tx) error {
			return tx.DeleteSession(c.Session.TokenHash)
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("end session: %w", err)
		}
	}
	return c.Redirect(c.Path("index.html"))
}

func (s *Server) signUpForm(c *Context) error {
	return s.page(c, http.StatusOK, "sign_up", account{})
}

// signUp makes a learner's account with a course code, and signs it in.
func (s *Server) signUp(c *Context) error {
	form, err := c.form("code", "name", "latin", "login", "password", "own")
	if err != nil {
		return err
	}
	data := account{Code: form.Get("code"), Name: form.Get("name"), Latin: form.Get("latin"), Login: form.Get("login"), Own: form.Get("own") == "yes"}
	bad := &complain{s: s, lang: c.Lang}
	run, err := s.findRun(c, bad, data.Code)
	if err != nil {
		return err
	}
	fresh := s.readPerson(c, bad, data, form.Get("password"), learner.RoleLearner)
	if len(bad.errs) > 0 {
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "sign_up", data)
	}
	fresh.person.Institution, fresh.holder.Institution = run.Institution, run.Institution
	token, err := s.create(c, fresh, func(tx store.Tx) error { return s.enrol(tx, fresh.person, run) })
	switch {
	case errors.Is(err, errLoginTaken):
		bad.add("login", "acct_login_taken")
	case errors.Is(err, errNoSeat):
		bad.add("code", "acct_code_full")
	case err != nil:
		return fmt.Errorf("make account: %w", err)
	}
	if len(bad.errs) > 0 {
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "sign_up", data)
	}
	s.setCookie(c, token, 0)
	return c.Redirect(c.Path("learn/"))
}

func (s *Server) inviteForm(c *Context) error {
	return s.page(c, http.StatusOK, "invite", account{})
}

// acceptInvite makes an account with the role that a one-time code carries.
func (s *Server) acceptInvite(c *Context) error {
	form, err := c.form("code", "name", "latin", "login", "password", "own")
	if err != nil {
		return err
	}
	data := account{Code: form.Get("code"), Name: form.Get("name"), Latin: form.Get("latin"), Login: form.Get("login"), Own: form.Get("own") == "yes"}
	bad := &complain{s: s, lang: c.Lang}
	code := s.readCode(bad, data.Code)
	var invite learner.Invite
	if code != "" {
		invite, err = s.cfg.Store.Invite(c.Request.Context(), learner.HashSecret(code))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("find invitation: %w", err)
		}
		if err != nil || !invite.Used.IsZero() || !s.now().Before(invite.Expires) {
			bad.add("code", "acct_invite_over")
		}
	}
	fresh := s.readPerson(c, bad, data, form.Get("password"), invite.Role)
	if len(bad.errs) > 0 {
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "invite", data)
	}
	fresh.person.Institution, fresh.holder.Institution = invite.Institution, invite.Institution
	token, err := s.create(c, fresh, func(tx store.Tx) error {
		if _, err := tx.UseInvite(invite.TokenHash, s.now()); errors.Is(err, store.ErrNotFound) {
			return errNoSeat
		} else if err != nil {
			return err
		}
		return tx.Audit(s.entry(fresh.person, "invite.use", fresh.person.ID, string(invite.Role)))
	})
	switch {
	case errors.Is(err, errLoginTaken):
		bad.add("login", "acct_login_taken")
	case errors.Is(err, errNoSeat):
		bad.add("code", "acct_invite_over")
	case err != nil:
		return fmt.Errorf("make account: %w", err)
	}
	if len(bad.errs) > 0 {
		data.Errs = bad.errs
		return s.page(c, http.StatusUnprocessableEntity, "invite", data)
	}
	s.setCookie(c, token, 0)
	return c.Redirect(s.home(c, fresh.person))
}

// The ways in which making an account fails though the form was right.
var (
	errLoginTaken = errors.New("login name is taken")
	errNoSeat     = errors.New("no seat is left")
)

// A newcomer is an account that is about to be made.
type newcomer struct {
	own    bool // as account.Own
	person learner.Person
	holder store.Holder
}

// findRun returns the run of a typed code, or complains: the code is not one,
// no run has it, or the run takes nobody any more.
func (s *Server) findRun(c *Context, bad *complain, typed string) (learner.Run, error) {
	code := s.readCode(bad, typed)
	if code == "" {
		return learner.Run{}, nil
	}
	run, err := s.cfg.Store.RunByCode(c.Request.Context(), learner.HashSecret(code))
	switch {
	case errors.Is(err, store.ErrNotFound):
		bad.add("code", "acct_code_unknown")
	case err != nil:
		return run, fmt.Errorf("find run: %w", err)
	case !s.now().Before(run.Expires):
		bad.add("code", "acct_code_expired", "Date", catalog.Date(bad.lang, run.Expires.In(s.cfg.Location)))
	case run.Used >= run.Seats:
		bad.add("code", "acct_code_full")
	}
	return run, nil
}

// readCode returns the canonical form of a typed code, or "" after a complaint.
func (s *Server) readCode(bad *complain, typed string) string {
	code, err := learner.CanonicalCode(typed)
	var wrong *learner.CodeError
	switch {
	case err == nil:
		return code
	case strings.TrimSpace(typed) == "":
		bad.add("code", "acct_code_missing")
	case errors.As(err, &wrong) && wrong.Char != 0:
		bad.add("code", "acct_code_character", "Char", shown(wrong.Char))
	default:
		bad.add("code", "acct_code_length")
	}
	return ""
}

// readPerson reads name, login and password, complains about each, and seals
// what is personal. Nothing is hashed while something is wrong.
func (s *Server) readPerson(c *Context, bad *complain, data account, typed string, role learner.Role) newcomer {
	n := newcomer{own: data.Own}
	name := s.readName(bad, "name", data.Name)
	latin := ""
	if strings.TrimSpace(data.Latin) != "" {
		latin = s.readName(bad, "latin", data.Latin)
		if latin != "" && !isLatin(latin) {
			bad.add("latin", "acct_latin_letters")
		}
	}
	login, err := learner.CanonicalLogin(data.Login)
	switch {
	case errors.Is(err, learner.ErrLoginShort):
		bad.add("login", "acct_login_short", "Least", learner.LoginLeast)
	case errors.Is(err, learner.ErrLoginLong):
		bad.add("login", "acct_login_long", "Most", learner.LoginMost)
	case errors.Is(err, learner.ErrLoginScripts):
		bad.add("login", "acct_login_scripts")
	case err != nil:
		bad.add("login", "acct_login_character")
	}
	password, err := learner.CheckPassword(typed, login)
	switch {
	case errors.Is(err, learner.ErrPasswordShort):
		bad.add("password", "acct_password_short", "Least", learner.PasswordLeast)
	case errors.Is(err, learner.ErrPasswordLong):
		bad.add("password", "acct_password_long")
	case errors.Is(err, learner.ErrPasswordCharacter):
		bad.add("password", "acct_password_character")
	case err != nil:
		bad.add("password", "acct_password_common")
	}
	if len(bad.errs) > 0 {
		return n
	}
	id, err := s.newID()
	if err == nil {
		n.holder, err = s.seal(id, credential.HolderRecord{Name: name, Latin: latin})
	}
	phc := ""
	if err == nil {
		phc, err = s.hashPassword(c.Request.Context(), password)
	}
	if err != nil {
		noteError(c.Request.Context(), err)
		bad.add("login", "err_busy")
		return n
	}
	n.person = learner.Person{ID: id, Login: login, Role: role, Password: phc, Language: c.Lang, Created: s.now()}
	return n
}

func (s *Server) readName(bad *complain, field, typed string) string {
	name, err := credential.Name(typed)
	var wrong *credential.NameError
	if err == nil {
		return name
	}
	if !errors.As(err, &wrong) {
		wrong = &credential.NameError{Reason: credential.NameShort}
	}
	bad.add(field, "cert_name_"+string(wrong.Reason), "Character", shown(wrong.Rune), "Word", wrong.Word)
	return ""
}

// shown is a character as a complaint can name it: by its number where there
// would be nothing to see.
func shown(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return string(r)
	}
	return fmt.Sprintf("%U", r)
}

func isLatin(s string) bool {
	for _, r := range s {
		if r >= 0x370 && r < 0x1E00 {
			return false
		}
	}
	return true
}

// create stores a new account and whatever also does, and signs it in.
func (s *Server) create(c *Context, n newcomer, also func(tx store.Tx) error) (token string, err error) {
	err = s.write(c.Request.Context(), func(tx store.Tx) error {
		if err := tx.AddPerson(n.person, n.holder); errors.Is(err, store.ErrConflict) {
			return errLoginTaken
		} else if err != nil {
			return err
		}
		if err := tx.Audit(s.entry(n.person, "person.add", n.person.ID, string(n.person.Role))); err != nil {
			return err
		}
		if err := also(tx); err != nil {
			return err
		}
		var err error
		token, err = s.beginSession(c, tx, n.person, n.own)
		return err
	})
	return token, err
}

// entry is a line for the audit chain.
func (s *Server) entry(actor learner.Person, action, object, detail string) store.Entry {
	return store.Entry{Institution: actor.Institution, At: s.now(), Actor: actor.ID, Action: action, Object: object, Detail: detail}
}

// enrol takes a seat in a run.
func (s *Server) enrol(tx store.Tx, p learner.Person, run learner.Run) error {
	if err := tx.TakeSeat(run.ID, s.now()); errors.Is(err, store.ErrNotFound) {
		return errNoSeat
	} else if err != nil {
		return err
	}
	id, err := s.newID()
	if err != nil {
		return err
	}
	e := learner.Enrolment{ID: id, Institution: run.Institution, Run: run.ID, Course: run.Course, Person: p.ID, Created: s.now()}
	if err := tx.AddEnrolment(e); err != nil {
		return err
	}
	return tx.Audit(s.entry(p, "run.join", run.ID, ""))
}
