package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ascult/internal/credential"
	"ascult/internal/credential/pdf"
)

func (p *program) certificateCommand() *cobra.Command {
	certificate := &cobra.Command{Use: "certificate", Short: "Check certificates", Example: "  ascult certificate verify certificate.pdf", RunE: needsSubcommand}
	var keysFile, revocationsFile, stateFlag, today string
	verify := &cobra.Command{
		Use:   "verify FILE",
		Short: "Check a certificate's PDF or JSON, without network or database",
		Long: "Checks the issuer's signature in a certificate's PDF or JSON and prints every signed fact.\n" +
			"Of a PDF the signed facts are read, not the text that is drawn: compare them with the sheet\n" +
			"line by line. The issuer's public keys come from --keys (keys.json as the issuer publishes\n" +
			"it), or from this machine's own state folder. Without --revocations nothing is said about\n" +
			"withdrawal. Exit code 1: not valid.",
		Example: "  ascult certificate verify certificate.pdf\n  ascult certificate verify --keys keys.json --revocations revocations.json certificate.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.verifyCertificate(args[0], keysFile, revocationsFile, stateFlag, today)
		},
	}
	verify.Flags().StringVar(&keysFile, "keys", "", "the issuer's keys.json")
	verify.Flags().StringVar(&revocationsFile, "revocations", "", "the issuer's revocations.json")
	verify.Flags().StringVar(&stateFlag, "state", "", "state folder whose own keys are used without --keys")
	verify.Flags().StringVar(&today, "today", "", "day on which to judge, YYYY-MM-DD (default: today)")
	certificate.AddCommand(verify)
	return certificate
}

func (p *program) verifyCertificate(file, keysFile, revocationsFile, stateFlag, today string) error {
	day := credential.Day(p.now(), time.Local)
	if today != "" {
		d, err := time.Parse("2006-01-02", today)
		if err != nil {
			return usage("write it as 2026-11-23", "--today %q is no day", today)
		}
		day = d
	}
	data, err := os.ReadFile(file) //nolint:gosec // the file that the person named
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	keys, err := p.publicKeys(keysFile, stateFlag)
	if err != nil {
		return err
	}
	var list credential.RevocationList
	if revocationsFile != "" {
		b, err := os.ReadFile(revocationsFile) //nolint:gosec // the file that the person named
		if err != nil {
			return fmt.Errorf("read revocations: %w", err)
		}
		if list, err = credential.ParseRevocations(b, keys); err != nil {
			return err
		}
	}
	facts, status, err := credential.VerifyFile(data, keys, day)
	if err != nil {
		return &exitError{code: Problems, err: fmt.Errorf("%s: %w", file, err), hint: "use the PDF or the JSON as it was downloaded, not a scan or a print"}
	}
	if r, ok := list.Find(facts.Number); ok && status != credential.NotGenuine && status != credential.UnknownKey {
		status = credential.Revoked
		p.say("%s", p.texts.Text(p.lang, "verify_revoked_on", "Date", r.Date))
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", p.texts.Text(p.lang, key), value)
		}
	}
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02")
	}
	line("verify_status", p.texts.Text(p.lang, "cert_status_"+string(status)))
	line("cert_number", facts.Number.Grouped())
	line("cert_name", facts.Name)
	line("cert_latin", facts.Latin)
	line("cert_course", facts.Course)
	line("cert_edition", fmt.Sprintf("%s (%x)", facts.EditionLabel, facts.Edition[:6]))
	line("cert_issuer", facts.Issuer)
	line("cert_issued", when(facts.Issued))
	line("cert_until", when(facts.ValidUntil))
	line("cert_law", when(facts.LawDate))
	line("cert_hours", pdf.Hours(p.lang, facts.Minutes, p.texts))
	line("cert_language", facts.Language)
	line("cert_key", facts.Key)
	if err := w.Flush(); err != nil {
		return err
	}
	if revocationsFile == "" && status == credential.Valid {
		p.say("%s", p.texts.Text(p.lang, "verify_no_list"))
	}
	if status != credential.Valid && status != credential.Specimen {
		return &exitError{code: Problems, err: errSilent}
	}
	return nil
}

// publicKeys reads the issuer's keys from a file, or those of this machine.
func (p *program) publicKeys(file, stateFlag string) (credential.KeySet, error) {
	if file != "" {
		b, err := os.ReadFile(file) //nolint:gosec // the file that the person named
		if err != nil {
			return credential.KeySet{}, fmt.Errorf("read keys: %w", err)
		}
		return credential.ParseKeySet(b)
	}
	s, err := p.stateDir(stateFlag, "")
	if err != nil {
		return credential.KeySet{}, err
	}
	all, err := credential.LoadKeys(s.keys, credential.PurposeCertificate)
	if err != nil {
		return credential.KeySet{}, err
	}
	if len(all) == 0 {
		return credential.KeySet{}, usage("download keys.json from the issuer's site, /.well-known/ascult/keys.json, and give it with --keys", "no keys to check with in %s", filepath.Clean(s.keys))
	}
	who, err := s.issuer("", "")
	if err != nil {
		return credential.KeySet{}, err
	}
	return credential.NewKeySet(who.ID, all), nil
}
