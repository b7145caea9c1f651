package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type backup = digitalocean.Backup

// backupSchema describes a backup, as in `backups` and `latest`.
var backupSchema = objectSchema[backup]{
	int64Attribute("id", "ID of the backup. It is an image ID: to restore the backup, use it as the `image` of a Droplet.",
		func(b *backup) *digitalocean.Int64 { return b.ID }),
	stringAttribute("name", "Name of the backup.",
		func(b *backup) *string { return b.Name }),
	stringAttribute("type", "`backup` for an automatic backup, `snapshot` for a snapshot taken by a user.",
		func(b *backup) *string { return b.Type }),
	stringAttribute("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *backup) *string { return b.Distribution }),
	stringAttribute("slug", "Slug of the image. Usually null for backups.",
		func(b *backup) *string { return b.Slug }),
	boolAttribute("public", "Whether the image is public. Backups are not public.",
		func(b *backup) *bool { return b.Public }),
	timestampAttribute("created_at", "Time at which the backup was created, in RFC 3339 format, exactly as the API returned it.",
		func(b *backup) *string { return b.CreatedAt }, (*backup).CreatedTime),
	stringListAttribute("regions", "Slugs of the regions in which a Droplet can be created from the backup, such as `nyc3`.",
		func(b *backup) []*string { return b.Regions }),
	int64Attribute("min_disk_size", "Minimum disk size in GB that a Droplet needs to use the backup.",
		func(b *backup) *digitalocean.Int64 { return b.MinDiskSize }),
	float64Attribute("size_gigabytes", "Billed size of the backup in GB.",
		func(b *backup) *float64 { return b.SizeGigabytes }),
}

// createdAtWarning returns a warning that names the backups whose created_at is null or cannot be read, if there are any: any
// of them may be the newest, but they are treated as older than all others.
func createdAtWarning(backups []backup) diag.Diagnostics {
	var unreadable []string
	for _, b := range backups {
		if _, ok := b.CreatedTime(); !ok {
			unreadable = append(unreadable, fmt.Sprintf("  - ID %s, name %s: created_at is %s",
				nullable("%d", b.ID), nullable("%.100q", b.Name), nullable("%.100q", b.CreatedAt)))
		}
	}
	if len(unreadable) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Creation time of backups is unknown",
		"The API returned no valid creation time for the following backups. They are treated as older than all others, so the backup "+
			"that is reported as the newest may not be the newest. Check them before you restore a Droplet:\n\n"+boundedList(unreadable))}
}

// nullable formats a value that may be null.
func nullable[T any](format string, value *T) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprintf(format, *value)
}
