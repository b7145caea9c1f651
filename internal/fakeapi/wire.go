package fakeapi

import "encoding/json"

// Droplet is a Droplet as the API encodes it. BackupIDs, SnapshotIDs, NextBackupWindow and the feature "backups" come from the
// Backups, Snapshots and Policies of the account.
type Droplet struct {
	ID               int64                          `json:"id"`
	Name             string                         `json:"name"`
	Status           string                         `json:"status"`
	Locked           bool                           `json:"locked"`
	CreatedAt        string                         `json:"created_at"`
	Memory           int                            `json:"memory"` // MB
	VCPUs            int                            `json:"vcpus"`
	Disk             int                            `json:"disk"` // GB
	Size             map[string]any                 `json:"size"`
	SizeSlug         string                         `json:"size_slug"`
	Image            *Image                         `json:"image"`
	Region           Region                         `json:"region"`
	Networks         map[string][]map[string]string `json:"networks"`
	Features         []string                       `json:"features"`
	Tags             []string                       `json:"tags"`
	VolumeIDs        []string                       `json:"volume_ids"`
	BackupIDs        []int64                        `json:"backup_ids"`
	SnapshotIDs      []int64                        `json:"snapshot_ids"`
	NextBackupWindow *Window                        `json:"next_backup_window"`
}

// Region is the region of a Droplet.
type Region struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
}

// Backup is a backup or a snapshot as the API encodes it in the lists of a Droplet.
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

// Image is an image as the API encodes it: the attributes of a backup and some more.
type Image struct {
	Backup
	Description  string   `json:"description"`
	Tags         []string `json:"tags"`
	Status       string   `json:"status"`
	ErrorMessage string   `json:"error_message"`
}

func newImage(backup Backup) Image {
	return Image{Backup: backup, Tags: []string{}, Status: "available"}
}

// Policy is the backup policy of a Droplet as the API encodes it.
type Policy struct {
	DropletID        int64         `json:"droplet_id"`
	BackupEnabled    bool          `json:"backup_enabled"`
	BackupPolicy     *PolicyConfig `json:"backup_policy,omitempty"`
	NextBackupWindow *Window       `json:"next_backup_window,omitempty"`
}

// policyList is a page of the policies of all Droplets, which the API encodes as an object with the Droplet IDs as keys.
type policyList []Policy

func (l policyList) MarshalJSON() ([]byte, error) {
	policies := map[int64]Policy{}
	for _, policy := range l {
		policies[policy.DropletID] = policy
	}
	return json.Marshal(policies)
}

// PolicyConfig is the attribute backup_policy of a Policy.
type PolicyConfig struct {
	Plan                string `json:"plan"`
	Weekday             string `json:"weekday,omitempty"`
	Hour                int    `json:"hour"`
	WindowLengthHours   int    `json:"window_length_hours"`
	RetentionPeriodDays int    `json:"retention_period_days"`
}

// Window is a next_backup_window.
type Window struct {
	Start string `json:"start"`
	End   string `json:"end"`
}
