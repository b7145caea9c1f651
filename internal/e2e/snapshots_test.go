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
		want              []any // snapshots, latest and total
	}{
		"newest_first": {
			dropletID: withoutBackups,
			want:      []any{[]fakeapi.Backup{newest, yesterday, oldest}, newest, 3},
		},
		"filter_and_sort": {
			dropletID: withoutBackups,
			blocks:    filter("name", `"snapshot"`, `match_by = "substring"`) + "sort {\n  key = \"created_at\"\n}\n",
			want:      []any{[]fakeapi.Backup{oldest, yesterday}, yesterday, 3},
		},
		"only_backups": {dropletID: daily, want: []any{[]fakeapi.Backup{}, nil, 0}},
	}
	var configuration strings.Builder
	for name, test := range tests {
		fmt.Fprintf(&configuration, `
data "droplet_snapshots" %[1]q {
  droplet_id = %[2]s
%[3]s
}

output %[1]q {
  value = [data.droplet_snapshots.%[1]s.snapshots, data.droplet_snapshots.%[1]s.latest, data.droplet_snapshots.%[1]s.total]
}
`, name, test.dropletID, test.blocks)
	}
	terraform := openWorkspace(t, writeConfiguration(t, configuration.String()), fleet, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := outputs(t, terraform)
	for name, test := range tests {
		if want := marshal(t, test.want); !reflect.DeepEqual(unmarshal(t, got[name]), unmarshal(t, want)) {
			t.Errorf("%s = %s\nwant %s", name, got[name], want)
		}
	}
}

func TestSnapshotErrors(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 10, time.Now())
	for _, test := range []struct {
		arguments string
		want      []string
	}{
		{"droplet_id = 1", []string{"Droplet 1 not found"}},
		{"droplet_id = 0\n" + filter("plan", `"daily"`), []string{"Attribute droplet_id must be", `value must be one of: ["id"`}},
	} {
		terraform := openWorkspace(t, writeConfiguration(t, "data \"droplet_snapshots\" \"of\" {\n"+test.arguments+"\n}\n"), fleet, withToken())
		_, err := terraform.Plan(t.Context())
		requireContains(t, fmt.Sprint(err), test.want...)
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
