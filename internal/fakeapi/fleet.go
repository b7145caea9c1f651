package fakeapi

import (
	"fmt"
	"time"
)

// Backup is a backup on the wire.
type Backup struct {
	ID            int64    `json:"id"`
	Name          string   `json:"name"`
	Distribution  string   `json:"distribution"`
	Slug          *string  `json:"slug"`
	Public        bool     `json:"public"`
	Regions       []string `json:"regions"`
	CreatedAt     string   `json:"created_at"`
	MinDiskSize   int      `json:"min_disk_size"`
	SizeGigabytes float64  `json:"size_gigabytes"`
	Type          string   `json:"type"`
}

// Policy is the protection of a Droplet on the wire.
type Policy struct {
	DropletID        int64   `json:"droplet_id"`
	BackupEnabled    bool    `json:"backup_enabled"`
	BackupPolicy     *Plan   `json:"backup_policy,omitempty"`
	NextBackupWindow *Window `json:"next_backup_window,omitempty"`
}

// Plan is a backup_policy on the wire.
type Plan struct {
	Plan                string `json:"plan"`
	Weekday             string `json:"weekday,omitempty"`
	Hour                int    `json:"hour"`
	WindowLengthHours   int    `json:"window_length_hours"`
	RetentionPeriodDays int    `json:"retention_period_days"`
}

// Window is a next_backup_window on the wire.
type Window struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// SupportedPolicy is a plan to choose from, on the wire.
type SupportedPolicy struct {
	Name                 string   `json:"name"`
	PossibleWindowStarts []int    `json:"possible_window_starts"`
	WindowLengthHours    int      `json:"window_length_hours"`
	RetentionPeriodDays  int      `json:"retention_period_days"`
	PossibleDays         []string `json:"possible_days"`
}

// FirstDropletID is the ID of the first Droplet of a fleet; the others follow one by one.
const FirstDropletID = 444900001

var weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}

// Fleet is an account with a number of Droplets. Of every ten, one has no backups, six are backed up daily and three
// weekly; each of those has as many backups as its policy keeps, the newest made within a day or a week before now.
func Fleet(token string, droplets int, now time.Time) *API {
	hours := []int{0, 4, 8, 12, 16, 20}
	api := &API{Token: token, Backups: map[int64][]Backup{}, SupportedPolicies: []SupportedPolicy{
		{Name: "weekly", PossibleWindowStarts: hours, WindowLengthHours: 4, RetentionPeriodDays: 28, PossibleDays: weekdays},
		{Name: "daily", PossibleWindowStarts: hours, WindowLengthHours: 4, RetentionPeriodDays: 7, PossibleDays: []string{}},
	}}
	for i := range droplets {
		id := int64(FirstDropletID + i)
		api.Backups[id] = []Backup{}
		if i%10 == 9 {
			api.Policies = append(api.Policies, Policy{DropletID: id})
			continue
		}
		plan := &Plan{Plan: "daily", Hour: hours[i%6], WindowLengthHours: 4, RetentionPeriodDays: 7}
		every := 24 * time.Hour
		if i%10 >= 6 {
			plan.Plan, plan.Weekday, plan.RetentionPeriodDays, every = "weekly", weekdays[i%7], 28, 7*24*time.Hour
		}
		next := nextWindow(plan, now)
		api.Policies = append(api.Policies, Policy{
			DropletID: id, BackupEnabled: true, BackupPolicy: plan,
			NextBackupWindow: &Window{Start: next.Format(time.RFC3339), End: next.Add(4 * time.Hour).Format(time.RFC3339)},
		})
		kept := plan.RetentionPeriodDays * 24 / int(every/time.Hour)
		for n := range kept {
			made := next.Add(-time.Duration(n+1) * every).Add(97 * time.Minute)
			api.Backups[id] = append(api.Backups[id], Backup{
				ID: 67_000_000 + int64(i*100+kept-n), Name: fmt.Sprintf("web-%03d %s", i+1, made.Format(time.DateOnly)),
				Distribution: "Ubuntu", Regions: []string{"nyc3"}, CreatedAt: made.Format(time.RFC3339),
				MinDiskSize: 50, SizeGigabytes: 2.34 + float64(n)/4, Type: "backup",
			})
		}
	}
	return api
}

// nextWindow is the first start of a window that is still to come.
func nextWindow(plan *Plan, now time.Time) time.Time {
	next := now.UTC().Truncate(24 * time.Hour).Add(time.Duration(plan.Hour) * time.Hour)
	for !next.After(now) || plan.Weekday != "" && weekdays[next.Weekday()] != plan.Weekday {
		next = next.Add(24 * time.Hour)
	}
	return next
}
