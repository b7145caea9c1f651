package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*supportedBackupPoliciesDataSource)(nil)

type supportedBackupPoliciesDataSource struct{ baseDataSource }

func newSupportedBackupPoliciesDataSource() datasource.DataSource {
	return &supportedBackupPoliciesDataSource{}
}

func (d *supportedBackupPoliciesDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_supported_backup_policies"
}

func (d *supportedBackupPoliciesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the backup plans that are available to the account, with their backup windows and retention periods.",
		Attributes: map[string]schema.Attribute{
			"supported_policies": schema.ListNestedAttribute{
				Computed: true, NestedObject: supportedPolicySchema.nestedObject(),
				MarkdownDescription: "Backup plans, in the order in which the API returned them.",
			},
		},
		Blocks: map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func (d *supportedBackupPoliciesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	supported, err := d.provider.client.SupportedPolicies(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError("the supported backup policies", err))
		return
	}
	resp.Diagnostics.Append(setState(&resp.State, map[string]tftypes.Value{
		"supported_policies": supportedPolicySchema.listValue(supported),
	})...)
}
