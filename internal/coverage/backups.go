package coverage

import (
	"context"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// readBackups returns the matching Droplets with their newest backups. It looks up their backup_ids among the images of the account, and
// requests the backups of each Droplet for which some are missing there. If the images would not save requests, they are not read.
func readBackups(ctx context.Context, client *digitalocean.Client, all, matching []Droplet) ([]Droplet, error) {
	images := map[digitalocean.Integer]digitalocean.Backup{} // by ID; empty if they are not read
	if prefersImages(all, matching) {
		list, err := client.Images(ctx)
		if err != nil {
			return nil, err
		}
		for _, image := range list {
			if image.ID != nil {
				images[*image.ID] = image
			}
		}
	}
	var droplets, incomplete []Droplet
	for _, droplet := range matching {
		var backups []digitalocean.Backup
		for _, id := range droplet.BackupIDs {
			if image, ok := images[id]; ok {
				backups = append(backups, image)
			}
		}
		if len(backups) < len(droplet.BackupIDs) {
			incomplete = append(incomplete, droplet)
		} else {
			droplet.setBackups(backups)
			droplets = append(droplets, droplet)
		}
	}
	completed, err := followUp(ctx, client, "lists of backups", incomplete, func(ctx context.Context, d *Droplet) (bool, error) {
		backups, err := client.Backups(ctx, *d.ID)
		if err == nil {
			d.setBackups(backups.Items)
		}
		return stillExists(ctx, client, *d.ID, err)
	})
	return append(droplets, completed...), err
}

// prefersImages reports whether it takes fewer requests to read the images of the account than the backups of each matching Droplet.
func prefersImages(all, matching []Droplet) bool {
	requests, images := 0, 0
	for _, droplet := range matching {
		if n := len(droplet.BackupIDs); n > 0 {
			requests += digitalocean.ListRequests(n)
		}
	}
	for _, droplet := range all {
		images += len(droplet.BackupIDs) + len(droplet.SnapshotIDs)
	}
	return digitalocean.ImagesRequests(images) < requests
}

// setBackups sets the fields that depend on the backups of the Droplet. It sorts backups in place.
func (d *Droplet) setBackups(backups []digitalocean.Backup) {
	d.BackupCount = new(digitalocean.Integer(len(backups)))
	digitalocean.SortNewestFirst(backups)
	if len(backups) > 0 {
		d.LatestBackup = new(backups[0])
	}
	for _, backup := range backups {
		if _, ok := backup.CreatedTime(); !ok {
			d.UndatedBackups = append(d.UndatedBackups, backup)
		}
	}
}
