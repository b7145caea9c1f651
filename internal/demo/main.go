// Command demo shows the provider at work on a made-up account: no token, no Droplet, and no network beside loopback.
//
// `make demo` builds it, and the provider beside it, into a throw-away folder and runs it in the repository. It writes
// nowhere else, and removes the folder in the end.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// exitInterrupted is what a shell gives for a program that an interrupt ended.
const exitInterrupted = 130

func main() { os.Exit(run()) }

func run() (status int) {
	// Of a reader that goes away, as in `make demo | head`, SIGPIPE tells: unasked, it would end this program on the spot.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	defer stop()

	folder, err := claim()
	if err != nil {
		return fail(err)
	}
	defer func() {
		if err := folder.remove(); err != nil {
			status = fail(fmt.Errorf("the throw-away folder is left: %w", err))
		}
	}()

	switch err := show(ctx, folder); {
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "demo: interrupted")
		return exitInterrupted
	case err != nil:
		return fail(err)
	}
	return 0
}

func fail(err error) (status int) {
	fmt.Fprintln(os.Stderr, "demo:", err)
	return 1
}
