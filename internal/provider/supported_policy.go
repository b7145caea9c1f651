package provider

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

type supportedPolicy = digitalocean.SupportedPolicy

// supportedPolicySchema describes a backup plan, as in `supported_policies`.
var supportedPolicySchema = objectSchema[supportedPolicy]{
	stringAttribute("name", "Name of the backup plan, such as `daily` or `weekly`.",
		func(p *supportedPolicy) *string { return p.Name }),
	int64ListAttribute("possible_window_starts", "Hours of the day, in UTC, at which the backup window can start.",
		func(p *supportedPolicy) []*digitalocean.Int64 { return p.PossibleWindowStarts }),
	int64Attribute("window_length_hours", "Length of the backup window in hours.",
		func(p *supportedPolicy) *digitalocean.Int64 { return p.WindowLengthHours }),
	int64Attribute("retention_period_days", "Number of days for which a backup is kept.",
		func(p *supportedPolicy) *digitalocean.Int64 { return p.RetentionPeriodDays }),
	stringListAttribute("possible_days",
		"Days of the week on which a backup can be created, such as `SUN`. Empty for plans without a weekday.",
		func(p *supportedPolicy) []*string { return p.PossibleDays }),
}
