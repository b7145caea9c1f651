package main_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// example is a workspace with a copy of an example.
type example struct {
	*tfexec.Terraform
	official *tfexec.ReattachOption
	stdout   bytes.Buffer
}

// openExample copies an example without the file that is left out, and gives values to its variables, in the language of
// .tfvars files.
func openExample(t *testing.T, folder, leftOut, variables string, api http.Handler) *example {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("examples", folder))); err != nil {
		t.Fatal(err)
	}
	if leftOut != "" {
		if err := os.Remove(filepath.Join(dir, leftOut)); err != nil {
			t.Fatal(err)
		}
	}
	e := &example{official: serveOfficialProvider(t)}
	e.Terraform = initialize(t, dir, api, withToken(), e.official)
	e.SetStdout(&e.stdout)
	e.set(t, variables)
	return e
}

func (e *example) set(t *testing.T, variables string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(e.WorkingDir(), "terraform.tfvars"), []byte(variables), 0o600); err != nil {
		t.Fatal(err)
	}
}

// plan fails the test unless there are changes, or none, as expected.
func (e *example) plan(t *testing.T, wantChanges bool) {
	t.Helper()
	if changes, err := e.Plan(t.Context(), e.official); err != nil || changes != wantChanges {
		t.Fatalf("the plan has changes: %v, want %v; error %v", changes, wantChanges, err)
	}
}

func (e *example) apply(t *testing.T, opts ...tfexec.ApplyOption) map[string]any {
	t.Helper()
	if err := e.Apply(t.Context(), append(opts, e.official)...); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, value := range outputs(t, e.Terraform) {
		values[name] = decode(t, value)
	}
	return values
}

func decode(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// Of ten Droplets of a fleet, the first is backed up daily, the seventh weekly, and the last not at all.
const (
	daily  = "444900001"
	weekly = "444900007"
	none   = "444900010"
)

func TestExamples(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet := fakeapi.Fleet(token, 10, now)
	backups := fleet.Backups[fakeapi.FirstDropletID]
	largest := slices.MaxFunc(backups, func(a, b fakeapi.Backup) int { return cmp.Compare(a.SizeGigabytes, b.SizeGigabytes) })
	hours := fleet.SupportedPolicies[0].PossibleWindowStarts
	weekdays, newest, table := map[string]any{}, map[string]any{}, map[string]any{}
	for _, policy := range fleet.Policies[:9] {
		id, latest := fmt.Sprint(policy.DropletID), fleet.Backups[policy.DropletID][0]
		if policy.BackupPolicy.Plan == "weekly" {
			weekdays[id] = policy.BackupPolicy.Weekday
		}
		newest[id] = latest.CreatedAt
		table[id] = map[string]any{
			"newest_backup": latest.CreatedAt, "size_gigabytes": latest.SizeGigabytes, "regions": latest.Regions,
			"next_window": policy.NextBackupWindow.Start,
		}
	}

	tests := map[string]struct {
		variables string
		requests  int // of a plan
		outputs   map[string]any
	}{
		"provider":                             {"", 1, map[string]any{"newest_backup": backups[0]}},
		"data-sources/droplet_backups":         {"", 1, map[string]any{"largest": largest.Name, "newest": backups[0].Name}},
		"data-sources/droplet_backup_policies": {"", 1, map[string]any{"weekday_by_droplet_id": weekdays}},
		"data-sources/droplet_backup_policy": {"", 1, map[string]any{
			"backed_up": true, "days_kept": 7, "next_backup_not_before": fleet.Policies[0].NextBackupWindow.Start,
		}},
		"data-sources/droplet_supported_backup_policies": {"", 1, map[string]any{
			"hours_by_plan": map[string]any{"daily": hours, "weekly": hours},
		}},
		"restore":    {"droplet_id = " + daily, 1, map[string]any{"restored_from": fmt.Sprint(backups[0].ID)}},
		"compliance": {"exempt_droplet_ids = [" + none + "]", 1, map[string]any{"droplets_checked": 9}},
		"freshness": {"droplet_ids = [" + daily + ", " + weekly + "]\nmaximum_age_hours = 7 * 24", 2, map[string]any{
			"newest_backups": map[string]any{daily: newest[daily], weekly: newest[weekly]},
		}},
		"fleet": {"", 1 + 9, map[string]any{"fleet": table}},
		"supported": {`backup_policy = { plan = "daily", hour = 20 }`, 1, map[string]any{
			"backup_policy": map[string]any{"plan": "daily", "hour": 20, "weekday": nil},
		}},
		"official": {"", 0, map[string]any{"next_backup_window": fleet.Policies[0].NextBackupWindow}},
	}
	for file := range files(t, "examples") {
		folder, _ := strings.CutPrefix(filepath.ToSlash(filepath.Dir(file)), "examples/")
		if _, ok := tests[folder]; !ok && folder != "demo" {
			t.Errorf("no test runs %s", file)
		}
	}
	for folder, test := range tests {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			api := fakeapi.Fleet(token, 10, now)
			e := openExample(t, folder, "", test.variables, api)
			e.plan(t, true)
			if got := len(api.Requests()); got != test.requests {
				t.Errorf("the plan cost %d requests, want %d", got, test.requests)
			}
			got := e.apply(t)
			if want := decode(t, encode(t, test.outputs)); !reflect.DeepEqual(any(got), want) {
				t.Errorf("outputs are %v, want %v", got, want)
			}
			e.plan(t, false)
		})
	}
}

// What a user sees who is not as well off as the examples hope.
func TestExamplesComplain(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet := fakeapi.Fleet(token, 10, now)
	stopped := fakeapi.Fleet(token, 10, now.AddDate(0, 0, -4)) // no backup since
	vague := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"policies":{"1":{"droplet_id":1},"2":{"droplet_id":2,"backup_enabled":true},
			"3":{"backup_enabled":true,"backup_policy":{"plan":"new"}}},"meta":{"total":3}}`))
	})
	exempt := "exempt_droplet_ids = [" + none + "]\nminimum_retention_days = 8"
	const (
		unprotected = "Droplets without backups: " + none + "."
		shortLived  = "Droplets whose backups are kept for less than 8 days: 444900001, 444900002, 444900003, 444900004, 444900005, 444900006."
		warning     = "Warning: Check block assertion failed"
	)
	tests := map[string]struct {
		folder, leftOut, variables string
		api                        http.Handler
		want                       []string
		succeeds                   bool
	}{
		"nothing to restore":           {"restore", "", "droplet_id = " + none, fleet, []string{"Droplet 444900010 has no backup to restore in the region nyc3."}, false},
		"nothing to restore elsewhere": {"restore", "", "region = \"ams3\"\ndroplet_id = " + daily, fleet, []string{"Droplet 444900001 has no backup to restore in the region ams3."}, false},
		"unprotected, failing":         {"compliance", "warn.tf", "", fleet, []string{"Error: Module output value precondition failed", unprotected}, false},
		"unprotected, warning":         {"compliance", "fail.tf", "", fleet, []string{warning, unprotected}, true},
		"short-lived, failing":         {"compliance", "warn.tf", exempt, fleet, []string{shortLived}, false},
		"short-lived, warning":         {"compliance", "fail.tf", exempt, fleet, []string{warning, shortLived}, true},
		"nulls": {"compliance", "warn.tf", "", vague, []string{
			"Droplets without backups: 1.", "Droplets whose backups are kept for less than 7 days: 2, 3.",
		}, false},
		"too old": {"freshness", "", "droplet_ids = [" + daily + "]", stopped, []string{
			"The newest backup of Droplet 444900001 was made at " + stopped.Backups[fakeapi.FirstDropletID][0].CreatedAt + ", more than 30 hours ago.",
		}, false},
		"never backed up": {"freshness", "", "droplet_ids = [" + none + "]", fleet, []string{"Droplet 444900010 has no backup."}, false},
		"no such plan":    {"supported", "", `backup_policy = { plan = "hourly", hour = 3 }`, fleet, []string{"The account has no backup plan hourly, only: daily, weekly."}, false},
		"no such window":  {"supported", "", `backup_policy = { plan = "daily", hour = 3 }`, fleet, []string{"No window of the plan daily starts at hour 3, only at: 0, 4, 8, 12, 16, 20."}, false},
		"no weekday":      {"supported", "", `backup_policy = { plan = "weekly", hour = 4 }`, fleet, []string{"The plan weekly needs a weekday: SUN, MON, TUE, WED, THU, FRI, SAT."}, false},
		"needless weekday": {"supported", "", `backup_policy = { plan = "daily", hour = 4, weekday = "SUN" }`, fleet, []string{
			"The plan daily has no weekday: leave it out.",
		}, false},
		"odd weekday": {"supported", "", `backup_policy = { plan = "weekly", hour = 4, weekday = "Sunday" }`, fleet, []string{
			"The weekday is SUN, MON, TUE, WED, THU, FRI or SAT.",
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := openExample(t, test.folder, test.leftOut, test.variables, test.api)
			_, err := e.Plan(t.Context(), e.official)
			if (err == nil) != test.succeeds {
				t.Fatalf("error is %v, want none: %v", err, test.succeeds)
			}
			said := strings.Join(strings.Fields(strings.ReplaceAll(fmt.Sprint(e.stdout.String(), err), "│", " ")), " ")
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("the plan says %s; want %q in it", said, want)
				}
			}
		})
	}
}

// A newer backup must not replace the Droplet that was restored, unless it is asked for. A pinned one needs the old
// Droplet no more.
func TestRestoreOnce(t *testing.T) {
	t.Parallel()
	var api atomic.Pointer[fakeapi.API]
	api.Store(fakeapi.Fleet(token, 1, time.Now()))
	e := openExample(t, "restore", "", "droplet_id = "+daily, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.Load().ServeHTTP(w, r)
	}))
	e.apply(t)

	newer := fakeapi.Fleet(token, 1, time.Now())
	newest := newer.Backups[fakeapi.FirstDropletID][0]
	newest.ID, newest.CreatedAt = newest.ID+1, time.Now().AddDate(0, 0, 1).Format(time.RFC3339)
	newer.Backups[fakeapi.FirstDropletID] = append(newer.Backups[fakeapi.FirstDropletID], newest)
	api.Store(newer)
	e.plan(t, false)
	if len(newer.Requests()) == 0 {
		t.Error("the plan did not read the newer backup")
	}

	restored := e.apply(t, tfexec.Replace("digitalocean_droplet.restored"))["restored_from"]
	if restored != fmt.Sprint(newest.ID) {
		t.Errorf("restored from %v with -replace, want %d", restored, newest.ID)
	}

	gone := fakeapi.Fleet(token, 0, time.Now())
	api.Store(gone)
	e.set(t, fmt.Sprintf("droplet_id = %s\nbackup_id = %s", daily, restored))
	e.plan(t, false)
	if got := e.apply(t)["restored_from"]; got != restored || len(gone.Requests()) > 0 {
		t.Errorf("restored from %v after %v, want %v and no requests", got, gone.Requests(), restored)
	}
}
