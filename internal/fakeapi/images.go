package fakeapi

import (
	"maps"
	"net/http"
	"slices"
)

func (a *API) listImages(w http.ResponseWriter, r *http.Request) {
	private := r.URL.Query().Get("private") == "true"
	others := slices.DeleteFunc(slices.Clone(a.Images), func(image Image) bool { return private && image.Public })
	droplets, total := a.ownImages(), len(others)
	for _, own := range droplets {
		total += len(own)
	}
	// Only the items of the page are built, because a large account has hundreds of pages.
	writePage(w, r, "images", total, func(from, to int) any {
		images := []Image{}
		for _, own := range droplets {
			for _, image := range own[min(from, len(own)):min(to, len(own))] {
				images = append(images, newImage(image))
			}
			from, to = max(from-len(own), 0), max(to-len(own), 0)
		}
		return append(images, others[from:to]...)
	})
}

func (a *API) getImage(w http.ResponseWriter, r *http.Request) {
	image, ok := find(a.Images, func(image Image) bool { return image.ID == pathID(r) })
	if !ok {
		var own Backup
		own, ok = find(slices.Concat(a.ownImages()...), func(own Backup) bool { return own.ID == pathID(r) })
		image = newImage(own)
	}
	writeItem(w, "image", image, ok)
}

// ownImages returns the backups and the snapshots of each Droplet, always in the same order.
func (a *API) ownImages() [][]Backup {
	var own [][]Backup
	for _, byDroplet := range []map[int64][]Backup{a.Backups, a.Snapshots} {
		for _, id := range slices.Sorted(maps.Keys(byDroplet)) {
			own = append(own, byDroplet[id])
		}
	}
	return own
}

func newImage(backup Backup) Image {
	return Image{Backup: backup, Tags: []string{}, Status: "available"}
}
