package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

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
	var latest *backup
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
