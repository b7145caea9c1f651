package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*backupPoliciesDataSource)(nil)

type backupPoliciesDataSource struct{ baseDataSource }

func newBackupPoliciesDataSource() datasource.DataSource { return &backupPoliciesDataSource{} }

func (d *backupPoliciesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backup_policies"
}

func (d *backupPoliciesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the backup policies of all Droplets in the account. The policies can be filtered.",
		Attributes: map[string]schema.Attribute{
			"policies": schema.MapNestedAttribute{
				Computed: true, NestedObject: policySchema.nestedObject(),
				MarkdownDescription: "Map of the policies that match the filters, by Droplet ID (as a string). Empty if there are none.",
			},
			"total": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Total number of policies that the API reports, before filtering. Null if the API does not report a total.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(policyFilterKeys),
			"timeouts": timeoutsBlock(),
		},
	}
}

func (d *backupPoliciesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics)
	defer cancel()
	var filters []filterModel
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("filter"), &filters)...)
	if resp.Diagnostics.HasError() {
		return
	}

	listing, err := d.provider.client.Policies(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError("the backup policies", err))
		return
	}
	resp.Diagnostics.Append(totalWarning("backup policies", listing)...)

	policies := applyFilters(policyFilterKeys, filters, listing.Items, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	policyMap, err := policySchema.mapValue(policies, func(p *policy) string { return p.Key })
	if err != nil {
		resp.Diagnostics.AddError("Duplicate key in the backup policies",
			"The API returned policies that cannot be distinguished: "+err.Error()+". Contact DigitalOcean support.")
		return
	}
	resp.Diagnostics.Append(setState(&resp.State, map[string]tftypes.Value{
		"policies": policyMap,
		"total":    tftypes.NewValue(tftypes.Number, listing.Total),
	})...)
}
