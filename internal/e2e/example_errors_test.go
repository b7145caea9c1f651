package e2e_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestExampleErrors covers accounts and variables that do not meet the conditions of an example. Each row is a module of one
// configuration; those of the second table already fail when it is validated.
func TestExampleErrors(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 10, time.Now())
	pinned := fleet.Backups[fakeapi.FirstDropletID][0].ID
	pending := fakeapi.Image{Backup: fleet.Backups[fakeapi.FirstDropletID][0], Status: "pending"}
	pending.ID = 1000
	fleet.Images = append(fleet.Images, pending)
	type test struct {
		example   string
		variables string
		want      string // in the error
	}
	conditions := map[string]test{
		"nothing_to_restore": {
			example: "restore", variables: "droplet_id = " + withoutBackups,
			want: "Droplet 444900010 has nothing to restore in nyc3.",
		},
		"nothing_to_restore_in_another_region": {
			example: "restore", variables: "region = \"ams3\"\ndroplet_id = " + daily,
			want: "Droplet 444900001 has nothing to restore in ams3.",
		},
		"pinned_backup_does_not_exist": {
			example: "restore", variables: "droplet_id = " + daily + "\nbackup_id = 1",
			want: "Backup 1 not found",
		},
		"pinned_image_is_not_a_backup": {
			example: "restore", variables: fmt.Sprintf("droplet_id = %s\nbackup_id = %d", daily, fleet.Images[1].ID),
			want: `The type of the image is "custom", but it must be "backup" or "snapshot".`,
		},
		"pinned_backup_in_another_region": {
			example: "restore", variables: fmt.Sprintf("region = \"ams3\"\ndroplet_id = %s\nbackup_id = %d", daily, pinned),
			want: "The pinned backup cannot be restored in the region ams3.",
		},
		"pinned_backup_is_not_available": {
			example: "restore", variables: fmt.Sprintf("droplet_id = %s\nbackup_id = %d", daily, pending.ID),
			want: "The pinned backup has the status pending.",
		},
		"no_snapshot_in_another_region": {
			example: "restore", variables: "include_snapshots = true\ndroplet_id = " + withoutBackups,
			want: "Droplet 444900010 has nothing to restore in nyc3.",
		},
		"no_Droplet_with_the_name": {example: "droplet_id", variables: `name = "web"`, want: "0 Droplets have the name web."},
		"unsupported_plan": {
			example: "supported", variables: `backup_policy = { plan = "hourly", hour = 3 }`,
			want: "The account does not support the plan hourly. Supported plans: daily, intra_daily_4h, weekly.",
		},
		"unsupported_hour": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 3 }`,
			want: "The plan daily has no window at hour 3. Supported hours: 0, 4, 8, 12, 16, 20.",
		},
		"missing_weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4 }`,
			want: "The plan weekly requires a weekday: SUN, MON, TUE, WED, THU, FRI, SAT.",
		},
		"weekday_of_a_daily_plan": {
			example: "supported", variables: `backup_policy = { plan = "daily", hour = 4, weekday = "SUN" }`,
			want: "The plan daily does not support the weekday SUN. Supported: none.",
		},
		"invalid_weekday": {
			example: "supported", variables: `backup_policy = { plan = "weekly", hour = 4, weekday = "Sunday" }`,
			want: "The plan weekly does not support the weekday Sunday. Supported: SUN, MON, TUE, WED, THU, FRI, SAT.",
		},
	}
	validations := map[string]test{
		"maximum_age_too_short": {
			example: "compliance", variables: "maximum_age_hours = { daily = 0.9 }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"maximum_age_too_long": {
			example: "compliance", variables: "maximum_age_hours = { daily = 36, weekly = 1000000 }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"maximum_age_is_null": {
			example: "compliance", variables: "maximum_age_hours = { daily = null }",
			want: "Each maximum age must be from 1 to 8760 hours (a year).",
		},
		"invalid_time": {
			example: "point_in_time", variables: "before = \"yesterday\"\ndroplet_id = " + daily,
			want: "The time must be in RFC 3339 format.",
		},
	}
	for _, tests := range []map[string]test{conditions, validations} {
		var configuration strings.Builder
		for name, test := range tests {
			configuration.WriteString(moduleBlock(name, test.example, test.variables))
		}
		_, err := openWorkspace(t, writeConfiguration(t, configuration.String()), fleet, withToken()).Plan(t.Context())
		errors := strings.Split(filepath.ToSlash(fmt.Sprint(err)), "\nError: ")
		for name, test := range tests {
			ofModule := func(text string) bool { return strings.Contains(text, ".terraform/modules/"+name+"/") }
			requireContains(t, errors[max(slices.IndexFunc(errors, ofModule), 0)], test.want)
		}
	}
}
