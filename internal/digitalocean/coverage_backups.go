package digitalocean

import (
	"context"
	"fmt"
	"slices"
)

// AddBackups sets the newest backup of each remaining Droplet. It reads either the images of the account or the backups of each
// Droplet, whichever takes fewer requests, and the backups of a Droplet whose backup_ids are not all among the images.
func (c *Client) AddBackups(ctx context.Context, cov *Coverage) error {
	ownRequests := 0
	for _, droplet := range cov.Droplets {
		if n := len(droplet.BackupIDs); n > 0 {
			ownRequests += listRequests(n)
		}
	}
	backups := map[Int64]Backup{}
	if ownRequests > listRequests(cov.backupIDs) {
		images, err := c.Images(ctx)
		if err != nil {
			return err
		}
		cov.addWrongTotal(findWrongTotal("/v2/images?private=true", images))
		for _, image := range images.Items {
			if image.ID != nil && image.isBackup() {
				backups[*image.ID] = image
			}
		}
	}
	covered, err := mapExisting(ctx, cov.Droplets, func(ctx context.Context, droplet CoveredDroplet) (*CoveredDroplet, error) {
		own := make([]Backup, 0, len(droplet.BackupIDs))
		for _, id := range droplet.BackupIDs {
			if backup, ok := backups[deref(id)]; ok {
				own = append(own, backup)
			}
		}
		if len(own) < len(droplet.BackupIDs) {
			listing, err := c.Backups(ctx, int64(*droplet.ID))
			if isNotFound(err) {
				return nil, c.unlessDeleted(ctx, *droplet.ID, err)
			}
			if err != nil {
				return nil, err
			}
			droplet.wrongTotal = findWrongTotal(fmt.Sprintf("/v2/droplets/%d/backups", *droplet.ID), listing)
			own = slices.DeleteFunc(listing.Items, func(backup Backup) bool { return !backup.isBackup() })
			droplet.setBackupCount(len(own))
		}
		droplet.undated = slices.DeleteFunc(slices.Clone(own), func(backup Backup) bool {
			_, ok := backup.CreatedTime()
			return ok
		})
		if len(own) > 0 {
			SortNewestFirst(own)
			latest := own[0]
			droplet.LatestBackup = &latest
		}
		return &droplet, nil
	})
	if err != nil {
		return err
	}
	for _, droplet := range covered {
		cov.addWrongTotal(droplet.wrongTotal)
		cov.UndatedBackups = append(cov.UndatedBackups, droplet.undated...)
	}
	cov.Total -= int64(len(cov.Droplets) - len(covered))
	cov.Droplets = covered
	return nil
}

func (d *CoveredDroplet) setBackupCount(count int) {
	backupCount := Int64(count)
	d.BackupCount = &backupCount
}

func (b Backup) isBackup() bool { return deref(b.Type) == "backup" }

// listRequests returns how many requests a consistent list of n items takes.
func listRequests(n int) int {
	pages := max(1, (n+pageSize-1)/pageSize)
	return pages + min(pages-1, 2) // the first and the last page again
}
