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
		fleet.SupportedPolicies[i]["possible_days"] = []string{"SAT", "SUN"}
	}
	configuration := moduleBlock("daily", "supported", `backup_policy = { plan = "daily", hour = 4 }`) +
		moduleBlock("daily_with_a_weekday", "supported", `backup_policy = { plan = "daily", hour = 4, weekday = "SUN" }`) +
		moduleBlock("usage_based_at_midnight", "supported", `backup_policy = { plan = "intra_daily_4h", hour = 0 }`)
	if _, err := openWorkspace(t, writeConfiguration(t, configuration), fleet, withToken()).Plan(t.Context()); err != nil {
		t.Error(err)
	}
}
