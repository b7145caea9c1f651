package coverage

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

// Droplet is a Droplet with its backup policy and its newest backup.
type Droplet struct {
	digitalocean.Droplet
	Policy digitalocean.Policy
	// BackupCount and SnapshotCount are nil if the API omits backup_ids or snapshot_ids, respectively.
	BackupCount, SnapshotCount *digitalocean.Integer
	// LatestBackup is nil for a Droplet without backups, and if backups were not requested.
	LatestBackup *digitalocean.Backup
	// UndatedBackups are the backups without a valid CreatedAt. LatestBackup is one of them only if there is no other.
	UndatedBackups []digitalocean.Backup
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
