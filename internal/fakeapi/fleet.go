package fakeapi

import (
	"fmt"
	"time"
)

const (
	// FirstDropletID is the ID of the first Droplet of a fleet. The others have the following IDs.
	FirstDropletID = 444900001
	newDroplet     = 33               // position of a Droplet that was just created
	backupTime     = 97 * time.Minute // from the start of a window to created_at
)

var (
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	hours    = []int{0, 4, 8, 12, 16, 20}
	regions  = []Region{{"New York 3", "nyc3"}, {"Amsterdam 3", "ams3"}, {"Frankfurt 1", "fra1"}, {"Singapore 1", "sgp1"}}
	// missingBackups is the number of most recent backups that a Droplet lacks, by its position.
	missingBackups = map[int]int{newDroplet: 7, 42: 5, 187: 2, 251: 7}
)

// Fleet returns an account with the given number of Droplets. Of every ten, one has no backups, six have daily and three have
// weekly backups. Most of those without backups are Kubernetes nodes, and one of twenty Droplets has a GPU. Backups are missing
// for a few Droplets, one of which is new.
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
		api.Droplets, api.Policies, api.Backups[droplet.ID] = append(api.Droplets, droplet), append(api.Policies, policy), backups
	}
	for i, kind := range []string{"backup", "snapshot", "custom", "base"} {
		api.Images = append(api.Images, newImage(Backup{
			ID: 66_000_001 + int64(i), Name: "deleted-001 " + kind, Distribution: "Ubuntu", Public: kind == "base", Regions: []string{"nyc3"},
			CreatedAt: now.Add(-20 * time.Hour).Format(time.RFC3339), MinDiskSize: 50, SizeGigabytes: 2.34, Type: kind,
		}))
	}
	return api
}

func fleetDroplet(i int, now time.Time) Droplet {
	droplet := Droplet{
		ID: int64(FirstDropletID + i), Name: fmt.Sprintf("web-%03d", i+1), Status: "active", SizeSlug: "s-1vcpu-2gb",
		CreatedAt: now.AddDate(0, 0, -60-i%300).Format(time.RFC3339), Features: []string{"monitoring"}, VolumeIDs: []string{},
		Region: regions[i%len(regions)], Tags: []string{"web", "env:production"},
	}
	switch {
	case i == newDroplet:
		droplet.CreatedAt = now.Add(-10 * time.Minute).Format(time.RFC3339)
	case i%20 == 4:
		droplet.Status, droplet.VolumeIDs = "off", []string{fmt.Sprintf("506f78a4-e098-11e5-ad9f-%012d", i)}
	case i%20 == 12:
		droplet.Name, droplet.SizeSlug, droplet.Tags = fmt.Sprintf("gpu-%03d", i+1), "gpu-h100x1-80gb", []string{"gpu"}
	case i%10 == 9 && i%9 != 0:
		droplet.Name, droplet.Tags = fmt.Sprintf("node-%03d", i+1), []string{"k8s", "k8s:worker"}
	}
	return droplet
}

// fleetBackups returns the policy of a Droplet and its backups, newest first.
func fleetBackups(i int, droplet Droplet, now time.Time) (Policy, []Backup) {
	plan := &Plan{Plan: "daily", Hour: hours[i%6], WindowLengthHours: 4, RetentionPeriodDays: 7}
	daysBetween, kept := 1, 7
	if i%10 >= 6 {
		plan.Plan, plan.Weekday, plan.RetentionPeriodDays = "weekly", weekdays[i%7], 28
		daysBetween, kept = 7, 4
	}
	// The next window is the first one whose backup does not exist yet.
	next := now.Truncate(24 * time.Hour).Add(time.Duration(plan.Hour) * time.Hour)
	for !next.Add(backupTime).After(now) || plan.Weekday != "" && weekdays[next.Weekday()] != plan.Weekday {
		next = next.AddDate(0, 0, 1)
	}
	backups := []Backup{}
	for n := missingBackups[i]; n < kept; n++ {
		createdAt := next.AddDate(0, 0, -(n+1)*daysBetween).Add(backupTime)
		backups = append(backups, Backup{
			ID: 67_000_000 + int64(i*100+kept-n), Name: droplet.Name + " " + createdAt.Format(time.DateOnly), Distribution: "Ubuntu",
			Regions: []string{droplet.Region.Slug}, CreatedAt: createdAt.Format(time.RFC3339),
			MinDiskSize: 50, SizeGigabytes: 2.34 + float64(n)/4, Type: "backup",
		})
	}
	window := &Window{Start: next.Format(time.RFC3339), End: next.Add(4 * time.Hour).Format(time.RFC3339)}
	return Policy{DropletID: droplet.ID, BackupEnabled: true, BackupPolicy: plan, NextBackupWindow: window}, backups
}
