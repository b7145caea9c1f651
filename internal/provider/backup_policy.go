package provider

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

type (
	policy = digitalocean.Policy
	plan   = digitalocean.PolicyConfig
	window = digitalocean.Window

	supportedPolicy = digitalocean.SupportedPolicy
)

// policyObject is one element of `policies`.
var policyObject = object[policy]{
	integer("droplet_id", "ID of the Droplet.",
		func(p *policy) *int64 { return p.DropletID }),
	boolean("backup_enabled", "Whether backups are enabled for the Droplet. Use this, not the presence of `backup_policy`, to decide whether it is protected.",
		func(p *policy) *bool { return p.BackupEnabled }),
	nested("backup_policy", "When backups are made and for how long they are kept. Null for a Droplet without backups.", planObject,
		func(p *policy) *plan { return p.BackupPolicy }),
	nested("next_backup_window", "When the next backup will be made. Null when none is due.", windowObject,
		func(p *policy) *window { return p.NextBackupWindow }),
}

// policyKeys are what a filter of policies can name: the attributes of a policy and those of its plan.
var policyKeys = append(policyObject.scalars(), lift(planObject, func(p *policy) *plan { return p.BackupPolicy })...)

var planObject = object[plan]{
	text("plan", "Name of the plan, such as `daily` or `weekly`. DigitalOcean adds plans, so allow for others.",
		func(p *plan) *string { return p.Plan }),
	text("weekday", "Day of the week on which a weekly backup is made: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. Null for a plan without one.",
		func(p *plan) *string { return p.Weekday }),
	integer("hour", "Hour of the day, in UTC, at which the window starts. `0` is midnight.",
		func(p *plan) *int64 { return p.Hour }),
	integer("window_length_hours", "Length of the window in hours, from `hour` on.",
		func(p *plan) *int64 { return p.WindowLengthHours }),
	integer("retention_period_days", "Number of days for which a backup is kept.",
		func(p *plan) *int64 { return p.RetentionPeriodDays }),
}

var windowObject = object[window]{
	text("start", "Start of the window, in RFC 3339, exactly as the API gave it.",
		func(w *window) *string { return w.Start }),
	text("end", "End of the window, in RFC 3339, exactly as the API gave it.",
		func(w *window) *string { return w.End }),
}

// supportedPolicyObject is one element of `supported_policies`.
var supportedPolicyObject = object[supportedPolicy]{
	text("name", "Name of the plan, such as `daily` or `weekly`.",
		func(p *supportedPolicy) *string { return p.Name }),
	integers("possible_window_starts", "Hours of the day, in UTC, at which the window of a backup can start.",
		func(p *supportedPolicy) []*int64 { return p.PossibleWindowStarts }),
	integer("window_length_hours", "Length of the window in hours.",
		func(p *supportedPolicy) *int64 { return p.WindowLengthHours }),
	integer("retention_period_days", "Number of days for which a backup is kept.",
		func(p *supportedPolicy) *int64 { return p.RetentionPeriodDays }),
	texts("possible_days", "Days of the week on which a backup can be made, such as `SUN`. Empty for a plan that has no day to choose.",
		func(p *supportedPolicy) []*string { return p.PossibleDays }),
}
