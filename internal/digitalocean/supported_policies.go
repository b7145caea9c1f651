package digitalocean

import "context"

// SupportedPolicy is a backup plan that the account can use. A field that the API omits or returns as null is nil.
type SupportedPolicy struct {
	Name                 *string   `json:"name"`
	PossibleWindowStarts []*Int64  `json:"possible_window_starts"` // hours, UTC, 0 to 23
	WindowLengthHours    *Int64    `json:"window_length_hours"`
	RetentionPeriodDays  *Int64    `json:"retention_period_days"`
	PossibleDays         []*string `json:"possible_days"` // "SUN" to "SAT"; empty for a plan without a weekday
}

// SupportedPolicies reads the supported backup plans in the API's order. The operation has no pages.
func (c *Client) SupportedPolicies(ctx context.Context) (supported []SupportedPolicy, err error) {
	const name = "supported_policies"
	err = c.send(ctx, request{path: "/v2/droplets/backups/supported_policies", decode: func(body []byte) error {
		items, _, err := decodeList[SupportedPolicy](body, name)
		if err == nil {
			supported, err = requireItems(name, items)
		}
		return err
	}})
	return supported, err
}
