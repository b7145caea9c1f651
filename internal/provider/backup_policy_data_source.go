package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*backupPolicyDataSource)(nil)

type backupPolicyDataSource struct{ baseDataSource }

func newBackupPolicyDataSource() datasource.DataSource {
	return &backupPolicyDataSource{baseDataSource{name: "backup_policy"}}
}

func (d *backupPolicyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	schemas := policyAttributes.schemas()
	schemas["droplet_id"] = idArgument("ID of the Droplet.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the backup policy of a Droplet.",
		Attributes:          schemas,
		Blocks:              map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func (d *backupPolicyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id types.Number
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics, map[string]any{"droplet_id": &id})
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	dropletID := toInteger(id)
	policy, err := d.provider.client.Policy(ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(d.provider.dropletReadError("the backup policy", dropletID, err, ""))
		return
	}
	setState(&resp.State, policyAttributes.without("droplet_id").values(&policy))
}
