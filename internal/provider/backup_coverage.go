package provider

import (
	"slices"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type coveredDroplet = digitalocean.CoveredDroplet

// coverageSchema describes how a Droplet is protected, as in `droplets`.
var coverageSchema = slices.Concat(
	objectSchema[coveredDroplet]{
		int64Attribute("droplet_id", "ID of the Droplet.",
			func(d *coveredDroplet) *digitalocean.Int64 { return d.ID }),
		stringAttribute("name", "Name of the Droplet.",
			func(d *coveredDroplet) *string { return d.Name }),
		stringAttribute("region", "Slug of the region, such as `nyc3`.",
			func(d *coveredDroplet) *string {
				if d.Region == nil {
					return nil
				}
				return d.Region.Slug
			}),
		stringAttribute("size", "Slug of the size, such as `s-1vcpu-1gb`.",
			func(d *coveredDroplet) *string { return d.SizeSlug }),
		stringAttribute("status", "Status of the Droplet: `new`, `active`, `off` or `archive`.",
			func(d *coveredDroplet) *string { return d.Status }),
		stringAttribute("created_at", "Time at which the Droplet was created, in RFC 3339 format, exactly as the API returned it.",
			func(d *coveredDroplet) *string { return d.CreatedAt }),
		stringListAttribute("tags", "Tags of the Droplet. Null if the token lacks the scope `tag:read`.",
			func(d *coveredDroplet) []*string { return d.Tags }),
		stringListAttribute("volume_ids", "IDs of the volumes attached to the Droplet. Backups do not include volumes.",
			func(d *coveredDroplet) []*string { return d.VolumeIDs }),
		int64Attribute("backup_count", "Number of backups of the Droplet. Null if the token lacks the scope `image:read`.",
			func(d *coveredDroplet) *digitalocean.Int64 { return d.BackupCount }),
		objectAttribute("latest_backup", "Newest backup of the Droplet. Null if it has none, or if `include_backups` is `false`.",
			backupSchema, func(d *coveredDroplet) *backup { return d.LatestBackup }),
	},
	promote(policySchema.without("droplet_id"), func(d *coveredDroplet) *policy { return &d.Policy }),
)

// coverageFilterKeys are the keys that a filter of Droplets supports.
var coverageFilterKeys = slices.Concat(coverageSchema.filterable(),
	promote(policyConfigSchema, func(d *coveredDroplet) *policyConfig { return d.Policy.BackupPolicy }))
