package provider_test

import (
	"net/http"
	"testing"
)

func TestSupportedBackupPolicies(t *testing.T) {
	t.Parallel()
	runRows(t, row{dataSource: "droplet_supported_backup_policies", value: "DATA.supported_policies"}, map[string]row{
		"policies": {
			api: respondWith(http.StatusOK, `{"supported_policies":[
				{"name":"weekly","possible_window_starts":[0,4,20],"window_length_hours":4,"retention_period_days":28,"possible_days":["SUN","SAT"]},
				{"name":"intra_daily_4h","possible_window_starts":null,"possible_days":[]}]}`),
			want: compactJSON(`[{"name":"weekly","possible_days":["SUN","SAT"],"possible_window_starts":[0,4,20],
				"retention_period_days":28,"window_length_hours":4},{"name":"intra_daily_4h","possible_days":[],"possible_window_starts":null,
				"retention_period_days":null,"window_length_hours":null}]`),
		},
		"no list": {api: respondWith(http.StatusOK, `{"supported_policies":null}`), wantErr: `"supported_policies" is missing`},
		"not permitted": {
			api:     respondWith(http.StatusForbidden, `{"id":"forbidden","message":"No."}`),
			wantErr: "Unable to read the supported backup policies ... droplet:read",
		},
	})
}
