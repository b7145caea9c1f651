package fakeapi

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func (a *API) listDroplets(w http.ResponseWriter, r *http.Request) {
	gpus := r.URL.Query().Get("type") == "gpus"
	droplets := slices.DeleteFunc(slices.Clone(a.Droplets), func(d Droplet) bool { return strings.HasPrefix(d.SizeSlug, "gpu-") != gpus })
	a.writePage(w, r, "droplets", len(droplets), func(from, to int) any { return a.complete(droplets[from:to]) })
}

func (a *API) getDroplet(w http.ResponseWriter, r *http.Request) {
	writeFirst(w, "droplet", a.complete(a.findDroplet(pathID(r))))
}

func (a *API) findDroplet(id int64) []Droplet {
	return slices.DeleteFunc(slices.Clone(a.Droplets), func(d Droplet) bool { return d.ID != id })
}

// complete sets the attributes of Droplets that come from Backups and Policies.
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

func (a *API) listImages(w http.ResponseWriter, r *http.Request) {
	private := r.URL.Query().Get("private") == "true"
	others := slices.DeleteFunc(slices.Clone(a.Images), func(image Image) bool { return private && image.Public })
	total := len(others)
	for _, backups := range a.Backups {
		total += len(backups)
	}
	// Only the items of the page are built, because a large account has hundreds of pages.
	a.writePage(w, r, "images", total, func(from, to int) any {
		images := []Image{}
		for _, id := range slices.Sorted(maps.Keys(a.Backups)) {
			backups := a.Backups[id]
			for _, backup := range backups[min(from, len(backups)):min(to, len(backups))] {
				images = append(images, newImage(backup))
			}
			from, to = max(from-len(backups), 0), max(to-len(backups), 0)
		}
		return append(images, others[from:to]...)
	})
}

func (a *API) getImage(w http.ResponseWriter, r *http.Request) {
	images := slices.Clone(a.Images)
	for _, backup := range slices.Concat(slices.Collect(maps.Values(a.Backups))...) {
		images = append(images, newImage(backup))
	}
	writeFirst(w, "image", slices.DeleteFunc(images, func(image Image) bool { return image.ID != pathID(r) }))
}

func newImage(backup Backup) Image {
	return Image{Backup: backup, Tags: []string{}, Status: "available"}
}
