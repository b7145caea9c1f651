package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestCoverageFilters compares the Droplets that match, with all their attributes, with those of the account.
func TestCoverageFilters(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 50, time.Now())
	type match = func(position int, droplet fakeapi.Droplet, policy fakeapi.Policy) bool
	tests := map[string]struct {
		arguments string
		want      match
	}{
		"all":    {want: func(int, fakeapi.Droplet, fakeapi.Policy) bool { return true }},
		"tags":   {filter("tags", `"gpu"`), func(_ int, d fakeapi.Droplet, _ fakeapi.Policy) bool { return slices.Contains(d.Tags, "gpu") }},
		"region": {filter("region", `"ams3", "fra1"`), func(i int, _ fakeapi.Droplet, _ fakeapi.Policy) bool { return i%4 == 1 || i%4 == 2 }},
		"name": {
			filter("name", `"^web-00"`, `match_by = "re"`),
			func(_ int, d fakeapi.Droplet, _ fakeapi.Policy) bool { return strings.HasPrefix(d.Name, "web-00") },
		},
		"backup_count": {
			filter("backup_count", "4"), func(i int, _ fakeapi.Droplet, _ fakeapi.Policy) bool { return i%10 >= 6 && i%10 <= 8 },
		},
		"never_backed_up": {
			filter("backup_enabled", "true") + filter("backup_count", "0"),
			func(i int, _ fakeapi.Droplet, _ fakeapi.Policy) bool { return i == 33 },
		},
		"status_and_hour": {
			filter("status", `"off"`) + filter("hour", "16"),
			func(_ int, d fakeapi.Droplet, p fakeapi.Policy) bool {
				return d.Status == "off" && p.BackupPolicy.Hour == 16
			},
		},
	}
	var configuration strings.Builder
	for name, test := range tests {
		fmt.Fprintf(&configuration, `
data "droplet_backup_coverage" %[1]q {
%[2]s
}

output %[1]q {
  value = [data.droplet_backup_coverage.%[1]s.droplets, data.droplet_backup_coverage.%[1]s.total]
}
`, name, test.arguments)
	}
	terraform := openWorkspace(t, writeConfiguration(t, configuration.String()), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := outputs(t, terraform)
	for name, test := range tests {
		droplets := map[string]any{}
		for i, droplet := range fleet.Droplets {
			if test.want(i, droplet, fleet.Policies[i]) {
				droplets[fmt.Sprint(droplet.ID)] = coveredDroplet(droplet, fleet.Policies[i], fleet.Backups[droplet.ID], fleet.Snapshots[droplet.ID])
			}
		}
		want := marshal(t, []any{droplets, 50})
		if len(droplets) == 0 || !reflect.DeepEqual(unmarshal(t, got[name]), unmarshal(t, want)) {
			t.Errorf("%s: droplets and total = %s\nwant %s", name, got[name], want)
		}
	}
}

func filter(key, values string, more ...string) string {
	return fmt.Sprintf("filter {\n  key = %q\n  values = [%s]\n  %s\n}\n", key, values, strings.Join(more, "\n"))
}

// coveredDroplet returns an element of the attribute droplets.
func coveredDroplet(droplet fakeapi.Droplet, policy fakeapi.Policy, backups, snapshots []fakeapi.Backup) map[string]any {
	covered := map[string]any{
		"droplet_id": droplet.ID, "name": droplet.Name, "region": droplet.Region.Slug, "size": droplet.SizeSlug, "status": droplet.Status,
		"created_at": droplet.CreatedAt, "tags": droplet.Tags, "volume_ids": droplet.VolumeIDs, "backup_enabled": policy.BackupEnabled,
		"next_backup_window": policy.NextBackupWindow, "backup_policy": nil,
		"backup_count": len(backups), "snapshot_count": len(snapshots), "latest_backup": nil,
	}
	if plan := policy.BackupPolicy; plan != nil {
		weekday := any(plan.Weekday)
		if plan.Weekday == "" {
			weekday = nil
		}
		covered["backup_policy"] = map[string]any{
			"plan": plan.Plan, "weekday": weekday, "hour": plan.Hour, "window_length_hours": plan.WindowLengthHours,
			"retention_period_days": plan.RetentionPeriodDays,
		}
	}
	if len(backups) > 0 {
		covered["latest_backup"] = backups[0]
	}
	return covered
}

func TestCoverageRequests(t *testing.T) {
	t.Parallel()
	const droplets, withBackups, backupsEach = 2000, 1720, 7
	fleet := fakeapi.Fleet(fakeToken, droplets, time.Now())
	for i, droplet := range fleet.Droplets {
		backups := slices.Repeat(fleet.Backups[fakeapi.FirstDropletID][:1], backupsEach)
		for n := range backups {
			backups[n].ID = int64(1_000_000 + i*backupsEach + n)
		}
		if i >= withBackups {
			backups = nil
		}
		fleet.Backups[droplet.ID] = backups
	}
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_coverage" "all" {}

output "backups" {
  value = sum([for droplet in data.droplet_backup_coverage.all.droplets : droplet.latest_backup == null ? 0 : droplet.backup_count])
}
`), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := outputs(t, terraform)["backups"]; got != fmt.Sprint(withBackups*backupsEach) {
		t.Errorf("number of backups = %s, want %d", got, withBackups*backupsEach)
	}
	const want = (10 + 2) + 1 + (10 + 2) + 61 // Droplets, GPU Droplets, policies: pages, and the first and last again; images: pages
	if got := len(fleet.Requests()); got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
}

// Lists that fail once are requested again. If one fails with 403, the error names the scope that it needs.
func TestCoverageFaults(t *testing.T) {
	t.Parallel()
	scopes := map[string]string{
		"/v2/droplets":                  "droplet:read",
		"/v2/droplets?type=gpus":        "droplet:read",
		"/v2/droplets/backups/policies": "droplet:read",
		"/v2/images?private=true":       "image:read",
	}
	fleet := fakeapi.Fleet(fakeToken, 9, time.Now())
	var failed sync.Map        // the lists that have failed once
	var forbidden atomic.Value // a list
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		query.Del("page")
		query.Del("per_page")
		list := (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()
		if forbidden.Load() == list {
			fakeapi.WriteError(w, http.StatusForbidden, "forbidden", "You are not authorized to perform this operation.")
		} else if _, again := failed.LoadOrStore(list, true); !again {
			fakeapi.WriteError(w, http.StatusInternalServerError, "server_error", "Unexpected server-side error")
		} else {
			fleet.ServeHTTP(w, r)
		}
	})
	env := withToken()
	env["DIGITALOCEAN_HTTP_RETRY_WAIT_MIN"], env["DIGITALOCEAN_HTTP_RETRY_WAIT_MAX"] = "0", "0.01"
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_coverage" "all" {}

output "newest" {
  value = [for droplet in data.droplet_backup_coverage.all.droplets : droplet.latest_backup.id]
}
`), api, env)
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	var want []int64
	for _, droplet := range fleet.Droplets {
		want = append(want, fleet.Backups[droplet.ID][0].ID)
	}
	if got := marshal(t, unmarshal(t, outputs(t, terraform)["newest"])); got != marshal(t, want) {
		t.Errorf("newest backups = %s, want %s", got, marshal(t, want))
	}
	for list, scope := range scopes {
		if _, ok := failed.Load(list); !ok {
			t.Errorf("%s was not requested", list)
		}
		forbidden.Store(list)
		_, err := terraform.Plan(t.Context())
		requireContains(t, fmt.Sprint(err), "403 Forbidden", "It most likely lacks the scope "+scope+".")
	}
}
