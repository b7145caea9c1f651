package provider_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A plan that needs more requests than a limit allows in its window waits, and succeeds with the default settings.
func TestFleetUnderLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]fakeapi.Limit{
		"a burst limit that only 429 and retry-after tell": {Max: 20, Window: time.Second},
		"a budget that the headers tell":                   {Max: 20, Window: time.Second, Headers: true},
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
			// Each of the step's commands starts the provider anew, which knows of no budget before its first answer.
			if n := refused.Load(); limit.Headers && n > 5 {
				t.Errorf("%d requests ran into a limit that was told", n)
			}
		})
	}
}
