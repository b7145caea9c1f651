package fakeapi

import (
	"fmt"
	"time"
)

const (
	// FirstDropletID is the ID of the first Droplet of a fleet. The others have the following IDs.
	FirstDropletID = 444900001
	day            = 24 * time.Hour
	backupTime     = 97 * time.Minute // from the start of a window to created_at

	newDroplet, usageBased, usageBasedLate = 33, 60, 61 // positions
)

var (
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	hours    = []int{0, 4, 8, 12, 16, 20}
	regions  = []Region{{"New York 3", "nyc3"}, {"Amsterdam 3", "ams3"}, {"Frankfurt 1", "fra1"}, {"Singapore 1", "sgp1"}}
	// missingBackups is the number of most recent backups that a Droplet lacks, by its position.
	missingBackups = map[int]int{newDroplet: 7, 42: 5, usageBasedLate: 7, 187: 2, 251: 7}
)

// Fleet returns an account with the given number of Droplets. Of every ten, one has no backups, six have daily and three have
// weekly backups. Two Droplets have a usage-based plan instead. Most of those without backups are Kubernetes nodes, the
// others have a snapshot, and one of twenty Droplets has a GPU. Backups are missing for a few Droplets, one of which is new.
func Fleet(token string, droplets int, now time.Time) *API {
	now = now.UTC()
	noDays := []string{}
	public := newImage(Backup{
		ID: 66_000_003, Name: "24.04 (LTS) x64", Distribution: "Ubuntu", Slug: new("ubuntu-24-04-x64"), Public: true, Regions: []string{"nyc3"},
		CreatedAt: now.AddDate(-1, 0, 0).Format(time.RFC3339), MinDiskSize: 7, SizeGigabytes: 0.61, Type: "base",
	})
	deleted := Droplet{Name: "deleted-001", Region: regions[0]}
	api := &API{
		Token: token, Backups: map[int64][]Backup{}, Snapshots: map[int64][]Backup{},
		Images: []Image{
			newImage(fleetImage(66_000_001, deleted, "backup", now.Add(-20*time.Hour))),
			newImage(fleetImage(66_000_002, deleted, "custom", now.AddDate(0, 0, -30))),
			public,
		},
		SupportedPolicies: []map[string]any{
			{"name": "weekly", "possible_window_starts": hours, "window_length_hours": 4, "retention_period_days": 28, "possible_days": weekdays},
			{"name": "daily", "possible_window_starts": hours, "window_length_hours": 4, "retention_period_days": 7, "possible_days": noDays},
			{
				"name": "intra_daily_4h", "possible_window_starts": hours[:1], "window_length_hours": 4, "retention_period_days": 7,
				"possible_days": noDays,
			},
		},
	}
	for i := range droplets {
		droplet := fleetDroplet(i, now)
		droplet.Image = &public
		policy, backups := fleetBackups(i, droplet, now)
		api.Droplets, api.Policies, api.Backups[droplet.ID] = append(api.Droplets, droplet), append(api.Policies, policy), backups
		if i%90 == 9 || i == usageBasedLate {
			api.Snapshots[droplet.ID] = []Backup{fleetImage(65_000_001+i, droplet, "snapshot", now.Add(-5*time.Hour))}
		}
	}
	return api
}

func fleetDroplet(i int, now time.Time) Droplet {
	droplet := Droplet{
		ID: int64(FirstDropletID + i), Name: fmt.Sprintf("web-%03d", i+1), Status: "active",
		SizeSlug: "s-1vcpu-2gb", Memory: 2048, VCPUs: 1, Disk: 50,
		CreatedAt: now.AddDate(0, 0, -60-i%300).Format(time.RFC3339), Features: []string{"monitoring"}, VolumeIDs: []string{},
		Region: regions[i%len(regions)], Tags: []string{"web", "env:production"},
		Networks: map[string][]map[string]string{"v6": {}, "v4": {{
			"ip_address": fmt.Sprintf("198.18.%d.%d", i/250, i%250+2), "netmask": "255.255.240.0", "gateway": "198.18.0.1", "type": "public",
		}}},
	}
	price := 12.0 // a month
	switch {
	case i == newDroplet:
		droplet.CreatedAt = now.Add(-10 * time.Minute).Format(time.RFC3339)
	case i%20 == 4:
		droplet.Status, droplet.VolumeIDs = "off", []string{fmt.Sprintf("506f78a4-e098-11e5-ad9f-%012d", i)}
	case i%20 == 12:
		droplet.Name, droplet.Tags, droplet.SizeSlug = fmt.Sprintf("gpu-%03d", i+1), []string{"gpu"}, "gpu-h100x1-80gb"
		droplet.Memory, droplet.VCPUs, droplet.Disk, price = 245_760, 20, 720, 2522.16
	case i%10 == 9 && i%9 != 0:
		droplet.Name, droplet.Tags = fmt.Sprintf("node-%03d", i+1), []string{"k8s", "k8s:worker"}
	}
	droplet.Size = map[string]any{
		"slug": droplet.SizeSlug, "memory": droplet.Memory, "vcpus": droplet.VCPUs, "disk": droplet.Disk,
		"price_monthly": price, "price_hourly": price / 672,
	}
	return droplet
}

// fleetBackups returns the policy of a Droplet and its backups, newest first.
func fleetBackups(i int, droplet Droplet, now time.Time) (Policy, []Backup) {
	config, interval := &PolicyConfig{Plan: "daily", Hour: hours[i%6], WindowLengthHours: 4, RetentionPeriodDays: 7}, day
	switch {
	case i%10 == 9:
		return Policy{DropletID: droplet.ID}, []Backup{}
	case i == usageBased || i == usageBasedLate:
		config.Plan, config.Hour, interval = "intra_daily_4h", 0, 4*time.Hour
	case i%10 >= 6:
		config.Plan, config.Weekday, config.RetentionPeriodDays, interval = "weekly", weekdays[i%7], 28, 7*day
	}
	// The next window is the first one whose backup does not exist yet.
	next := now.Truncate(day).Add(time.Duration(config.Hour) * time.Hour)
	for !next.Add(backupTime).After(now) || config.Weekday != "" && weekdays[next.Weekday()] != config.Weekday {
		next = next.Add(min(interval, day))
	}
	kept := config.RetentionPeriodDays * int(day) / int(interval)
	backups := []Backup{}
	for n := missingBackups[i]; n < kept; n++ {
		createdAt := next.Add(-time.Duration(n+1) * interval).Add(backupTime)
		backup := fleetImage(67_000_000+i*100+kept-n, droplet, "backup", createdAt)
		backup.SizeGigabytes += float64(n) / 4
		backups = append(backups, backup)
	}
	window := &Window{Start: next.Format(time.RFC3339), End: next.Add(4 * time.Hour).Format(time.RFC3339)}
	return Policy{DropletID: droplet.ID, BackupEnabled: true, BackupPolicy: config, NextBackupWindow: window}, backups
}

func fleetImage(id int, droplet Droplet, kind string, createdAt time.Time) Backup {
	return Backup{
		ID: int64(id), Name: droplet.Name + " " + createdAt.Format(time.DateOnly), Distribution: "Ubuntu", Type: kind,
		Regions: []string{droplet.Region.Slug}, CreatedAt: createdAt.Format(time.RFC3339), MinDiskSize: 50, SizeGigabytes: 2.34,
	}
}
