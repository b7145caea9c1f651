package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// backupSchema describes a backup, as in `backups` and `latest`.
var backupSchema = objectSchema[digitalocean.Backup]{
	int64Attribute("id", "ID of the backup. It is an image ID: to restore the backup, use it as the `image` of a Droplet.",
		func(b *digitalocean.Backup) *digitalocean.Int64 { return b.ID }),
	stringAttribute("name", "Name of the backup.",
		func(b *digitalocean.Backup) *string { return b.Name }),
	stringAttribute("type", "`backup` for an automatic backup, `snapshot` for a snapshot taken by a user.",
		func(b *digitalocean.Backup) *string { return b.Type }),
	stringAttribute("distribution", "Distribution of the operating system in the image, such as `Ubuntu`.",
		func(b *digitalocean.Backup) *string { return b.Distribution }),
	stringAttribute("slug", "Slug of the image. Usually null for backups.",
		func(b *digitalocean.Backup) *string { return b.Slug }),
	boolAttribute("public", "Whether the image is public. Backups are not public.",
		func(b *digitalocean.Backup) *bool { return b.Public }),
	timestampAttribute("created_at", "Time at which the backup was created, in RFC 3339 format, exactly as the API returned it.",
		func(b *digitalocean.Backup) *string { return b.CreatedAt }, (*digitalocean.Backup).CreatedTime),
	stringListAttribute("regions", "Slugs of the regions in which a Droplet can be created from the backup, such as `nyc3`.",
		func(b *digitalocean.Backup) []*string { return b.Regions }),
	int64Attribute("min_disk_size", "Minimum disk size in GB that a Droplet needs to use the backup.",
		func(b *digitalocean.Backup) *digitalocean.Int64 { return b.MinDiskSize }),
	float64Attribute("size_gigabytes", "Billed size of the backup in GB.",
		func(b *digitalocean.Backup) *float64 { return b.SizeGigabytes }),
}

var _ datasource.DataSourceWithConfigure = (*backupsDataSource)(nil)

type backupsDataSource struct{ baseDataSource }

func newBackupsDataSource() datasource.DataSource { return &backupsDataSource{} }

func (d *backupsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backups"
}

func (d *backupsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the backups of a Droplet, newest first. The backups can be filtered and sorted.",
		Attributes: map[string]schema.Attribute{
			"droplet_id": idArgument("ID of the Droplet."),
			"backups": schema.ListNestedAttribute{
				Computed: true, NestedObject: backupSchema.nestedObject(),
				MarkdownDescription: "Backups that match the filters, in the order given by the `sort` blocks. " +
					"The default order is newest first: by `created_at`, then by `id`, both descending; " +
					"backups whose `created_at` is null or cannot be read come last, with a warning. Empty if there are none.",
			},
			"latest": schema.SingleNestedAttribute{
				Computed: true, Attributes: backupSchema.attributes(),
				MarkdownDescription: "Newest backup that matches the filters, regardless of `sort`. Null if there is none.",
			},
			"total": schema.Int64Attribute{
				Computed: true,
				MarkdownDescription: "Total number of backups of the Droplet that the API reports, before filtering. " +
					"Null if the API does not report a total.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(backupSchema.filterable()),
			"sort":     sortBlock(backupSchema.sortable()),
			"timeouts": timeoutsBlock(),
		},
	}
}

func (d *backupsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics)
	defer cancel()
	var (
		id      types.Number
		filters []filterModel
		sorts   []sortModel
	)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("droplet_id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("filter"), &filters)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("sort"), &sorts)...)
	if resp.Diagnostics.HasError() {
		return
	}

	dropletID := toInt64(id)
	listing, err := d.provider.client.Backups(ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(dropletReadError("the backups", dropletID, err,
			"The API does not list the backups of a deleted Droplet by Droplet ID, and DigitalOcean deletes them within 24 hours. "+
				"Until then, `doctl compute image list-user` shows them."))
		return
	}
	resp.Diagnostics.Append(totalWarning("backups", listing)...)

	backups := applyFilters(backupSchema.filterable(), filters, listing.Items, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(createdAtWarning(backups)...)
	digitalocean.SortNewestFirst(backups)
	var latest *digitalocean.Backup
	if len(backups) > 0 {
		newest := backups[0]
		latest = &newest
	}
	sortItems(backupSchema.sortable(), sorts, backups)
	resp.Diagnostics.Append(setState(&resp.State, map[string]tftypes.Value{
		"backups": backupSchema.listValue(backups),
		"latest":  backupSchema.value(backupSchema.terraformType(), latest),
		"total":   tftypes.NewValue(tftypes.Number, listing.Total),
	})...)
}

// createdAtWarning returns a warning that names the backups whose created_at is null or cannot be read, if there are any: any
// of them may be the newest, but they are treated as older than all others.
func createdAtWarning(backups []digitalocean.Backup) diag.Diagnostics {
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
