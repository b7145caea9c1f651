package e2e_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

func TestSnapshots(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet := fakeapi.Fleet(fakeToken, 10, now)
	own := fleet.Snapshots[fakeapi.FirstDropletID+9]
	for i, days := range []int{1, 30} {
		snapshot := own[0]
		snapshot.ID, snapshot.Name = int64(i+1), fmt.Sprintf("snapshot %d", i)
		snapshot.CreatedAt = now.AddDate(0, 0, -days).UTC().Format(time.RFC3339)
		own = append(own, snapshot)
	}
	newest, yesterday, oldest := own[0], own[1], own[2]
	fleet.Snapshots[fakeapi.FirstDropletID+9] = []fakeapi.Backup{yesterday, oldest, newest}

	tests := map[string]struct {
		dropletID, blocks string
		want              map[string]any
	}{
		"newest first": {
			dropletID: withoutBackups,
			want:      map[string]any{"snapshots": []fakeapi.Backup{newest, yesterday, oldest}, "latest": newest, "total": 3},
		},
		"filter and sort": {
			dropletID: withoutBackups,
			blocks:    filter("name", `"snapshot"`, `match_by = "substring"`) + "sort {\n  key = \"created_at\"\n}\n",
			want:      map[string]any{"snapshots": []fakeapi.Backup{oldest, yesterday}, "latest": yesterday, "total": 3},
		},
		"only backups": {dropletID: daily, want: map[string]any{"snapshots": []fakeapi.Backup{}, "latest": nil, "total": 0}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_snapshots" "of" {
  droplet_id = `+test.dropletID+`
`+test.blocks+`
}

output "snapshots" {
  value = data.droplet_snapshots.of.snapshots
}

output "latest" {
  value = data.droplet_snapshots.of.latest
}

output "total" {
  value = data.droplet_snapshots.of.total
}
`), fleet, withToken())
			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			for name, got := range outputs(t, terraform) {
				if want := marshal(t, test.want[name]); !reflect.DeepEqual(unmarshal(t, got), unmarshal(t, want)) {
					t.Errorf("%s = %s\nwant %s", name, got, want)
				}
			}
		})
	}
}

func TestSnapshotErrors(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 10, time.Now())
	for name, test := range map[string]struct{ dropletID, block, want string }{
		"unknown Droplet": {"1", "", "Droplet 1 not found"},
		"invalid ID":      {"0", "", "droplet_id"},
		"invalid key":     {daily, filter("plan", `"daily"`), `value must be one of: ["id"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terraform := openWorkspace(t, writeConfiguration(t,
				"data \"droplet_snapshots\" \"of\" {\n  droplet_id = "+test.dropletID+"\n"+test.block+"}\n"), fleet, withToken())
			_, err := terraform.Plan(t.Context())
			requireContains(t, fmt.Sprint(err), test.want)
		})
	}
}

// The number of snapshots is part of the coverage, without a request of its own.
func TestSnapshotCount(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 62, time.Now())
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_coverage" "only_snapshots" {
  include_backups = false
`+filter("backup_enabled", "false")+filter("snapshot_count", "1")+`
}

output "snapshots" {
  value = { for droplet in data.droplet_backup_coverage.only_snapshots.droplets : droplet.name => droplet.snapshot_count }
}
`), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, unmarshal(t, outputs(t, terraform)["snapshots"])), `{"web-010":1}`; got != want {
		t.Errorf("snapshots = %s, want %s", got, want)
	}
	if requests := strings.Join(fleet.Requests(), " "); strings.Contains(requests, "images") || strings.Contains(requests, "snapshots") {
		t.Errorf("the requests are %s, want none for images or snapshots", requests)
	}
}

// The status of an image tells whether it can be restored.
func TestImageStatus(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 1, time.Now())
	backup := fleet.Backups[fakeapi.FirstDropletID][0]
	backup.ID = 1
	fleet.Images = append(fleet.Images, fakeapi.Image{Backup: backup, Status: "pending"})
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup" "of" {
  for_each = toset(["1", "67000001"])
  id       = each.key
}

output "status" {
  value = { for id, backup in data.droplet_backup.of : id => backup.status }
}
`), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, unmarshal(t, outputs(t, terraform)["status"])), `{"1":"pending","67000001":"available"}`; got != want {
		t.Errorf("status = %s, want %s", got, want)
	}
}
