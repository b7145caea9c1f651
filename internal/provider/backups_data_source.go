package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type backupsDataSource struct{ dataSource }

func newBackupsDataSource() datasource.DataSource { return &backupsDataSource{} }

func (d *backupsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backups"
}

func (d *backupsDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All backups of a Droplet, newest first, with the ability to filter and sort them.",
		Attributes: map[string]schema.Attribute{
			"droplet_id": dropletIDAttribute(),
			"backups": schema.ListNestedAttribute{
				Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: backupObject.attributes()},
				MarkdownDescription: "The backups that pass the filters, in the order that `sort` says or, without it, newest first: by " +
					"`created_at`, then by `id`, both descending; one whose time cannot be read comes last. Empty when there is none.",
			},
			"latest": schema.SingleNestedAttribute{
				Computed: true, Attributes: backupObject.attributes(),
				MarkdownDescription: "The newest of the backups that pass the filters, whatever `sort` says. Null when there is none.",
			},
			"total": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "How many backups the API counts for the Droplet, before filtering. Null if it does not say.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(backupObject.scalars()),
			"sort":     sortBlock(backupObject.sortable()),
			"timeouts": timeoutsBlock(ctx),
		},
	}
}

func (d *backupsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var (
		id      types.Number
		filters []filterModel
		sorts   []sortModel
	)
	ctx, cancel := d.begin(ctx, req.Config, map[string]any{"droplet_id": &id, "filter": &filters, "sort": &sorts}, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	dropletID := int64Of(id)
	listing, err := d.provider.client.Backups(ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(dropletReadError("the backups", dropletID, err,
			" The backups of a deleted Droplet are not listed under it, and DigitalOcean deletes them within 24 hours; until then, "+
				"`doctl compute image list-user` shows them."))
		return
	}
	resp.Diagnostics.Append(totalWarning("the backups of a Droplet", listing)...)

	backups := filter(backupObject.scalars(), filters, listing.Items, &resp.Diagnostics)
	digitalocean.SortNewestFirst(backups)
	var latest *backup
	if len(backups) > 0 {
		newest := backups[0]
		latest = &newest
	}
	sortItems(backupObject.sortable(), sorts, backups)
	resp.Diagnostics.Append(setComputed(&resp.State, map[string]tftypes.Value{
		"backups": backupObject.list(backups),
		"latest":  backupObject.value(backupObject.tftype(), latest),
		"total":   tftypes.NewValue(tftypes.Number, listing.Total),
	})...)
}
