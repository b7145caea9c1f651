package digitalocean

import "context"

// SupportedPolicy is a plan that the account can choose for a Droplet. What the API left out or gave as null is nil.
type SupportedPolicy struct {
	Name                 *string   `json:"name"`
	PossibleWindowStarts []*int64  `json:"possible_window_starts"` // hours of the day, UTC
	WindowLengthHours    *int64    `json:"window_length_hours"`
	RetentionPeriodDays  *int64    `json:"retention_period_days"`
	PossibleDays         []*string `json:"possible_days"` // "SUN" to "SAT"; empty for a plan that has no day to choose
}

// SupportedPolicies gives the plans in the API's order. The operation has no pages.
func (c *Client) SupportedPolicies(ctx context.Context) ([]SupportedPolicy, error) {
	var supported []SupportedPolicy
	err := c.send(ctx, request{
		path: "/v2/droplets/backups/supported_policies",
		decode: func(body []byte) error {
			var answer struct {
				SupportedPolicies array[SupportedPolicy] `json:"supported_policies"`
			}
			err := unmarshal(body, &answer)
			if err == nil {
				supported, err = values("supported_policies", answer.SupportedPolicies)
			}
			return err
		},
	})
	return supported, err
}
