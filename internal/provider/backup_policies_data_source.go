package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// policyAttributes describe the backup policy of a Droplet, as in `policies`.
var policyAttributes = attributes[digitalocean.Policy]{
	computed("droplet_id", "ID of the Droplet.", func(p *digitalocean.Policy) any { return p.DropletID }),
	computed("backup_enabled", "Whether backups are enabled for the Droplet. "+
		"Use this attribute, rather than the presence of `backup_policy`, to decide whether the Droplet is protected.",
		func(p *digitalocean.Policy) any { return p.BackupEnabled }),
	computed("backup_policy", "When backups are created and how long they are kept. Null for a Droplet without backups.",
		func(p *digitalocean.Policy) any { return policyConfigAttributes.nested(p.BackupPolicy) }),
	computed("next_backup_window", "When the next backup will be created. Null if none is scheduled.",
		func(p *digitalocean.Policy) any { return windowAttributes.nested(p.NextBackupWindow) }),
}

// policyFilterKeys are the keys that a filter of policies supports.
var policyFilterKeys = append(policyAttributes.without("backup_policy", "next_backup_window"),
	promote(policyConfigAttributes, func(p *digitalocean.Policy) *digitalocean.PolicyConfig { return p.BackupPolicy })...)

var policyConfigAttributes = attributes[digitalocean.PolicyConfig]{
	computed("plan", "Name of the backup plan, such as `daily` or `weekly`. DigitalOcean may add more plans.",
		func(p *digitalocean.PolicyConfig) any { return p.Plan }),
	computed("weekday", "Day of the week on which a weekly backup is created: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. "+
		"Null for plans without a weekday.",
		func(p *digitalocean.PolicyConfig) any { return p.Weekday }),
	computed("hour", "Hour of the day, in UTC, at which the backup window starts. `0` is midnight.",
		func(p *digitalocean.PolicyConfig) any { return p.Hour }),
	computed("window_length_hours", "Length of the backup window in hours.",
		func(p *digitalocean.PolicyConfig) any { return p.WindowLengthHours }),
	computed("retention_period_days", "Number of days for which a backup is kept.",
		func(p *digitalocean.PolicyConfig) any { return p.RetentionPeriodDays }),
}

var windowAttributes = attributes[digitalocean.Window]{
	computed("start", "Start of the backup window, in RFC 3339 format, exactly as the API returned it.",
		func(w *digitalocean.Window) any { return w.Start }),
	computed("end", "End of the backup window, in RFC 3339 format, exactly as the API returned it.",
		func(w *digitalocean.Window) any { return w.End }),
}

func backupPoliciesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists the backup policies of all Droplets in the account. The policies can be filtered.",
		Attributes: map[string]schema.Attribute{
			"policies": schema.MapNestedAttribute{
				Computed: true, NestedObject: policyAttributes.elementSchema(),
				MarkdownDescription: "Map of the policies that match the filters, by Droplet ID (as a string). Empty if there are none.",
			},
			"total": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Total number of policies that the API reports, before filtering. Null if the API does not report a total.",
			},
		},
		Blocks: map[string]schema.Block{"filter": filterBlock(policyFilterKeys), "timeouts": timeoutsBlock()},
	}
}

func readBackupPolicies(ctx context.Context, p *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	filters := readArgument[[]filterModel](ctx, req, resp, "filter")
	list, err := p.client.Policies(ctx)
	if err != nil {
		resp.Diagnostics.Append(p.readError("the backup policies", err))
		return
	}
	matching := applyFilters(policyFilterKeys, filters, list.Items, &resp.Diagnostics)
	policies, err := policyAttributes.mapByKey(matching, func(p *digitalocean.Policy) string { return p.Key })
	if err != nil {
		resp.Diagnostics.AddError("Duplicate key in the backup policies",
			"The API returned policies that cannot be distinguished: "+err.Error()+". Contact DigitalOcean support.")
		return
	}
	setState(&resp.State, map[string]tftypes.Value{"policies": policies, "total": tftypes.NewValue(tftypes.Number, list.Total)})
}
