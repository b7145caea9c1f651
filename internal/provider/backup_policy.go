package provider

import "github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"

type (
	policy       = digitalocean.Policy
	policyConfig = digitalocean.PolicyConfig
	window       = digitalocean.Window
)

// policySchema describes the backup policy of a Droplet, as in `policies`.
var policySchema = objectSchema[policy]{
	int64Attribute("droplet_id", "ID of the Droplet.",
		func(p *policy) *digitalocean.Int64 { return p.DropletID }),
	boolAttribute("backup_enabled", "Whether backups are enabled for the Droplet. "+
		"Use this attribute, rather than the presence of `backup_policy`, to decide whether the Droplet is protected.",
		func(p *policy) *bool { return p.BackupEnabled }),
	objectAttribute("backup_policy", "When backups are created and how long they are kept. Null for a Droplet without backups.",
		policyConfigSchema, func(p *policy) *policyConfig { return p.BackupPolicy }),
	objectAttribute("next_backup_window", "When the next backup will be created. Null if none is scheduled.",
		windowSchema, func(p *policy) *window { return p.NextBackupWindow }),
}

// policyFilterKeys are the keys that a filter of policies supports.
var policyFilterKeys = append(policySchema.filterable(),
	promote(policyConfigSchema, func(p *policy) *policyConfig { return p.BackupPolicy })...)

var policyConfigSchema = objectSchema[policyConfig]{
	stringAttribute("plan", "Name of the backup plan, such as `daily` or `weekly`. DigitalOcean may add more plans.",
		func(p *policyConfig) *string { return p.Plan }),
	stringAttribute("weekday", "Day of the week on which a weekly backup is created: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. "+
		"Null for plans without a weekday.",
		func(p *policyConfig) *string { return p.Weekday }),
	int64Attribute("hour", "Hour of the day, in UTC, at which the backup window starts. `0` is midnight.",
		func(p *policyConfig) *digitalocean.Int64 { return p.Hour }),
	int64Attribute("window_length_hours", "Length of the backup window in hours.",
		func(p *policyConfig) *digitalocean.Int64 { return p.WindowLengthHours }),
	int64Attribute("retention_period_days", "Number of days for which a backup is kept.",
		func(p *policyConfig) *digitalocean.Int64 { return p.RetentionPeriodDays }),
}

var windowSchema = objectSchema[window]{
	stringAttribute("start", "Start of the backup window, in RFC 3339 format, exactly as the API returned it.",
		func(w *window) *string { return w.Start }),
	stringAttribute("end", "End of the backup window, in RFC 3339 format, exactly as the API returned it.",
		func(w *window) *string { return w.End }),
}
