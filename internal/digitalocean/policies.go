package digitalocean

import (
	"context"
	"fmt"
)

// Policy is the backup policy of a Droplet. A field that the API omits or returns as null is nil.
type Policy struct {
	Key              string        `json:"-"` // the key in the API's object of policies, which is usually the Droplet ID
	DropletID        *Integer      `json:"droplet_id"`
	BackupEnabled    *bool         `json:"backup_enabled"`
	BackupPolicy     *PolicyConfig `json:"backup_policy"`
	NextBackupWindow *Window       `json:"next_backup_window"`
}

// PolicyConfig is when a Droplet is backed up, and for how long its backups are kept.
type PolicyConfig struct {
	Plan                *string  `json:"plan"`    // "daily", "weekly", or a newer one
	Weekday             *string  `json:"weekday"` // "SUN" to "SAT"
	Hour                *Integer `json:"hour"`    // UTC, 0 to 23, at which the window starts
	WindowLengthHours   *Integer `json:"window_length_hours"`
	RetentionPeriodDays *Integer `json:"retention_period_days"`
}

// Window is when the next backup will be made, in RFC 3339 as the API returned it.
type Window struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

func (p Policy) key() string { return p.Key }

// Policies lists the backup policies of all Droplets in the account, in no particular order.
func (c *Client) Policies(ctx context.Context) (List[Policy], error) {
	return listOperation[Policy]{c, "/v2/droplets/backups/policies", nil, "policies", decodePolicies}.read(ctx)
}

// decodePolicies returns the policies in an object.
func decodePolicies(m members, name string) ([]*Policy, error) {
	byKey, err := decodeMember[map[string]*Policy](m, name)
	if err != nil || byKey == nil {
		return nil, err
	}
	policies := []*Policy{} // not nil, even if the object is empty
	for key, policy := range byKey {
		if policy != nil {
			policy.Key = key
		}
		policies = append(policies, policy)
	}
	return policies, nil
}

// Policy reads the backup policy of one Droplet. Its Key is empty.
func (c *Client) Policy(ctx context.Context, dropletID Integer) (Policy, error) {
	return getObject[Policy](ctx, c, fmt.Sprintf("/v2/droplets/%d/backups/policy", dropletID), "policy")
}
