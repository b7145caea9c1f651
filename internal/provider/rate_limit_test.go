package provider_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A plan that needs more requests than a rate limit allows in its window waits, and succeeds with the default settings.
func TestRateLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]fakeapi.Limit{
		"burst limit, visible only in 429 responses": {Max: 20, Window: time.Second},
		"rate limit in the headers":                  {Max: 20, Window: time.Second, Headers: true},
	}
	for name, limit := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limited, refused := limit.Middleware(fakeapi.Fleet(token, 30, time.Now()))
			api := serve(t, limited)
			runCLI(t, expectOutputs(api.config(`
				data "droplet_backups" "of" {
					count      = 30
					droplet_id = 444900001 + count.index
				}
				output "backups" { value = jsonencode(sum(data.droplet_backups.of[*].total)) }`),
				map[string]string{"backups": "162"}))
			if !limit.Headers && refused.Load() == 0 {
				t.Error("no request exceeded the limit")
			}
			// Each command of the step starts the provider again, which does not know the limit before the first response.
			if n := refused.Load(); limit.Headers && n > 5 {
				t.Errorf("%d requests exceeded the limit, want at most 5 because the headers report it", n)
			}
		})
	}
}
