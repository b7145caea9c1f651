package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestInvalidReadTimeout(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	var steps []resource.TestStep
	for _, value := range []string{"soon", "", "10", "0s", "-5m", "-1.5h"} {
		// The unknown droplet_id defers the read, so that only validation can find the error.
		steps = append(steps, expectError(api.config(`
			resource "terraform_data" "unknown" {}
			data "droplet_backup_policy" "web" {
				droplet_id = terraform_data.unknown.output
				timeouts { read = "`+value+`" }
			}`), "Invalid read timeout ... 30s, 10m or 1h"))
	}
	runCLI(t, steps...)
	api.expectRequests(t, 0)
}
