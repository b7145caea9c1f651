package provider_test

import (
	"net/http"
	"testing"
)

const supportedPoliciesConfig = `
data "droplet_supported_backup_policies" "all" {}
output "supported" { value = jsonencode(data.droplet_supported_backup_policies.all.supported_policies) }
`

func TestSupportedBackupPolicies(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"supported_policies":[
		{"name":"weekly","possible_window_starts":[0,4,20],"window_length_hours":4,"retention_period_days":28,"possible_days":["SUN","SAT"]},
		{"name":"intra_daily_4h","possible_window_starts":null,"possible_days":[]}]}`))
	runCLI(t, expectOutputs(api.config(supportedPoliciesConfig),
		map[string]string{"supported": compactJSON(`[{"name":"weekly","possible_days":["SUN","SAT"],"possible_window_starts":[0,4,20],
			"retention_period_days":28,"window_length_hours":4},{"name":"intra_daily_4h","possible_days":[],"possible_window_starts":null,
			"retention_period_days":null,"window_length_hours":null}]`)}))
}

func TestSupportedBackupPoliciesErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		status  int
		wantErr string
	}{
		"no list":   {`{"supported_policies":null}`, http.StatusOK, `"supported_policies" is missing`},
		"null item": {`{"supported_policies":[null]}`, http.StatusOK, `an item of "supported_policies" is null`},
		"not permitted": {
			`{"id":"forbidden","message":"No."}`, http.StatusForbidden,
			"Unable to read the supported backup policies ... droplet:read",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, respondWith(test.status, test.body))
			runCLI(t, expectError(api.config(supportedPoliciesConfig), test.wantErr))
		})
	}
}
