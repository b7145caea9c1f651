package digitalocean

import (
	"context"
	"fmt"
)

// Policy is what the API says of the protection of a Droplet. What it left out or gave as null is nil.
type Policy struct {
	Key              string        `json:"-"` // the API's key for it in a list: the Droplet ID, as a rule
	DropletID        *int64        `json:"droplet_id"`
	BackupEnabled    *bool         `json:"backup_enabled"`
	BackupPolicy     *PolicyConfig `json:"backup_policy"`
	NextBackupWindow *Window       `json:"next_backup_window"`
}

// PolicyConfig defines when a Droplet is backed up and for how long its backups are kept.
type PolicyConfig struct {
	Plan                *string `json:"plan"`    // "daily", "weekly", or one that came later
	Weekday             *string `json:"weekday"` // "SUN" to "SAT"
	Hour                *int64  `json:"hour"`    // of the day, UTC, at which the window starts
	WindowLengthHours   *int64  `json:"window_length_hours"`
	RetentionPeriodDays *int64  `json:"retention_period_days"`
}

// Window is when the next backup will be made, in RFC 3339, kept as the API gave it.
type Window struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

func (p Policy) identity() (string, bool) { return p.Key, true }

// Policies lists the backup policies of all Droplets of the account, each with its key.
func (c *Client) Policies(ctx context.Context) (Listing[Policy], error) {
	const path = "/v2/droplets/backups/policies"
	return list(ctx, c, path, func(body []byte) (page[Policy], error) {
		var answer struct {
			Policies policies `json:"policies"`
			pagination
		}
		if err := unmarshal(body, &answer); err != nil {
			return page[Policy]{}, err
		}
		return newPage(path, "policies", answer.Policies, answer.pagination)
	})
}

// Policy reads the backup policy of one Droplet; its Key is empty.
func (c *Client) Policy(ctx context.Context, dropletID int64) (Policy, error) {
	var answer struct {
		Policy *Policy `json:"policy"`
	}
	err := c.send(ctx, request{
		path: fmt.Sprintf("/v2/droplets/%d/backups/policy", dropletID),
		decode: func(body []byte) error {
			err := unmarshal(body, &answer)
			switch policy := answer.Policy; {
			case err != nil:
				return err
			case policy == nil:
				return &shapeError{what: `"policy" is missing`}
			case policy.DropletID != nil && *policy.DropletID != dropletID:
				return &shapeError{what: fmt.Sprintf("the policy is that of Droplet %d", *policy.DropletID)}
			}
			return nil
		},
	})
	if err != nil {
		return Policy{}, err
	}
	return *answer.Policy, nil
}
