package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

func backupPolicySchema() schema.Schema {
	attributes := policyAttributes.schemas()
	attributes["droplet_id"] = idArgument("ID of the Droplet.")
	return schema.Schema{
		MarkdownDescription: "Reads the backup policy of a Droplet.",
		Attributes:          attributes,
		Blocks:              map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func readBackupPolicy(ctx context.Context, p *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	dropletID := idOf(ctx, req, resp, "droplet_id")
	policy, err := p.client.Policy(ctx, dropletID)
	if err != nil {
		resp.Diagnostics.Append(p.dropletReadError("the backup policy", dropletID, err))
		return
	}
	setState(&resp.State, policyAttributes.without("droplet_id").values(&policy))
}
