package fakeapi

import (
	"fmt"
	"time"
)

// FirstDropletID is the ID of the first Droplet of a fleet. The others have the following IDs.
const FirstDropletID = 444900001

// Positions in a fleet of the Droplets whose backups are enabled but missing.
const (
	neverBackedUp  = 33
	backupsStopped = 42
)

var (
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	hours    = []int{0, 4, 8, 12, 16, 20}
	regions  = []Region{{"New York 3", "nyc3"}, {"Amsterdam 3", "ams3"}, {"Frankfurt 1", "fra1"}, {"Singapore 1", "sgp1"}}
)

// Fleet returns an account with the given number of Droplets. Of every ten, one has no backups, six have daily and three have
// weekly backups, as many as the policy keeps. Of every twenty, one is a GPU Droplet, and one is a Kubernetes node without
// backups. The newest backup of one Droplet is several days old, and another, a new one, has none yet.
func Fleet(token string, droplets int, now time.Time) *API {
	now = now.UTC()
	api := &API{Token: token, Droplets: []Droplet{}, Backups: map[int64][]Backup{}, SupportedPolicies: []SupportedPolicy{
		{Name: "weekly", PossibleWindowStarts: hours, WindowLengthHours: 4, RetentionPeriodDays: 28, PossibleDays: weekdays},
		{Name: "daily", PossibleWindowStarts: hours, WindowLengthHours: 4, RetentionPeriodDays: 7, PossibleDays: []string{}},
	}}
	for i := range droplets {
		droplet := fleetDroplet(i, now)
		policy, backups := Policy{DropletID: droplet.ID}, []Backup{}
		if i%10 != 9 {
			policy, backups = fleetBackups(i, droplet, now)
		}
		api.Droplets, api.Policies = append(api.Droplets, droplet), append(api.Policies, policy)
		api.Backups[droplet.ID] = backups
	}
	for i, kind := range []string{"backup", "snapshot", "custom", "base"} {
		image := newImage(newBackup(66_000_001+int64(i), "deleted-001 "+kind, regions[0], now.Add(-20*time.Hour)))
		image.Type, image.Public = kind, kind == "base"
		api.Images = append(api.Images, image)
	}
	return api
}

func fleetDroplet(i int, now time.Time) Droplet {
	droplet := newDroplet(int64(FirstDropletID+i), fmt.Sprintf("web-%03d", i+1))
	droplet.CreatedAt = now.AddDate(0, 0, -60-i%300).Format(time.RFC3339)
	droplet.Region, droplet.Tags = regions[i%len(regions)], []string{"web", "env:production"}
	switch {
	case i == neverBackedUp:
		droplet.CreatedAt = now.Add(-10 * time.Minute).Format(time.RFC3339)
	case i%20 == 4:
		droplet.Status, droplet.VolumeIDs = "off", []string{fmt.Sprintf("506f78a4-e098-11e5-ad9f-%012d", i)}
	case i%20 == 12:
		droplet.Name, droplet.SizeSlug, droplet.Tags = fmt.Sprintf("gpu-%03d", i+1), "gpu-h100x1-80gb", []string{"gpu"}
	case i%20 == 19:
		droplet.Name, droplet.Tags = fmt.Sprintf("node-%03d", i+1), []string{"k8s", "k8s:worker"}
	}
	return droplet
}

// fleetBackups returns the policy of a Droplet and its backups, newest first.
func fleetBackups(i int, droplet Droplet, now time.Time) (Policy, []Backup) {
	plan, days, kept := &Plan{Plan: "daily", Hour: hours[i%6], WindowLengthHours: 4, RetentionPeriodDays: 7}, 1, 7
	if i%10 >= 6 {
		plan.Plan, plan.Weekday, plan.RetentionPeriodDays, days, kept = "weekly", weekdays[i%7], 28, 7, 4
	}
	next := now.Truncate(24 * time.Hour).Add(time.Duration(plan.Hour) * time.Hour)
	for !next.After(now) || plan.Weekday != "" && weekdays[next.Weekday()] != plan.Weekday {
		next = next.AddDate(0, 0, 1)
	}
	missing := map[int]int{neverBackedUp: kept, backupsStopped: 5}[i]
	backups := []Backup{}
	for n := missing; n < kept; n++ {
		createdAt := next.AddDate(0, 0, -(n+1)*days).Add(97 * time.Minute)
		name := droplet.Name + " " + createdAt.Format(time.DateOnly)
		backups = append(backups, newBackup(67_000_000+int64(i*100+kept-n), name, droplet.Region, createdAt))
		backups[n-missing].SizeGigabytes += float64(n) / 4
	}
	window := &Window{Start: next.Format(time.RFC3339), End: next.Add(4 * time.Hour).Format(time.RFC3339)}
	return Policy{DropletID: droplet.ID, BackupEnabled: true, BackupPolicy: plan, NextBackupWindow: window}, backups
}

func newDroplet(id int64, name string) Droplet {
	return Droplet{
		ID: id, Name: name, Status: "active", CreatedAt: "2026-01-02T03:04:05Z", Features: []string{"monitoring"},
		VolumeIDs: []string{}, SizeSlug: "s-1vcpu-2gb", Region: regions[0], Tags: []string{},
	}
}

func newBackup(id int64, name string, region Region, createdAt time.Time) Backup {
	return Backup{
		ID: id, Name: name, Distribution: "Ubuntu", Regions: []string{region.Slug}, CreatedAt: createdAt.Format(time.RFC3339),
		MinDiskSize: 50, SizeGigabytes: 2.34, Type: "backup",
	}
}
