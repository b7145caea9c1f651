package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type backupPolicyDataSource struct{ dataSource }

func newBackupPolicyDataSource() datasource.DataSource { return &backupPolicyDataSource{} }

func (d *backupPolicyDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backup_policy"
}

func (d *backupPolicyDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := policyObject.attributes()
	attributes["droplet_id"] = dropletIDAttribute()
	resp.Schema = schema.Schema{
		MarkdownDescription: "The backup policy of one Droplet.",
		Attributes:          attributes,
		Blocks:              map[string]schema.Block{"timeouts": timeoutsBlock(ctx)},
	}
}

func (d *backupPolicyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id types.Number
	ctx, cancel := d.begin(ctx, req.Config, map[string]any{"droplet_id": &id}, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	dropletID := int64Of(id)
	policy, err := d.provider.client.Policy(ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(dropletReadError("the backup policy", dropletID, err, ""))
		return
	}
	computed := policyObject.values(&policy)
	delete(computed, "droplet_id") // an argument here, which stays as it is written
	resp.Diagnostics.Append(setComputed(&resp.State, computed)...)
}
