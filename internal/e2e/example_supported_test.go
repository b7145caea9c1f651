package e2e_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// Only weekly backups need a weekday, even if the API lists days for another plan.
func TestSupportedExampleDays(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 1, time.Now())
	for i := range fleet.SupportedPolicies {
		fleet.SupportedPolicies[i].PossibleDays = []string{"SAT", "SUN"}
	}
	for name, policy := range map[string]string{
		"daily":                    `{ plan = "daily", hour = 4 }`,
		"daily with a weekday":     `{ plan = "daily", hour = 4, weekday = "SUN" }`,
		"usage-based, at midnight": `{ plan = "intra_daily_4h", hour = 0 }`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			openExample(t, "supported", "backup_policy = "+policy, fleet).requirePlan(t, true)
		})
	}
}
