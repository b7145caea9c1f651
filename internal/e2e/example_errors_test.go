package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestExampleErrors covers accounts and arguments that do not meet the conditions of an example.
func TestExampleErrors(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet := fakeapi.Fleet(fakeToken, 10, now)
	outdated := fakeapi.Fleet(fakeToken, 10, now.AddDate(0, 0, -4))
	incompleteData := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"policies":{"1":{"droplet_id":1},"2":{"droplet_id":2,"backup_enabled":true},
			"3":{"backup_enabled":true,"backup_policy":{"plan":"new"}}},"meta":{"total":3}}`))
	})
	const (
		exempt      = "exempt_droplet_ids = [" + withoutBackups + "]\nminimum_retention_days = 8"
		unprotected = "Droplets without backups: " + withoutBackups + "."
		shortLived  = "Droplets whose backups are kept for less than 8 days: " +
			"444900001, 444900002, 444900003, 444900004, 444900005, 444900006."
		warning = "Warning: Check block assertion failed"
	)
	tests := map[string]struct {
		example   string
		omit      string // file that is not copied
		variables string
		api       http.Handler
		succeeds  bool
		want      []string // in the output or in the error
	}{
		"nothing to restore": {
			example: "restore", variables: "droplet_id = " + withoutBackups, api: fleet,
			want: []string{"Droplet 444900010 has no backup to restore in the region nyc3."},
		},
		"nothing to restore in another region": {
			example: "restore", variables: "region = \"ams3\"\ndroplet_id = " + daily, api: fleet,
			want: []string{"Droplet 444900001 has no backup to restore in the region ams3."},
		},
		"unprotected, error": {
			example: "compliance", omit: "warn.tf", api: fleet,
			want: []string{"Error: Module output value precondition failed", unprotected},
		},
		"unprotected, warning": {
			example: "compliance", omit: "fail.tf", api: fleet, succeeds: true,
			want: []string{warning, unprotected},
		},
		"short retention, error": {
			example: "compliance", omit: "warn.tf", variables: exempt, api: fleet,
			want: []string{shortLived},
		},
		"short retention, warning": {
			example: "compliance", omit: "fail.tf", variables: exempt, api: fleet, succeeds: true,
			want: []string{warning, shortLived},
		},
		"null attributes": {
			example: "compliance", omit: "warn.tf", api: incompleteData,
			want: []string{"Droplets without backups: 1.", "Droplets whose backups are kept for less than 7 days: 2, 3."},
		},
		"newest backup too old": {
			example: "freshness", variables: "droplet_ids = [" + daily + "]", api: outdated,
			want: []string{"The newest backup of Droplet 444900001 was made at " +
				outdated.Backups[fakeapi.FirstDropletID][0].CreatedAt + ", more than 30 hours ago."},
		},
		"never backed up": {
			example: "freshness", variables: "droplet_ids = [" + withoutBackups + "]", api: fleet,
			want: []string{"Droplet 444900010 has no backup."},
		},
		"unsupported plan": {
			example: "supported", variables: `backup_policy = { plan = "hourly", hour = 3 }`, api: fleet,
			want: []string{"The account has no backup plan hourly, only: daily, weekly."},
		},
		"unsupported hour": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 3 }`, api: fleet,
			want: []string{"No window of the plan daily starts at hour 3, only at: 0, 4, 8, 12, 16, 20."},
		},
		"missing weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4 }`, api: fleet,
			want: []string{"The plan weekly needs a weekday: SUN, MON, TUE, WED, THU, FRI, SAT."},
		},
		"weekday of a daily plan": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 4, weekday = "SUN" }`, api: fleet,
			want: []string{"The plan daily has no weekday: leave it out."},
		},
		"invalid weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4, weekday = "Sunday" }`, api: fleet,
			want: []string{"The weekday is SUN, MON, TUE, WED, THU, FRI or SAT."},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := openExample(t, test.example, test.omit, test.variables, test.api)
			_, err := e.Plan(t.Context(), e.official)
			if (err == nil) != test.succeeds {
				t.Fatalf("error = %v, want none: %v", err, test.succeeds)
			}
			output := joinLines(fmt.Sprint(e.stdout.String(), err))
			for _, want := range test.want {
				if !strings.Contains(output, want) {
					t.Errorf("the output does not contain %q:\n%s", want, output)
				}
			}
		})
	}
}

// joinLines undoes the line breaks and borders that the CLI adds to a diagnostic.
func joinLines(output string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(output, "│", " ")), " ")
}
