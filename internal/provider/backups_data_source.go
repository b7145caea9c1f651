package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// backupAttributes describe a backup or a snapshot of a Droplet, as in `backups`, `snapshots` and `latest`.
var backupAttributes = attributes[digitalocean.Backup]{
	computed("id", "ID of the image. To restore a Droplet, use it as the `image` of the Droplet.",
		func(b *digitalocean.Backup) any { return b.ID }),
	computed("name", "Name of the image.", func(b *digitalocean.Backup) any { return b.Name }),
	computed("type", "`backup` for an automatic backup, `snapshot` for a snapshot taken by a user.",
		func(b *digitalocean.Backup) any { return b.Type }),
	computed("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *digitalocean.Backup) any { return b.Distribution }),
	computed("slug", "Slug of the image. Usually null.", func(b *digitalocean.Backup) any { return b.Slug }),
	computed("public", "Whether the image is public. Usually `false`.", func(b *digitalocean.Backup) any { return b.Public }),
	computed("created_at", "Time at which the image was created, in RFC 3339 format, exactly as the API returned it.",
		func(b *digitalocean.Backup) any { return b.CreatedAt }),
	computed("regions", "Slugs of the regions in which a Droplet can be created from the image, such as `nyc3`.",
		func(b *digitalocean.Backup) any { return b.Regions }),
	computed("min_disk_size", "Minimum disk size in GB that a Droplet needs to use the image.",
		func(b *digitalocean.Backup) any { return b.MinDiskSize }),
	computed("size_gigabytes", "Billed size of the image in GB.", func(b *digitalocean.Backup) any { return b.SizeGigabytes }),
}

// backupSortKeys are the keys of a sort block. Lists have no order.
var backupSortKeys = backupAttributes.without("regions")

// imageList implements droplet_backups and droplet_snapshots, which differ in these fields.
type imageList struct {
	noun string // "backup" or "snapshot"
	list func(*digitalocean.Client, context.Context, digitalocean.Integer) (digitalocean.List[digitalocean.Backup], error)
}

var (
	backupList   = imageList{"backup", (*digitalocean.Client).Backups}
	snapshotList = imageList{"snapshot", (*digitalocean.Client).Snapshots}
)

func (l imageList) schema() schema.Schema {
	nouns := l.noun + "s"
	return schema.Schema{
		MarkdownDescription: "Lists the " + nouns + " of a Droplet, newest first. The " + nouns + " can be filtered and sorted.",
		Attributes: map[string]schema.Attribute{
			"droplet_id": idArgument("ID of the Droplet."),
			nouns: schema.ListNestedAttribute{
				Computed: true, NestedObject: backupAttributes.elementSchema(),
				MarkdownDescription: strings.ToUpper(nouns[:1]) + nouns[1:] + " that match the filters, in the order given by the `sort` blocks. " +
					"The default order is newest first: by `created_at`, then by `id`, both descending; " +
					nouns + " whose `created_at` is null or invalid come last, with a warning. Empty if there are none.",
			},
			"latest": backupAttributes.objectSchema("Newest " + l.noun + " that matches the filters, regardless of `sort`. Null if there is none."),
			"total": schema.Int64Attribute{
				Computed: true,
				MarkdownDescription: "Total number of " + nouns + " of the Droplet that the API reports, before filtering. " +
					"Null if the API does not report a total.",
			},
		},
		Blocks: map[string]schema.Block{"filter": filterBlock(backupAttributes), "sort": sortBlock(backupSortKeys), "timeouts": timeoutsBlock()},
	}
}

func (l imageList) read(ctx context.Context, p *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	dropletID := idOf(ctx, req, resp, "droplet_id")
	filters := readArgument[[]filterModel](ctx, req, resp, "filter")
	sorts := readArgument[[]sortModel](ctx, req, resp, "sort")
	list, err := l.list(p.client, ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(p.dropletReadError("the "+l.noun+"s", dropletID, err))
		return
	}
	images := applyFilters(backupAttributes, filters, list.Items, &resp.Diagnostics)
	p.warnOfUndated(l.noun, images, &resp.Diagnostics)
	digitalocean.SortNewestFirst(images)
	var latest *digitalocean.Backup
	if len(images) > 0 {
		latest = new(images[0]) // a copy, because the images are sorted again
	}
	sortBackups(backupSortKeys, sorts, images)
	setState(&resp.State, map[string]tftypes.Value{
		l.noun + "s": backupAttributes.list(images),
		"latest":     backupAttributes.object(latest),
		"total":      tftypes.NewValue(tftypes.Number, list.Total),
	})
}

// warnOfUndated adds a warning that names the images whose created_at is null or cannot be read, if there are any: any of them may be
// the newest, but they are treated as older than all others.
func (p *providerData) warnOfUndated(noun string, images []digitalocean.Backup, diags *diag.Diagnostics) {
	const maxLines = 10
	var lines []string
	for _, image := range images {
		if _, ok := image.CreatedTime(); !ok {
			name, createdAt := p.printable(image.Name), p.printable(image.CreatedAt)
			lines = append(lines, fmt.Sprintf("  - ID %s, name %s: created_at is %s", image.ID, name, createdAt))
		}
	}
	if more := len(lines) - maxLines; more > 0 {
		lines = append(lines[:maxLines], fmt.Sprintf("  - and %d more", more))
	}
	if len(lines) > 0 {
		diags.AddWarning("Creation time of "+noun+"s is unknown",
			"The API returned no valid creation time for the following "+noun+"s. They are treated as older than all others, so the "+noun+
				" that is reported as the newest may not be the newest. Check them before you restore a Droplet:\n\n"+strings.Join(lines, "\n"))
	}
}
