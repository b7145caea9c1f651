// Command demo shows the provider at work on a simulated account, without a token. `make demo`, `make serve` and `make test`
// run it in the root of the repository.
package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const droplets = 450

func main() {
	// SIGPIPE is included because a closed stdout, as in `make demo | head`, would otherwise end the program without cleanup.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := run(ctx, fmt.Sprint(os.Args[1:]))
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args string) error {
	api := fakeapi.Fleet(fakeapi.FakeToken, droplets, time.Now())
	api.Latency = 20 * time.Millisecond
	server := httptest.NewServer(api)
	defer server.Close()
	switch args {
	case "[plan]":
		return plan(ctx, server.URL, api)
	case "[serve]":
		fmt.Printf("# Serving Droplets %d to %d until interrupted (Ctrl-C). In another shell, run:\n"+
			"export DIGITALOCEAN_API_URL=%s DIGITALOCEAN_TOKEN=%s\n",
			fakeapi.FirstDropletID, fakeapi.FirstDropletID+droplets-1, server.URL, fakeapi.FakeToken)
		<-ctx.Done()
		return nil
	case "[cli]":
		path, err := cli.FindOrInstall(ctx)
		fmt.Println(path)
		return err
	}
	return fmt.Errorf("usage: demo plan | serve | cli")
}
