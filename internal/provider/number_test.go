package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestInvalidDropletID(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"backups":[]}`))
	var steps []resource.TestStep
	for value, wantErr := range map[string]string{
		`0`:                           "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 0",
		`-1`:                          "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: -1",
		`1.5`:                         "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 1.5",
		`"web-01"`:                    "a number is required",
		`""`:                          "a number is required",
		`null`:                        "Must set a configuration value for the droplet_id attribute",
		`[1]`:                         "number required",
		`18446744073709551616`:        "got: 18446744073709551616",
		`1e300`:                       "got: 1e+300",
		`1.0000000000000000000000001`: "got: 1.0000000000000000000000001",
	} {
		step := expectError(api.config(`data "droplet_backups" "web" { droplet_id = `+value+` }`), wantErr)
		step.PlanOnly = true
		steps = append(steps, step)
	}
	runCLI(t, steps...)
	api.expectRequests(t, 0)
}
