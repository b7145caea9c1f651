package provider

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

type backup = digitalocean.Backup

// backupSchema describes a backup, as in `backups` and `latest`.
var backupSchema = objectSchema[backup]{
	int64Attribute("id", "ID of the backup. It is an image ID: to restore the backup, use it as the `image` of a Droplet.",
		func(b *backup) *int64 { return b.ID }),
	stringAttribute("name", "Name of the backup.",
		func(b *backup) *string { return b.Name }),
	stringAttribute("type", "`backup` for an automatic backup, `snapshot` for a snapshot taken by a user.",
		func(b *backup) *string { return b.Type }),
	stringAttribute("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *backup) *string { return b.Distribution }),
	stringAttribute("slug", "Slug of the image. Usually null, because backups have no slug.",
		func(b *backup) *string { return b.Slug }),
	boolAttribute("public", "Whether the image is public. Backups are not.",
		func(b *backup) *bool { return b.Public }),
	stringAttribute("created_at", "Time at which the backup was created, in RFC 3339 format, exactly as the API returned it.",
		func(b *backup) *string { return b.CreatedAt }),
	stringListAttribute("regions", "Slugs of the regions in which a Droplet can be created from the backup, such as `nyc3`.",
		func(b *backup) []*string { return b.Regions }),
	int64Attribute("min_disk_size", "Minimum disk size in GB that a Droplet needs to use the backup.",
		func(b *backup) *int64 { return b.MinDiskSize }),
	numberAttribute("size_gigabytes", "Billed size of the backup in GB.",
		func(b *backup) *float64 { return b.SizeGigabytes }),
}
