package provider

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

type backup = digitalocean.Backup

// backupObject is one element of `backups`, and `latest`.
var backupObject = object[backup]{
	integer("id", "ID of the backup. It is an image ID: a Droplet made with it as its `image` is restored from this backup.",
		func(b *backup) *int64 { return b.ID }),
	text("name", "Name of the backup.",
		func(b *backup) *string { return b.Name }),
	text("type", "`backup` for a backup that was made automatically, `snapshot` for one that a user made.",
		func(b *backup) *string { return b.Type }),
	text("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *backup) *string { return b.Distribution }),
	text("slug", "Slug of the image. Backups have none as a rule, so that this is null.",
		func(b *backup) *string { return b.Slug }),
	boolean("public", "Whether the image is public. A backup is not.",
		func(b *backup) *bool { return b.Public }),
	text("created_at", "When the backup was made, in RFC 3339, exactly as the API gave it.",
		func(b *backup) *string { return b.CreatedAt }),
	texts("regions", "Slugs of the regions in which a Droplet can be made from the backup, such as `nyc3`.",
		func(b *backup) []*string { return b.Regions }),
	integer("min_disk_size", "Size in GB of the smallest disk that the backup fits on.",
		func(b *backup) *int64 { return b.MinDiskSize }),
	decimal("size_gigabytes", "Billed size of the backup in GB.",
		func(b *backup) *float64 { return b.SizeGigabytes }),
}
