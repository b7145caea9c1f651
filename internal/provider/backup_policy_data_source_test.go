package provider_test

import (
	"net/http"
	"testing"
)

const policyConfig = `
data "droplet_backup_policy" "web" { droplet_id = 444909706 }
output "policy" { value = jsonencode(data.droplet_backup_policy.web) }
`

func TestBackupPolicy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, policy string }{
		"weekly": {
			`{"policy":{"droplet_id":444909706,"backup_enabled":true,"backup_policy":{"plan":"weekly","weekday":"SUN","hour":0,
			"window_length_hours":4,"retention_period_days":28},"next_backup_window":{"start":"2024-09-15T20:00:00Z","end":"2024-09-16T00:00:00Z"}}}`,
			flat(`{"backup_enabled":true,"backup_policy":{"hour":0,"plan":"weekly","retention_period_days":28,"weekday":"SUN","window_length_hours":4},
				"droplet_id":444909706,"next_backup_window":{"end":"2024-09-16T00:00:00Z","start":"2024-09-15T20:00:00Z"},"timeouts":null}`),
		},
		"none": {
			`{"policy":{"droplet_id":444909706,"backup_enabled":false}}`,
			`{"backup_enabled":false,"backup_policy":null,"droplet_id":444909706,"next_backup_window":null,"timeouts":null}`,
		},
		"all null": {
			`{"policy":{}}`,
			`{"backup_enabled":null,"backup_policy":null,"droplet_id":444909706,"next_backup_window":null,"timeouts":null}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, answer(http.StatusOK, test.body))
			runCLI(t, expectOutputs(api.config(policyConfig), map[string]string{"policy": test.policy}))
		})
	}
}

func TestSupportedBackupPolicies(t *testing.T) {
	t.Parallel()
	api := serve(t, answer(http.StatusOK, `{"supported_policies":[
		{"name":"weekly","possible_window_starts":[0,4,20],"window_length_hours":4,"retention_period_days":28,"possible_days":["SUN","SAT"]},
		{"name":"intra_daily_4h","possible_window_starts":null,"possible_days":[]}]}`))
	runCLI(t, expectOutputs(api.config(`
		data "droplet_supported_backup_policies" "all" {}
		output "supported" { value = jsonencode(data.droplet_supported_backup_policies.all.supported_policies) }`),
		map[string]string{"supported": flat(`[{"name":"weekly","possible_days":["SUN","SAT"],"possible_window_starts":[0,4,20],
			"retention_period_days":28,"window_length_hours":4},{"name":"intra_daily_4h","possible_days":[],"possible_window_starts":null,
			"retention_period_days":null,"window_length_hours":null}]`)}))
}

func TestSinglePolicyErrors(t *testing.T) {
	t.Parallel()
	const supported = `data "droplet_supported_backup_policies" "all" {}`
	tests := map[string]struct {
		config, body string
		status       int
		words        string
	}{
		"no such Droplet":     {policyConfig, `{"id":"not_found","message":"No."}`, 404, "Droplet 444909706 not found ... droplet_id = 444909706"},
		"no policy":           {policyConfig, `{}`, 200, `"policy" is missing`},
		"another Droplet's":   {policyConfig, `{"policy":{"droplet_id":99,"backup_enabled":true}}`, 200, "the policy is that of Droplet 99"},
		"a failing API":       {policyConfig, `{"message":"Down."}`, 503, "Cannot read the backup policy of Droplet 444909706 ... 503 ... Down. (attempt 5)"},
		"no supported":        {supported, `{"supported_policies":null}`, 200, `"supported_policies" is missing`},
		"a null among them":   {supported, `{"supported_policies":[null]}`, 200, "has an item that is null"},
		"no right to read it": {supported, `{"message":"No."}`, 403, "Cannot read the supported backup policies ... droplet:read"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, answer(test.status, test.body))
			runCLI(t, expectError(api.config(test.config), test.words))
		})
	}
	t.Run("a bad droplet_id", func(t *testing.T) {
		t.Parallel()
		api := serve(t, answer(http.StatusOK, `{}`))
		runCLI(t, expectError(api.config(`data "droplet_backup_policy" "web" { droplet_id = 0 }`), "droplet_id must be a whole number from 1 to 9223372036854775807, not 0"))
		if n := api.requests.Load(); n != 0 {
			t.Errorf("%d requests were sent", n)
		}
	})
}
