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
	stringAttribute("name", "Name of the backup plan, such as `daily` or `weekly`.",
		func(p *digitalocean.SupportedPolicy) *string { return p.Name }),
	integerListAttribute("possible_window_starts", "Hours of the day, in UTC, at which the backup window can start.",
		func(p *digitalocean.SupportedPolicy) []*digitalocean.Integer { return p.PossibleWindowStarts }),
	integerAttribute("window_length_hours", "Length of the backup window in hours.",
		func(p *digitalocean.SupportedPolicy) *digitalocean.Integer { return p.WindowLengthHours }),
	integerAttribute("retention_period_days", "Number of days for which a backup is kept.",
		func(p *digitalocean.SupportedPolicy) *digitalocean.Integer { return p.RetentionPeriodDays }),
	stringListAttribute("possible_days",
		"Days of the week on which a backup can be created, such as `SUN`. Empty for plans without a weekday.",
		func(p *digitalocean.SupportedPolicy) []*string { return p.PossibleDays }),
}

var _ datasource.DataSourceWithConfigure = (*supportedBackupPoliciesDataSource)(nil)

type supportedBackupPoliciesDataSource struct{ baseDataSource }

func newSupportedBackupPoliciesDataSource() datasource.DataSource {
	return &supportedBackupPoliciesDataSource{baseDataSource{name: "supported_backup_policies"}}
}

func (d *supportedBackupPoliciesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the backup plans that are available to the account, with their backup windows and retention periods.",
		Attributes: map[string]schema.Attribute{
			"supported_policies": schema.ListNestedAttribute{
				Computed: true, NestedObject: supportedPolicyAttributes.nestedObject(),
				MarkdownDescription: "Backup plans, in the order in which the API returned them.",
			},
		},
		Blocks: map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func (d *supportedBackupPoliciesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics, nil)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}

	supported, err := d.provider.client.SupportedPolicies(ctx)
	if err != nil {
		resp.Diagnostics.Append(d.provider.readError("the supported backup policies", err))
		return
	}
	setState(&resp.State, map[string]tftypes.Value{
		"supported_policies": supportedPolicyAttributes.listValue(supported),
	})
}
