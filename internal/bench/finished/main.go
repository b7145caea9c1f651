// Command finished is a provider for benchmarks alone: see baseline.Finished.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/bench/baseline"
)

func main() {
	err := providerserver.Serve(context.Background(), baseline.Finished, providerserver.ServeOpts{
		Address: "registry.terraform.io/droplet-backups/droplet",
	})
	if err != nil {
		log.Fatal(err)
	}
}
