package e2e_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// coverageLists is the number of requests for the Droplets and policies of an account with up to 200 Droplets, without backups.
const coverageLists = 3

func TestExamples(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet := fakeapi.Fleet(fakeToken, 10, now)
	backups := fleet.Backups[fakeapi.FirstDropletID]
	largest := slices.MaxFunc(backups, func(a, b fakeapi.Backup) int { return cmp.Compare(a.SizeGigabytes, b.SizeGigabytes) })
	pinned := backups[len(backups)-1]
	expiresAt := map[string]any{}
	for _, backup := range backups {
		expiresAt[fmt.Sprint(backup.ID)] = must(time.Parse(time.RFC3339, backup.CreatedAt)).AddDate(0, 0, 7).Format(time.RFC3339)
	}
	snapshot := fleet.Snapshots[fakeapi.FirstDropletID+9][0]
	hours := fleet.SupportedPolicies[0]["possible_window_starts"]
	weekdays, covered := map[string]any{}, map[string]any{}
	for i, policy := range fleet.Policies[:9] {
		id, own := fmt.Sprint(policy.DropletID), fleet.Backups[policy.DropletID]
		if policy.BackupPolicy.Plan == "weekly" {
			weekdays[id] = policy.BackupPolicy.Weekday
		}
		if droplet := fleet.Droplets[i]; droplet.Region.Slug == "nyc3" {
			covered[id] = map[string]any{
				"name": droplet.Name, "plan": policy.BackupPolicy.Plan, "backups": len(own), "newest_backup": own[0].CreatedAt, "snapshots": 0,
			}
		}
	}

	tests := map[string]struct {
		variables string
		requests  int // of an apply
		outputs   map[string]any
	}{
		"provider": {
			requests: 1, outputs: map[string]any{"newest_backup": backups[0]},
		},
		"data-sources/droplet_backups": {
			requests: 1, outputs: map[string]any{"largest": largest.Name, "newest": backups[0].Name},
		},
		"data-sources/droplet_backup_policies": {
			requests: 1, outputs: map[string]any{"weekday_by_droplet_id": weekdays},
		},
		"data-sources/droplet_backup_policy": {
			requests: 1, outputs: map[string]any{
				"backup_enabled": true, "retention_period_days": 7, "next_backup_window_start": fleet.Policies[0].NextBackupWindow.Start,
			},
		},
		"data-sources/droplet_supported_backup_policies": {
			requests: 1, outputs: map[string]any{"hours_by_plan": map[string]any{"daily": hours, "weekly": hours, "intra_daily_4h": []int{0}}},
		},
		"data-sources/droplet_backup": {
			requests: 1, outputs: map[string]any{"created_at": pinned.CreatedAt, "regions": pinned.Regions, "status": "available"},
		},
		"data-sources/droplet_snapshots": {
			requests: 1, outputs: map[string]any{"names": []string{snapshot.Name}, "newest": snapshot.ID},
		},
		"data-sources/droplet_backup_coverage": { // three Droplets match
			requests: coverageLists + 1, outputs: map[string]any{"droplets": covered, "not_protected": []string{}},
		},
		"restore": {
			variables: "droplet_id = " + daily,
			requests:  1, outputs: map[string]any{"restored_from": fmt.Sprint(backups[0].ID)},
		},
		"compliance": {
			variables: `exempt_tags = ["web"]`,
			requests:  coverageLists + 1, outputs: map[string]any{
				"compliant": true, "droplets_checked": 0, "problems": []string{}, "droplets_with_volumes": []string{},
			},
		},
		"supported": {
			variables: `backup_policy = { plan = "daily", hour = 20 }`,
			requests:  1, outputs: map[string]any{"backup_policy": map[string]any{"plan": "daily", "hour": 20, "weekday": nil}},
		},
		"usage_based": {
			variables: `backup_policy = { plan = "daily", retention_period_days = 7 }`, requests: 1, outputs: map[string]any{},
		},
		"droplet_id": {
			variables: `name = "web-001"`,
			requests:  coverageLists + 1, outputs: map[string]any{"droplet_id": fakeapi.FirstDropletID, "newest_backup": backups[0]},
		},
		"point_in_time": {
			variables: fmt.Sprintf("droplet_id = %s\nbefore = %q", daily, backups[1].CreatedAt),
			requests:  2, outputs: map[string]any{"restore": backups[2].ID, "expires_at": expiresAt},
		},
		"official": {
			requests: 1, outputs: map[string]any{"next_backup_window": fleet.Policies[0].NextBackupWindow},
		},
	}
	for file := range readFiles(t, examplesDir) {
		name, err := filepath.Rel(examplesDir, filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := tests[filepath.ToSlash(name)]; !ok && name != "demo" { // TestDemoExample
			t.Errorf("%s is not tested", file)
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := fakeapi.Fleet(fakeToken, 10, now)
			e := openExample(t, name, test.variables, api)
			got := e.apply(t)
			if got := len(api.Requests()); got != test.requests {
				t.Errorf("the apply took %d requests, want %d", got, test.requests)
			}
			if want := unmarshal(t, marshal(t, test.outputs)); !reflect.DeepEqual(any(got), want) {
				t.Errorf("outputs = %v, want %v", got, want)
			}
			e.requireNoChanges(t)
		})
	}
}

func TestDemoExample(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeToken, 30, time.Now())
	terraform := openWorkspace(t, filepath.Join(examplesDir, "demo"), api, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	newest := api.Backups[fakeapi.FirstDropletID][0]
	want := map[string]string{
		"droplets": `"27 of 30 protected, 1 at risk, 2 exempt (Kubernetes nodes)"`,
		"volumes":  `"2 protected Droplets have volumes, which backups do not include"`,
		"need_attention": marshal(t, "NAME     REGION PLAN           NEWEST BACKUP    SNAPSHOTS REASON\n"+
			"web-010  ams3   -              -                1         backups are not enabled"),
		"restore": fmt.Sprintf(`{"created_at":%q,"droplet_id":444900001,"image":%d,"newest_backup":%q}`,
			newest.CreatedAt, newest.ID, newest.Name),
	}
	got := outputs(t, terraform)
	got["restore"] = marshal(t, json.RawMessage(got["restore"]))
	if !maps.Equal(got, want) {
		t.Errorf("outputs = %v, want %v", got, want)
	}
}

// The configuration in README.md works as it stands.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := must(os.ReadFile("../../README.md"))
	_, configuration, _ := strings.Cut(string(readme), "```terraform\n")
	configuration, _, _ = strings.Cut(configuration, "```")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	terraform := openWorkspace(t, dir, fakeapi.Fleet(fakeToken, 10, time.Now()), withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, unmarshal(t, outputs(t, terraform)["not_protected"])), `["web-010"]`; got != want {
		t.Errorf("not_protected = %s, want %s", got, want)
	}
}
