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
			`{"policy":{"droplet_id":444909706,"backup_enabled":true,
			"backup_policy":{"plan":"weekly","weekday":"SUN","hour":0,"window_length_hours":4,"retention_period_days":28},
			"next_backup_window":{"start":"2024-09-15T20:00:00Z","end":"2024-09-16T00:00:00Z"}}}`,
			compactJSON(`{"backup_enabled":true,
				"backup_policy":{"hour":0,"plan":"weekly","retention_period_days":28,"weekday":"SUN","window_length_hours":4},
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
			api := serve(t, respondWith(http.StatusOK, test.body))
			runCLI(t, expectOutputs(api.config(policyConfig), map[string]string{"policy": test.policy}))
		})
	}
}

func TestBackupPolicyErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		status  int
		wantErr string
	}{
		"no such Droplet": {
			`{"id":"not_found","message":"No."}`, http.StatusNotFound,
			"Droplet 444909706 not found ... droplet_id = 444909706",
		},
		"no policy":       {`{}`, http.StatusOK, `"policy" is missing`},
		"another Droplet": {`{"policy":{"droplet_id":99,"backup_enabled":true}}`, http.StatusOK, `"policy" has the ID 99, want 444909706`},
		"server error": {
			`{"message":"Down."}`, http.StatusServiceUnavailable,
			"Unable to read the backup policy of Droplet 444909706 ... 503 ... Down. (attempt 5)",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, respondWith(test.status, test.body))
			runCLI(t, expectError(api.config(policyConfig), test.wantErr))
		})
	}
	t.Run("invalid droplet_id", func(t *testing.T) {
		t.Parallel()
		api := serve(t, respondWith(http.StatusOK, `{}`))
		runCLI(t, expectError(api.config(`data "droplet_backup_policy" "web" { droplet_id = 0 }`),
			"Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 0"))
		api.expectRequests(t, 0)
	})
}
