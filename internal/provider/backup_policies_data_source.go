package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type backupPoliciesDataSource struct{ dataSource }

func newBackupPoliciesDataSource() datasource.DataSource { return &backupPoliciesDataSource{} }

func (d *backupPoliciesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backup_policies"
}

func (d *backupPoliciesDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The backup policies of all Droplets of the account, with the ability to filter them.",
		Attributes: map[string]schema.Attribute{
			"policies": schema.MapNestedAttribute{
				Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: policyObject.attributes()},
				MarkdownDescription: "The policies that pass the filters, by Droplet ID (as a string). Empty when there is none.",
			},
			"total": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "How many policies the API counts, before filtering. Null if it does not say.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(policyKeys),
			"timeouts": timeoutsBlock(ctx),
		},
	}
}

func (d *backupPoliciesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var filters []filterModel
	ctx, cancel := d.begin(ctx, req.Config, map[string]any{"filter": &filters}, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	listing, err := d.provider.client.Policies(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError("the backup policies", err))
		return
	}
	resp.Diagnostics.Append(totalWarning("the backup policies", listing)...)

	policies := filter(policyKeys, filters, listing.Items, &resp.Diagnostics)
	resp.Diagnostics.Append(setComputed(&resp.State, map[string]tftypes.Value{
		"policies": policyObject.mapBy(func(p *policy) string { return p.Key }, policies),
		"total":    tftypes.NewValue(tftypes.Number, listing.Total),
	})...)
}
