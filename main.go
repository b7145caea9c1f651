// Command terraform-provider-droplet is a Terraform provider for DigitalOcean Droplet backups.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// version is set when a release is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger such as delve, and say how Terraform can attach")
	flag.Parse()

	if err := provider.QuietLogs(); err != nil {
		log.Fatal(err)
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/droplet-backups/droplet",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
