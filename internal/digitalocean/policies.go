package digitalocean

import (
	"context"
	"fmt"
)

// Policy is the backup policy of a Droplet. A field that the API omits or returns as null is nil.
type Policy struct {
	Key              string        `json:"-"` // the key in the API's object of policies, which is usually the Droplet ID
	DropletID        *Int64        `json:"droplet_id"`
	BackupEnabled    *bool         `json:"backup_enabled"`
	BackupPolicy     *PolicyConfig `json:"backup_policy"`
	NextBackupWindow *Window       `json:"next_backup_window"`
}

// PolicyConfig is when a Droplet is backed up, and for how long its backups are kept.
type PolicyConfig struct {
	Plan                *string `json:"plan"`    // "daily", "weekly", or a newer one
	Weekday             *string `json:"weekday"` // "SUN" to "SAT"
	Hour                *Int64  `json:"hour"`    // UTC, 0 to 23, at which the window starts
	WindowLengthHours   *Int64  `json:"window_length_hours"`
	RetentionPeriodDays *Int64  `json:"retention_period_days"`
}

// Window is when the next backup will be made, in RFC 3339 as the API returned it.
type Window struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

func (p Policy) key() (string, bool) { return p.Key, true }

func (p *Policy) setKey(key string) { p.Key = key }

// Policies lists the backup policies of all Droplets in the account.
func (c *Client) Policies(ctx context.Context) (Listing[Policy], error) {
	return listAll[Policy](ctx, c, "/v2/droplets/backups/policies", "policies", nil)
}

// Policy reads the backup policy of one Droplet. Its Key is empty.
func (c *Client) Policy(ctx context.Context, dropletID int64) (Policy, error) {
	var resp struct {
		Policy *Policy `json:"policy"`
	}
	err := c.getObject(ctx, fmt.Sprintf("/v2/droplets/%d/backups/policy", dropletID), &resp, func() error {
		return requireID("policy", resp.Policy, func(policy *Policy) *Int64 { return policy.DropletID }, dropletID)
	})
	if err != nil {
		return Policy{}, err
	}
	return *resp.Policy, nil
}
