package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// supportedPolicyAttributes describe a backup plan, as in `supported_policies`.
var supportedPolicyAttributes = attributes[digitalocean.SupportedPolicy]{
	computed("name", "Name of the backup plan, such as `daily` or `weekly`.", func(p *digitalocean.SupportedPolicy) any { return p.Name }),
	computed("possible_window_starts", "Hours of the day, in UTC, at which the backup window can start.",
		func(p *digitalocean.SupportedPolicy) any { return p.PossibleWindowStarts }),
	computed("window_length_hours", "Length of the backup window in hours.",
		func(p *digitalocean.SupportedPolicy) any { return p.WindowLengthHours }),
	computed("retention_period_days", "Number of days for which a backup is kept.",
		func(p *digitalocean.SupportedPolicy) any { return p.RetentionPeriodDays }),
	computed("possible_days", "Days of the week on which a backup can be created, such as `SUN`. Empty for plans without a weekday.",
		func(p *digitalocean.SupportedPolicy) any { return p.PossibleDays }),
}

func supportedBackupPoliciesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists the backup plans that are available to the account, with their backup windows and retention periods.",
		Attributes: map[string]schema.Attribute{
			"supported_policies": schema.ListNestedAttribute{
				Computed: true, NestedObject: supportedPolicyAttributes.elementSchema(),
				MarkdownDescription: "Backup plans, in the order in which the API returned them.",
			},
		},
		Blocks: map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func readSupportedBackupPolicies(ctx context.Context, p *providerData, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	supported, err := p.client.SupportedPolicies(ctx)
	if err != nil {
		resp.Diagnostics.Append(p.readError("the supported backup policies", err))
		return
	}
	setState(&resp.State, map[string]tftypes.Value{"supported_policies": supportedPolicyAttributes.list(supported)})
}
