package fakeapi

import (
	"net/http"
	"slices"
	"strings"
)

func (a *API) listDroplets(w http.ResponseWriter, r *http.Request) {
	gpus := r.URL.Query().Get("type") == "gpus"
	droplets := slices.DeleteFunc(slices.Clone(a.Droplets), func(d Droplet) bool { return strings.HasPrefix(d.SizeSlug, "gpu-") != gpus })
	writePage(w, r, "droplets", len(droplets), func(from, to int) any { return a.complete(droplets[from:to]) })
}

func (a *API) getDroplet(w http.ResponseWriter, r *http.Request) {
	droplet, ok := a.findDroplet(pathID(r))
	writeItem(w, "droplet", a.complete([]Droplet{droplet})[0], ok)
}

func (a *API) findDroplet(id int64) (droplet Droplet, ok bool) {
	return find(a.Droplets, func(d Droplet) bool { return d.ID == id })
}

// complete sets the fields of Droplets that depend on Backups, Snapshots and Policies.
func (a *API) complete(droplets []Droplet) []Droplet {
	policies := map[int64]Policy{}
	for _, policy := range a.Policies {
		policies[policy.DropletID] = policy
	}
	for i := range droplets {
		droplet := &droplets[i]
		policy := policies[droplet.ID]
		droplet.BackupIDs, droplet.SnapshotIDs = ids(a.Backups[droplet.ID]), ids(a.Snapshots[droplet.ID])
		droplet.NextBackupWindow = policy.NextBackupWindow
		// The features of a Droplet do not show the usage-based plans.
		if config := policy.BackupPolicy; config != nil && (config.Plan == "daily" || config.Plan == "weekly") {
			droplet.Features = append([]string{"backups"}, droplet.Features...)
		}
	}
	return droplets
}

func ids(images []Backup) []int64 {
	ids := []int64{}
	for _, image := range images {
		ids = append(ids, image.ID)
	}
	return ids
}
