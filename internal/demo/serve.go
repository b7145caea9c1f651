package main

import (
	"context"
	"fmt"
	"net/http/httptest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// serve serves the account on a loopback port until ctx ends.
func serve(ctx context.Context) error {
	server := httptest.NewServer(account())
	defer server.Close()
	fmt.Printf("# Serving Droplets %d to %d until interrupted (Ctrl-C). In another shell, run:\n", fakeapi.FirstDropletID, fakeapi.FirstDropletID+droplets-1)
	fmt.Printf("export DIGITALOCEAN_API_URL=%s DIGITALOCEAN_TOKEN=%s\n", server.URL, fakeapi.FakeToken)
	<-ctx.Done()
	return nil
}
