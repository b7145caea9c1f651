package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type supportedPoliciesDataSource struct{ dataSource }

func newSupportedPoliciesDataSource() datasource.DataSource { return &supportedPoliciesDataSource{} }

func (d *supportedPoliciesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_supported_backup_policies"
}

func (d *supportedPoliciesDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The backup plans that the account can choose for a Droplet, with their windows and how long they keep a backup.",
		Attributes: map[string]schema.Attribute{
			"supported_policies": schema.ListNestedAttribute{
				Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: supportedPolicyObject.attributes()},
				MarkdownDescription: "The plans, in the API's order.",
			},
		},
		Blocks: map[string]schema.Block{"timeouts": timeoutsBlock(ctx)},
	}
}

func (d *supportedPoliciesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.begin(ctx, req.Config, nil, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	supported, err := d.provider.client.SupportedPolicies(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError("the supported backup policies", err))
		return
	}
	resp.Diagnostics.Append(setComputed(&resp.State, map[string]tftypes.Value{
		"supported_policies": supportedPolicyObject.list(supported),
	})...)
}
