package coverage

import (
	"context"
	"fmt"
	"slices"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// readBackups returns the matching Droplets with their newest backups. It requests the backups of a Droplet whose backup_ids are not all
// among the images of the account.
func readBackups(ctx context.Context, client *digitalocean.Client, all, matching []Droplet) ([]Droplet, error) {
	images, err := readImages(ctx, client, all, matching)
	if err != nil {
		return nil, err
	}
	lacksImages := func(droplet Droplet) bool {
		return slices.ContainsFunc(droplet.BackupIDs, func(id *digitalocean.Integer) bool { _, ok := images[*id]; return !ok })
	}
	requests := 0
	for _, droplet := range matching {
		if lacksImages(droplet) {
			requests++
		}
	}
	if requests > 0 {
		client.Info(ctx, "Requesting the backups of Droplets one by one", map[string]any{"droplets": requests})
	}
	finished, err := mapExisting(ctx, matching, func(ctx context.Context, droplet Droplet) (Droplet, bool, error) {
		backups := []digitalocean.Backup{}
		if lacksImages(droplet) {
			list, err := client.Backups(ctx, *droplet.ID)
			if err != nil {
				return Droplet{}, false, unlessDeleted(ctx, client, *droplet.ID, err)
			}
			backups = append(backups, list.Items...)
		} else {
			for _, id := range droplet.BackupIDs {
				backups = append(backups, images[*id])
			}
		}
		droplet.setBackups(backups)
		return droplet, true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("%w (number of Droplets whose backups had to be requested one by one: %d)", err, requests)
	}
	return finished, nil
}

// readImages returns the images of the account by ID. It returns none if it takes no more requests to read the backups of each matching
// Droplet instead.
func readImages(
	ctx context.Context, client *digitalocean.Client, all, matching []Droplet,
) (map[digitalocean.Integer]digitalocean.Backup, error) {
	requests, images := 0, 0
	for _, droplet := range matching {
		if n := len(droplet.BackupIDs); n > 0 {
			requests += digitalocean.ListRequests(n)
		}
	}
	for _, droplet := range all {
		images += len(droplet.BackupIDs) + len(droplet.SnapshotIDs)
	}
	if requests <= digitalocean.ImagesRequests(images) {
		return nil, nil // so each Droplet lacks its images
	}
	items, err := client.Images(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[digitalocean.Integer]digitalocean.Backup, len(items))
	for _, image := range items {
		if image.ID != nil {
			byID[*image.ID] = image
		}
	}
	return byID, nil
}
