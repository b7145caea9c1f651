package provider_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A plan that needs more requests than the rate limit allows waits and succeeds with the default settings.
func TestFleetUnderLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]fakeapi.Limit{
		"burst limit, announced by 429 and Retry-After": {Most: 20, Window: time.Second},
		"hourly limit, announced by headers":            {Most: 20, Window: time.Second, Headers: true},
	}
	for name, limit := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limited, refused := limit.On(fakeapi.Fleet(token, 30, time.Now()))
			api := serve(t, limited)
			runCLI(t, expectOutputs(api.config(`
				data "droplet_backups" "of" {
					count      = 30
					droplet_id = 444900001 + count.index
				}
				output "backups" { value = jsonencode(sum(data.droplet_backups.of[*].total)) }`),
				map[string]string{"backups": "162"}))
			// Each command of the step starts a new provider, which learns the limit from its first response.
			if n := refused(); limit.Headers && n > 5 {
				t.Errorf("%d requests exceeded the announced limit", n)
			}
		})
	}
}
