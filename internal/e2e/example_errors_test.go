package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestExampleErrors covers accounts and variables that do not meet the conditions of an example.
func TestExampleErrors(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 10, time.Now())
	pinned := fleet.Backups[fakeapi.FirstDropletID][0].ID
	pending := fakeapi.Image{Backup: fleet.Backups[fakeapi.FirstDropletID][0], Status: "pending"}
	pending.ID = 1000
	fleet.Images = append(fleet.Images, pending)
	tests := map[string]struct {
		example   string
		variables string
		want      string // in the error
	}{
		"nothing to restore": {
			example: "restore", variables: "droplet_id = " + withoutBackups,
			want: "Droplet 444900010 has nothing to restore in nyc3.",
		},
		"nothing to restore in another region": {
			example: "restore", variables: "region = \"ams3\"\ndroplet_id = " + daily,
			want: "Droplet 444900001 has nothing to restore in ams3.",
		},
		"pinned backup does not exist": {
			example: "restore", variables: "droplet_id = " + daily + "\nbackup_id = 1",
			want: "Backup 1 not found",
		},
		"pinned image is not a backup": {
			example: "restore", variables: fmt.Sprintf("droplet_id = %s\nbackup_id = %d", daily, fleet.Images[1].ID),
			want: `The type of the image is "custom", but it must be "backup" or "snapshot".`,
		},
		"pinned backup in another region": {
			example: "restore", variables: fmt.Sprintf("region = \"ams3\"\ndroplet_id = %s\nbackup_id = %d", daily, pinned),
			want: "The pinned backup cannot be restored in the region ams3.",
		},
		"pinned backup is not available": {
			example: "restore", variables: fmt.Sprintf("droplet_id = %s\nbackup_id = %d", daily, pending.ID),
			want: "The pinned backup has the status pending.",
		},
		"no snapshot in another region": {
			example: "restore", variables: "include_snapshots = true\ndroplet_id = " + withoutBackups,
			want: "Droplet 444900010 has nothing to restore in nyc3.",
		},
		"maximum age too short": {
			example: "compliance", variables: "maximum_age_hours = { daily = 0.9 }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"maximum age too long": {
			example: "compliance", variables: "maximum_age_hours = { daily = 36, weekly = 1000000 }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"maximum age is null": {
			example: "compliance", variables: "maximum_age_hours = { daily = null }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"no Droplet with the name": {example: "droplet_id", variables: `name = "web"`, want: "0 Droplets have the name web."},
		"invalid time": {
			example: "point_in_time", variables: "before = \"yesterday\"\ndroplet_id = " + daily,
			want: "The time must be in RFC 3339 format.",
		},
		"unsupported plan": {
			example: "supported", variables: `backup_policy = { plan = "hourly", hour = 3 }`,
			want: "The account does not support the plan hourly. Supported plans: daily, intra_daily_4h, weekly.",
		},
		"unsupported hour": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 3 }`,
			want: "The plan daily has no window at hour 3. Supported hours: 0, 4, 8, 12, 16, 20.",
		},
		"missing weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4 }`,
			want: "The plan weekly requires a weekday: SUN, MON, TUE, WED, THU, FRI, SAT.",
		},
		"weekday of a daily plan": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 4, weekday = "SUN" }`,
			want: "The plan daily does not support the weekday SUN. Supported: none.",
		},
		"invalid weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4, weekday = "Sunday" }`,
			want: "The plan weekly does not support the weekday Sunday. Supported: SUN, MON, TUE, WED, THU, FRI, SAT.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := openExample(t, test.example, test.variables, fleet)
			_, err := e.Plan(t.Context())
			requireContains(t, fmt.Sprint(err), test.want)
		})
	}
}
