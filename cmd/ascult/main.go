// Ascult builds and serves courses on listening to victims.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"ascult/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)                                    // a second interrupt ends what does not listen to the first
	os.Exit(cli.Main(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr)) //nolint:gocritic // nothing is left to be stopped
}
