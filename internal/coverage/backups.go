package coverage

import (
	"context"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// readBackups returns the matching Droplets with their newest backups. It requests the backups of a Droplet whose backup_ids are not all
// among the images of the account.
func readBackups(ctx context.Context, client *digitalocean.Client, all, matching []Droplet) ([]Droplet, error) {
	images, err := readImages(ctx, client, all, matching)
	if err != nil {
		return nil, err
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

// readImages returns the images of the account by ID. It returns none if it takes no more requests to read the backups of each matching
// Droplet instead.
func readImages(
	ctx context.Context, client *digitalocean.Client, all, matching []Droplet,
) (map[digitalocean.Integer]digitalocean.Backup, error) {
	requests, count := 0, 0
	for _, droplet := range matching {
		if n := len(droplet.BackupIDs); n > 0 {
			requests += digitalocean.ListRequests(n)
		}
	}
	for _, droplet := range all {
		count += len(droplet.BackupIDs) + len(droplet.SnapshotIDs)
	}
	if requests <= digitalocean.ImagesRequests(count) {
		return nil, nil // so each Droplet lacks its images
	}
	images, err := client.Images(ctx)
	byID := map[digitalocean.Integer]digitalocean.Backup{}
	for _, image := range images {
		if image.ID != nil {
			byID[*image.ID] = image
		}
	}
	return byID, err
}
