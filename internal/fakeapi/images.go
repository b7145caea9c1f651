package fakeapi

import (
	"maps"
	"net/http"
	"slices"
)

func (a *API) listImages(w http.ResponseWriter, r *http.Request) {
	private := r.URL.Query().Get("private") == "true"
	others := slices.DeleteFunc(slices.Clone(a.Images), func(image Image) bool { return private && image.Public })
	total := len(others)
	for _, backups := range a.Backups {
		total += len(backups)
	}
	// Only the items of the page are built, because a large account has hundreds of pages.
	writePage(w, r, "images", total, func(from, to int) any {
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
