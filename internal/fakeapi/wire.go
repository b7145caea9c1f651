package fakeapi

// Droplet is a Droplet as the API encodes it. Backup IDs and window are set from the account; the last three are never missing.
type Droplet struct {
	ID               int64    `json:"id"`
	Name             string   `json:"name"`
	Status           string   `json:"status"`
	CreatedAt        string   `json:"created_at"`
	Features         []string `json:"features"`
	BackupIDs        []int64  `json:"backup_ids"`
	NextBackupWindow *Window  `json:"next_backup_window"`
	VolumeIDs        []string `json:"volume_ids"`
	SizeSlug         string   `json:"size_slug"`
	Region           Region   `json:"region"`
	Tags             []string `json:"tags"`
	Image            struct{} `json:"image"`
	Size             struct{} `json:"size"`
	Networks         struct{} `json:"networks"`
}

// Region is the region of a Droplet.
type Region struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
}

// Backup is a backup as the API encodes it in the list of a Droplet.
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

// Policy is the backup policy of a Droplet as the API encodes it.
type Policy struct {
	DropletID        int64   `json:"droplet_id"`
	BackupEnabled    bool    `json:"backup_enabled"`
	BackupPolicy     *Plan   `json:"backup_policy,omitempty"`
	NextBackupWindow *Window `json:"next_backup_window,omitempty"`
}

// Plan is the attribute backup_policy of a Policy.
type Plan struct {
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

// SupportedPolicy is a plan that the API offers.
type SupportedPolicy struct {
	Name                 string   `json:"name"`
	PossibleWindowStarts []int    `json:"possible_window_starts"`
	WindowLengthHours    int      `json:"window_length_hours"`
	RetentionPeriodDays  int      `json:"retention_period_days"`
	PossibleDays         []string `json:"possible_days"`
}
