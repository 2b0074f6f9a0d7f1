package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ascult/server/store"
)

func (p *program) auditCommand() *cobra.Command {
	audit := &cobra.Command{Use: "audit", Short: "Check the record of what was done", Example: "  ascult audit verify", RunE: needsSubcommand}
	var stateFlag string
	verify := &cobra.Command{
		Use:   "verify",
		Short: "Follow the audit chain and name its first broken link",
		Long: "Each entry of the audit chain carries the hash of the one before it. Verify follows the\n" +
			"chain from the first entry and stops at the first that was changed, moved or removed. A\n" +
			"chain cut off at its end looks whole: compare the head it prints with one written down.",
		Example: "  ascult audit verify",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.stateDir(stateFlag, "")
			if err != nil {
				return err
			}
			db, err := s.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			var chain store.Chain
			err = db.AuditEach(cmd.Context(), chain.Next)
			if broken, ok := errors.AsType[*store.BrokenLink](err); ok {
				return &exitError{code: Problems, err: broken, hint: "everything from this entry on is unproven; restore a backup and compare"}
			} else if err != nil {
				return fmt.Errorf("read audit chain: %w", err)
			}
			head := chain.Head()
			fmt.Fprintf(p.stdout, "whole: %d entries, head %s\n", head.Seq, head.Hash)
			return nil
		},
	}
	verify.Flags().StringVar(&stateFlag, "state", "", "state folder (default: ascult in the XDG state folder)")
	audit.AddCommand(verify)
	return audit
}
