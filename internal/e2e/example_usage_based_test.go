package e2e_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// The example warns if the Droplet, which has the ID of one with daily backups, has another policy than wanted.
func TestUsageBasedExample(t *testing.T) {
	t.Parallel()
	const warning = "Warning: Check block assertion failed"
	const found = `The backup policy of the Droplet is {"hour":0,"plan":"daily","retention_period_days":7,"weekday":null,` +
		`"window_length_hours":4}`
	disabled := fakeapi.Fleet(fakeToken, 1, time.Now())
	disabled.Policies = nil
	for name, test := range map[string]struct {
		variables string
		api       *fakeapi.API
		want      string
	}{
		"other plan": {
			"", fakeapi.Fleet(fakeToken, 1, time.Now()), found + `, but {"plan":"intra_daily_4h","retention_period_days":7} is expected.`,
		},
		"other retention": {
			`backup_policy = { plan = "daily", retention_period_days = 30 }`, fakeapi.Fleet(fakeToken, 1, time.Now()),
			found + `, but {"plan":"daily","retention_period_days":30} is expected.`,
		},
		"backups are not enabled": {"", disabled, `The backup policy of the Droplet is null, but {"plan":"intra_daily_4h",`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := openExample(t, "usage_based", test.variables, test.api)
			e.apply(t)
			requireContains(t, e.stdout.String(), warning, test.want)
		})
	}
}
