// Command serve answers as the API does, on loopback and for a made-up account, so that a configuration can be tried
// without a token: `make serve`.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
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
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: fakeapi.Fleet(madeUpToken, droplets, time.Now()), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })

	_, err = fmt.Fprintf(stdout, "# An account with the Droplets %d to %d, until an interrupt (Ctrl-C). In another shell:\n"+
		"export DIGITALOCEAN_API_URL=http://%s DIGITALOCEAN_TOKEN=%s\n",
		fakeapi.FirstDropletID, fakeapi.FirstDropletID+droplets-1, listener.Addr(), madeUpToken)
	if err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
