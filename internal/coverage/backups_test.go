package coverage_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
)

// TestBackups checks each way in which the lists of Droplets and of images can disagree.
func TestBackups(t *testing.T) {
	t.Parallel()
	without := func(r responses, id string) {
		r[imageList] = strings.Replace(r[imageList], `"id":`+id+`,`, `"id":99,`, 1)
	}
	tests := map[string]readTest{
		"backup rotated between requests": {
			change: func(r responses) { without(r, "21"); r["/v2/droplets/2/backups"] = backupsJSON(24, 23, 22) },
			want:   "1:2/12, 2:3/24, 3:0, 4:1/41 of 4", more: []string{"/v2/droplets/2/backups"},
		},
		"backup deleted between requests": {
			change: func(r responses) { without(r, "21"); r["/v2/droplets/2/backups"] = backupsJSON(22) },
			want:   "1:2/12, 2:1/22, 3:0, 4:1/41 of 4", more: []string{"/v2/droplets/2/backups"},
		},
		"all backups deleted between requests": {
			change: func(r responses) { without(r, "41"); r["/v2/droplets/4/backups"] = backupsJSON() },
			want:   "1:2/12, 2:3/23, 3:0, 4:0 of 4", more: []string{"/v2/droplets/4/backups"},
		},
		"Droplet deleted before its backups": {
			change: func(r responses) { without(r, "41") },
			want:   "1:2/12, 2:3/23, 3:0 of 3", more: []string{"/v2/droplets/4", "/v2/droplets/4/backups"},
		},
		"image without an ID": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], `"id":41,`, ``, 1)
				r["/v2/droplets/4/backups"] = backupsJSON(41)
			},
			want: consistent, more: []string{"/v2/droplets/4/backups"},
		},
		"no images": {
			change: func(r responses) {
				r[imageList] = listJSON("images")
				r["/v2/droplets/1/backups"], r["/v2/droplets/2/backups"] = backupsJSON(12, 11), backupsJSON(21, 23, 22)
				r["/v2/droplets/4/backups"] = backupsJSON(41)
			},
			want: consistent, more: []string{"/v2/droplets/1/backups", "/v2/droplets/2/backups", "/v2/droplets/4/backups"},
		},
		"images of other types": {
			change: func(r responses) {
				r[imageList] = strings.ReplaceAll(strings.Replace(r[imageList], `"backup"`, `null`, 4), `"backup"`, `"snapshot"`)
			},
			want: consistent,
		},
		"own backups of other types": {
			filter: keepIDs(2),
			change: func(r responses) {
				own := strings.Replace(backupsJSON(21, 23, 22), `"backup",`, `null,`, 2)
				r["/v2/droplets/2/backups"] = strings.Replace(own, `"backup",`, `"snapshot",`, 1)
			},
			want: "2:3/23 of 4", more: []string{"/v2/droplets/2/backups"}, fewer: []string{imageList},
		},
		"own backups without a total": {
			filter: keepIDs(2), change: func(r responses) { r["/v2/droplets/2/backups"] = `{"backups":[` + imageJSON(23) + `]}` },
			want: "2:1/23 of 4", more: []string{"/v2/droplets/2/backups"}, fewer: []string{imageList},
		},
	}
	for name, test := range tests {
		t.Run(name, test.run)
	}
}

// TestImagesOrOwnLists checks which of both takes fewer requests. Three Droplets have six backups.
func TestImagesOrOwnLists(t *testing.T) {
	t.Parallel()
	for snapshots, wantImages := range map[int]bool{0: true, 394: true, 395: false, 20_000: false} {
		ids := make([]int, snapshots)
		for i := range ids {
			ids[i] = 100_000 + i
		}
		network := &network{responses: newResponses()}
		r := network.responses
		r[dropletList] = strings.ReplaceAll(r[dropletList], `,"snapshot_ids":[61]`, ``)
		r[gpuList] = strings.Replace(r[gpuList], `[61]`, idsJSON(slices.Concat(ids, ids)), 1)
		r["/v2/droplets/1/backups"], r["/v2/droplets/2/backups"] = backupsJSON(11, 12), backupsJSON(21, 22, 23)
		r["/v2/droplets/4/backups"] = backupsJSON(41)
		client, _ := newClient(network)
		result, err := coverage.Read(t.Context(), client, true, keepAll)
		if err != nil || describe(result) != consistent {
			t.Errorf("%d snapshots: coverage is %s, error %v", snapshots, describe(result), err)
		}
		if got := slices.Contains(network.paths, imageList); got != wantImages {
			t.Errorf("%d snapshots: requests for %s", snapshots, network.paths)
		}
	}
}

// TestUndated checks that a backup without a valid time is the latest one only if there is no other.
func TestUndated(t *testing.T) {
	t.Parallel()
	undated := strings.NewReplacer(`"created_at":"2026-11-25T10:00:12Z"`, `"created_at":"soon"`, `"created_at":"2026-11-25T10:00:41Z"`,
		`"created_at":null`, `"created_at":"2026-11-25T10:00:23Z"`, `"created_at":""`).Replace
	for name, filter := range map[string]coverage.Filter{
		"all": keepAll, "three": keepIDs(1, 3, 4), "own lists": keepIDs(4),
		"without Droplet 4": keep(func(d coverage.Droplet) bool { return d.LatestBackup == nil || *d.ID != 4 }),
	} {
		network := &network{responses: newResponses()}
		network.responses[imageList] = undated(network.responses[imageList])
		network.responses["/v2/droplets/4/backups"] = undated(backupsJSON(41))
		client, _ := newClient(network)
		result, err := coverage.Read(t.Context(), client, true, filter)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int
		for _, droplet := range result.Droplets {
			for _, backup := range droplet.UndatedBackups {
				ids = append(ids, int(*backup.ID))
			}
		}
		slices.Sort(ids)
		want := map[string]struct {
			coverage string
			undated  []int
		}{
			"all":               {"1:2/11, 2:3/22, 3:0, 4:1/41 of 4", []int{12, 23, 41}},
			"three":             {"1:2/11, 3:0, 4:1/41 of 4", []int{12, 41}},
			"own lists":         {"4:1/41 of 4", []int{41}},
			"without Droplet 4": {"1:2/11, 2:3/22, 3:0 of 4", []int{12, 23}},
		}[name]
		if describe(result) != want.coverage || !slices.Equal(ids, want.undated) {
			t.Errorf("%s: coverage is %s, undated %v", name, describe(result), ids)
		}
	}
}
