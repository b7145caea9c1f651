// Command demo shows the provider at work on a simulated account, without a token. `make demo`, `make serve` and `make test`
// run it in the root of the repository.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const (
	binDir   = "bin" // has the provider and is ignored by Git
	droplets = 450
)

func main() {
	// SIGPIPE is included because a closed stdout, as in `make demo | head`, would otherwise end the program without cleanup.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := run(ctx, os.Args[1:]...)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args ...string) error {
	switch fmt.Sprint(args) {
	case "[plan]":
		return plan(ctx)
	case "[serve]":
		return serve(ctx)
	case "[cli]":
		path, err := cli.FindOrInstall(ctx, binDir)
		fmt.Println(path)
		return err
	}
	return fmt.Errorf("usage: demo plan | serve | cli")
}

func account() *fakeapi.API {
	api := fakeapi.Fleet(fakeapi.FakeToken, droplets, time.Now())
	api.Latency = 20 * time.Millisecond
	return api
}
