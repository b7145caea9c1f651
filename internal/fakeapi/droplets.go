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
	writeFirst(w, "droplet", a.complete(a.findDroplet(pathID(r))))
}

// findDroplet returns the Droplet with the given ID, or none.
func (a *API) findDroplet(id int64) []Droplet {
	return slices.DeleteFunc(slices.Clone(a.Droplets), func(d Droplet) bool { return d.ID != id })
}

// complete sets the fields of Droplets that depend on Backups and Policies.
func (a *API) complete(droplets []Droplet) []Droplet {
	windows := map[int64]*Window{}
	for _, policy := range a.Policies {
		windows[policy.DropletID] = policy.NextBackupWindow
	}
	for i := range droplets {
		droplets[i].BackupIDs, droplets[i].NextBackupWindow = []int64{}, windows[droplets[i].ID]
		for _, backup := range a.Backups[droplets[i].ID] {
			droplets[i].BackupIDs = append(droplets[i].BackupIDs, backup.ID)
		}
	}
	return droplets
}
