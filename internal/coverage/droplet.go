package coverage

import (
	"cmp"
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// Droplet is a Droplet with its backup policy and its newest backup.
type Droplet struct {
	digitalocean.Droplet
	Policy digitalocean.Policy
	// BackupCount and SnapshotCount are nil if the API omits backup_ids and snapshot_ids.
	BackupCount, SnapshotCount *digitalocean.Integer
	// LatestBackup is nil for a Droplet without backups, and if backups were not requested.
	LatestBackup *digitalocean.Backup
	// UndatedBackups are the backups without a valid CreatedAt. LatestBackup is one of them only if there is no other.
	UndatedBackups []digitalocean.Backup
}

// setBackups sets what the backups of a Droplet decide.
func (d *Droplet) setBackups(backups []digitalocean.Backup) {
	d.BackupCount = count(backups)
	digitalocean.SortNewestFirst(backups)
	if len(backups) > 0 {
		latest := backups[0]
		d.LatestBackup = &latest
	}
	for _, backup := range backups {
		if _, ok := backup.CreatedTime(); !ok {
			d.UndatedBackups = append(d.UndatedBackups, backup)
		}
	}
}

// count returns the number of items as the API would: nil for nil.
func count[T any](items []T) *digitalocean.Integer {
	if items == nil {
		return nil
	}
	n := digitalocean.Integer(len(items))
	return &n
}

// unlessDeleted returns err, the error of a request for the policy or the backups of a Droplet. It returns nil if that is a 404 because the
// Droplet was deleted: the Droplet is not found either.
func unlessDeleted(ctx context.Context, client *digitalocean.Client, id digitalocean.Integer, err error) error {
	if !rest.IsNotFound(err) {
		return err
	}
	_, dropletErr := client.Droplet(ctx, id)
	if rest.IsNotFound(dropletErr) {
		return nil
	}
	return cmp.Or(dropletErr, err)
}

// mapExisting calls convert for all items concurrently, and returns the results in the same order without those that do not exist.
func mapExisting[T, U any](
	ctx context.Context, items []T, convert func(ctx context.Context, item T) (result U, exists bool, err error),
) ([]U, error) {
	results, exist := make([]U, len(items)), make([]bool, len(items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rest.MaxConcurrent)
	for i, item := range items {
		group.Go(func() (err error) {
			results[i], exist[i], err = convert(ctx, item)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	existing := make([]U, 0, len(items))
	for i, result := range results {
		if exist[i] {
			existing = append(existing, result)
		}
	}
	return existing, nil
}
