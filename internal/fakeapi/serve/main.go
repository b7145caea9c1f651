// Command serve answers as the API does, on loopback and for a made-up account, so that a configuration can be tried
// without a token: `make serve`.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const (
	droplets    = 450
	madeUpToken = "made-up"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// serve tells how to reach the API, and answers until ctx ends.
func serve(ctx context.Context, stdout io.Writer) error {
	endpoint, stop, err := fakeapi.Serve(ctx, fakeapi.Fleet(madeUpToken, droplets, time.Now()))
	if err != nil {
		return err
	}
	defer stop()
	_, err = fmt.Fprintf(stdout, "# An account with the Droplets %d to %d, until an interrupt (Ctrl-C). In another shell:\n"+
		"export DIGITALOCEAN_API_URL=%s DIGITALOCEAN_TOKEN=%s\n",
		fakeapi.FirstDropletID, fakeapi.FirstDropletID+droplets-1, endpoint, madeUpToken)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
