package digitalocean

import "context"

// SupportedPolicy is a backup plan that the account can use. A field that the API omits or returns as null is nil.
type SupportedPolicy struct {
	Name                 *string    `json:"name"`
	PossibleWindowStarts []*Integer `json:"possible_window_starts"` // hours, UTC, 0 to 23
	WindowLengthHours    *Integer   `json:"window_length_hours"`
	RetentionPeriodDays  *Integer   `json:"retention_period_days"`
	PossibleDays         []*string  `json:"possible_days"` // "SUN" to "SAT"; empty for a plan without a weekday
}

// SupportedPolicies reads the supported backup plans in the API's order. The operation has no pages.
func (c *Client) SupportedPolicies(ctx context.Context) ([]SupportedPolicy, error) {
	return getObject[[]SupportedPolicy](ctx, c, "/v2/droplets/backups/supported_policies", "supported_policies")
}
