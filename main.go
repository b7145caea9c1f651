// Command terraform-provider-droplet is a Terraform provider that reads DigitalOcean Droplet backups.
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// version is set by the linker when a release is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run with support for debuggers such as Delve, and print how to attach Terraform to the provider")
	flag.Parse()

	if err := provider.DisableUnrequestedLogs(); err != nil {
		log.Fatal(err)
	}
	log.SetOutput(io.Discard) // net/http logs data that a server sends without a request, which may contain the token
	signals := []os.Signal{os.Interrupt}
	if !*debug { // with -debug, SIGTERM keeps its default action, because Terraform does not end the process
		signals = append(signals, syscall.SIGTERM)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	context.AfterFunc(ctx, stop) // a second SIGTERM ends the process
	err := providerserver.Serve(ctx, provider.New(ctx, version), providerserver.ServeOpts{
		Address: "registry.terraform.io/droplet-backups/droplet",
		Debug:   *debug,
	})
	if err != nil {
		log.SetOutput(os.Stderr)
		log.Fatal(err)
	}
}
