package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// backupAttributes describe a backup or a snapshot of a Droplet, as in `backups`, `snapshots` and `latest`.
var backupAttributes = attributes[digitalocean.Backup]{
	integerAttribute("id", "ID of the image. To restore a Droplet, use it as the `image` of the Droplet.",
		func(b *digitalocean.Backup) *digitalocean.Integer { return b.ID }),
	stringAttribute("name", "Name of the image.", func(b *digitalocean.Backup) *string { return b.Name }),
	stringAttribute("type", "`backup` for an automatic backup, `snapshot` for a snapshot taken by a user.",
		func(b *digitalocean.Backup) *string { return b.Type }),
	stringAttribute("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *digitalocean.Backup) *string { return b.Distribution }),
	stringAttribute("slug", "Slug of the image. Usually null.", func(b *digitalocean.Backup) *string { return b.Slug }),
	boolAttribute("public", "Whether the image is public. Usually `false`.", func(b *digitalocean.Backup) *bool { return b.Public }),
	timestampAttribute("created_at", "Time at which the image was created, in RFC 3339 format, exactly as the API returned it.",
		func(b *digitalocean.Backup) *string { return b.CreatedAt }, (*digitalocean.Backup).CreatedTime),
	stringListAttribute("regions", "Slugs of the regions in which a Droplet can be created from the image, such as `nyc3`.",
		func(b *digitalocean.Backup) []*string { return b.Regions }),
	integerAttribute("min_disk_size", "Minimum disk size in GB that a Droplet needs to use the image.",
		func(b *digitalocean.Backup) *digitalocean.Integer { return b.MinDiskSize }),
	float64Attribute("size_gigabytes", "Billed size of the image in GB.", func(b *digitalocean.Backup) *float64 { return b.SizeGigabytes }),
}

var _ datasource.DataSourceWithConfigure = (*backupsDataSource)(nil)

// backupsDataSource implements droplet_backups and droplet_snapshots, which differ in nothing but the images that they list.
type backupsDataSource struct {
	baseDataSource
	noun          string // "backup" or "snapshot"
	afterDeletion string // what happens to the images of a deleted Droplet
	// list is the method of the client that lists the images.
	list func(*digitalocean.Client, context.Context, digitalocean.Integer) (digitalocean.List[digitalocean.Backup], error)
}

func newBackupsDataSource() datasource.DataSource {
	return &backupsDataSource{
		baseDataSource: baseDataSource{name: "backups"}, noun: "backup", list: (*digitalocean.Client).Backups,
		afterDeletion: "DigitalOcean deletes them within 24 hours. Until then",
	}
}

func newSnapshotsDataSource() datasource.DataSource {
	return &backupsDataSource{
		baseDataSource: baseDataSource{name: "snapshots"}, noun: "snapshot", list: (*digitalocean.Client).Snapshots,
		afterDeletion: "DigitalOcean keeps them",
	}
}

func (d *backupsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	nouns := d.noun + "s"
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the " + nouns + " of a Droplet, newest first. The " + nouns + " can be filtered and sorted.",
		Attributes: map[string]schema.Attribute{
			"droplet_id": idArgument("ID of the Droplet."),
			nouns: schema.ListNestedAttribute{
				Computed: true, NestedObject: backupAttributes.nestedObject(),
				MarkdownDescription: strings.ToUpper(nouns[:1]) + nouns[1:] + " that match the filters, in the order given by the `sort` blocks. " +
					"The default order is newest first: by `created_at`, then by `id`, both descending; " +
					nouns + " whose `created_at` is null or invalid come last, with a warning. Empty if there are none.",
			},
			"latest": schema.SingleNestedAttribute{
				Computed: true, Attributes: backupAttributes.schemas(),
				MarkdownDescription: "Newest " + d.noun + " that matches the filters, regardless of `sort`. Null if there is none.",
			},
			"total": schema.Int64Attribute{
				Computed: true,
				MarkdownDescription: "Total number of " + nouns + " of the Droplet that the API reports, before filtering. " +
					"Null if the API does not report a total.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(backupAttributes.filterable()),
			"sort":     sortBlock(backupAttributes.sortable()),
			"timeouts": timeoutsBlock(),
		},
	}
}

func (d *backupsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var (
		id      types.Number
		filters []filterModel
		sorts   []sortModel
	)
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics, map[string]any{"droplet_id": &id, "filter": &filters, "sort": &sorts})
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	dropletID := toInteger(id)
	list, err := d.list(d.provider.client, ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(d.provider.dropletReadError("the "+d.noun+"s", dropletID, err, fmt.Sprintf(
			" The API does not list the %ss of a deleted Droplet by Droplet ID. %s: `doctl compute image list-user` shows them.",
			d.noun, d.afterDeletion)))
		return
	}
	images := applyFilters(backupAttributes.filterable(), filters, list.Items, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(d.provider.createdAtWarning(d.noun, images)...)
	digitalocean.SortNewestFirst(images)
	var latest *digitalocean.Backup
	if len(images) > 0 {
		newest := images[0]
		latest = &newest
	}
	sortItems(backupAttributes.sortable(), sorts, images)
	setState(&resp.State, map[string]tftypes.Value{
		d.noun + "s": backupAttributes.listValue(images),
		"latest":     backupAttributes.toObject()(latest),
		"total":      tftypes.NewValue(tftypes.Number, list.Total),
	})
}

// createdAtWarning returns a warning that names the images whose created_at is null or cannot be read, if there are any: any
// of them may be the newest, but they are treated as older than all others.
func (d *providerData) createdAtWarning(noun string, images []digitalocean.Backup) diag.Diagnostics {
	var unreadable []string
	for _, image := range images {
		if _, ok := image.CreatedTime(); !ok {
			id := "null"
			if image.ID != nil {
				id = fmt.Sprint(*image.ID)
			}
			unreadable = append(unreadable,
				fmt.Sprintf("  - ID %s, name %s: created_at is %s", id, d.printable(image.Name), d.printable(image.CreatedAt)))
		}
	}
	if len(unreadable) == 0 {
		return nil
	}
	const maxLines = 10
	if more := len(unreadable) - maxLines; more > 0 {
		unreadable = append(unreadable[:maxLines], fmt.Sprintf("  - and %d more", more))
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Creation time of "+noun+"s is unknown",
		"The API returned no valid creation time for the following "+noun+"s. They are treated as older than all others, so the "+noun+
			" that is reported as the newest may not be the newest. Check them before you restore a Droplet:\n\n"+strings.Join(unreadable, "\n"))}
}
