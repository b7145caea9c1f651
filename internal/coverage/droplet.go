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
