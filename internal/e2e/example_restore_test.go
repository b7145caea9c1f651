package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A newer backup must not replace the restored Droplet, except with -replace. A pinned backup must not depend on the
// original Droplet.
func TestRestoreExampleKeepsDroplet(t *testing.T) {
	t.Parallel()
	var api atomic.Pointer[fakeapi.API]
	api.Store(fakeapi.Fleet(fakeToken, 1, time.Now()))
	e := openExample(t, "restore", "droplet_id = "+daily, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.Load().ServeHTTP(w, r)
	}))
	e.apply(t)

	newer := fakeapi.Fleet(fakeToken, 1, time.Now())
	newest := newer.Backups[fakeapi.FirstDropletID][0]
	newest.ID, newest.CreatedAt = newest.ID+1, time.Now().AddDate(0, 0, 1).Format(time.RFC3339)
	newer.Backups[fakeapi.FirstDropletID] = append(newer.Backups[fakeapi.FirstDropletID], newest)
	api.Store(newer)
	e.requireNoChanges(t)
	if len(newer.Requests()) == 0 {
		t.Error("the plan did not read the newer backup")
	}

	restored := e.apply(t, tfexec.Replace("digitalocean_droplet.restored"))["restored_from"]
	if restored != fmt.Sprint(newest.ID) {
		t.Errorf("with -replace: restored from %v, want %d", restored, newest.ID)
	}

	e.setVariables(t, fmt.Sprintf("droplet_id = %s\nbackup_id = %s", daily, restored))
	e.requireNoChanges(t)
	if got, want := newer.Requests(), fmt.Sprintf("/v2/images/%s", restored); got[len(got)-1] != want {
		t.Errorf("with backup_id: the last request is %s, want %s", got[len(got)-1], want)
	}

	deleted := fakeapi.Fleet(fakeToken, 0, time.Now())
	api.Store(deleted)
	e.setVariables(t, fmt.Sprintf("droplet_id = %s\nbackup_id = %s\nverify_backup = false", daily, restored))
	e.requireNoChanges(t)
	if got := e.apply(t)["restored_from"]; got != restored || len(deleted.Requests()) > 0 {
		t.Errorf("without verification: restored from %v, requests %v, want %v and no requests", got, deleted.Requests(), restored)
	}
}

// A snapshot is restored only if that was asked for, and if it is newer than all backups.
func TestRestoreExampleSnapshots(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 62, time.Now())
	const lateBackups = "444900062"
	backup := func(position int64) int64 { return fleet.Backups[fakeapi.FirstDropletID+position][0].ID }
	snapshot := func(position int64) int64 { return fleet.Snapshots[fakeapi.FirstDropletID+position][0].ID }
	tests := map[string]struct {
		dropletID, region string
		includeSnapshots  bool
		want              int64
	}{
		"newer_snapshot":        {lateBackups, "ams3", true, snapshot(61)},
		"newer_snapshot_unused": {lateBackups, "ams3", false, backup(61)},
		"only_a_snapshot":       {withoutBackups, "ams3", true, snapshot(9)},
		"only_backups":          {daily, "nyc3", true, backup(0)},
	}
	var configuration strings.Builder
	for name, test := range tests {
		configuration.WriteString(moduleBlock(name, "restore",
			fmt.Sprintf("droplet_id = %s\nregion = %q\ninclude_snapshots = %t", test.dropletID, test.region, test.includeSnapshots)))
		fmt.Fprintf(&configuration, "output %[1]q {\n  value = module.%[1]s.restored_from\n}\n", name)
	}
	terraform := openWorkspace(t, writeConfiguration(t, configuration.String()), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, got := range outputs(t, terraform) {
		if want := fmt.Sprintf("%q", fmt.Sprint(tests[name].want)); got != want {
			t.Errorf("%s: restored from %s, want %s", name, got, want)
		}
	}
}

// The newest backup of a Droplet that is found by name can be restored as well.
func TestRestoreFromCoverage(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeToken, 10, time.Now())
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_coverage" "web" {
  filter {
    key    = "name"
    values = ["web-002"]
  }
}

resource "digitalocean_droplet" "restored" {
  name  = "restored"
  size  = "s-1vcpu-2gb"
  image = one(values(data.droplet_backup_coverage.web.droplets)).latest_backup.id
}

output "restored_from" {
  value = digitalocean_droplet.restored.image
}
`), api, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("%q", fmt.Sprint(api.Backups[fakeapi.FirstDropletID+1][0].ID))
	if got := outputs(t, terraform)["restored_from"]; got != want {
		t.Errorf("restored from %s, want %s", got, want)
	}
}
