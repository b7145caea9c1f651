package main

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// serve serves the account on a loopback port until ctx ends.
func serve(ctx context.Context, stdout io.Writer) error {
	server := httptest.NewServer(account())
	defer server.Close()
	_, err := fmt.Fprintf(stdout, "# Serving Droplets %d to %d until interrupted (Ctrl-C). In another shell, run:\n"+
		"export DIGITALOCEAN_API_URL=%s DIGITALOCEAN_TOKEN=%s\n",
		fakeapi.FirstDropletID, fakeapi.FirstDropletID+droplets-1, server.URL, fakeapi.FakeToken)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
