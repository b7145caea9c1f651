package provider_test

import (
	"net/http"
	"testing"
)

func TestBackupPolicy(t *testing.T) {
	t.Parallel()
	rows := map[string]row{
		"weekly": {
			api: respondWith(http.StatusOK, `{"policy":{"droplet_id":444909706,"backup_enabled":true,
				"backup_policy":{"plan":"weekly","weekday":"SUN","hour":0,"window_length_hours":4,"retention_period_days":28},
				"next_backup_window":{"start":"2024-09-15T20:00:00Z","end":"2024-09-16T00:00:00Z"}}}`),
			want: compactJSON(`{"backup_enabled":true,
				"backup_policy":{"hour":0,"plan":"weekly","retention_period_days":28,"weekday":"SUN","window_length_hours":4},
				"droplet_id":444909706,"next_backup_window":{"end":"2024-09-16T00:00:00Z","start":"2024-09-15T20:00:00Z"},"timeouts":null}`),
		},
		"none": {
			api:  respondWith(http.StatusOK, `{"policy":{"droplet_id":444909706,"backup_enabled":false}}`),
			want: `{"backup_enabled":false,"backup_policy":null,"droplet_id":444909706,"next_backup_window":null,"timeouts":null}`,
		},
		"all null": {
			api:  respondWith(http.StatusOK, `{"policy":{}}`),
			want: `{"backup_enabled":null,"backup_policy":null,"droplet_id":444909706,"next_backup_window":null,"timeouts":null}`,
		},
		"no such Droplet": {
			api:     respondWith(http.StatusNotFound, `{"id":"not_found","message":"No."}`),
			wantErr: "Droplet 444909706 not found ... droplet_id = 444909706",
		},
		"no policy": {api: respondWith(http.StatusOK, `{}`), wantErr: `"policy" is missing`},
		"server error": {
			api:     respondWith(http.StatusServiceUnavailable, `{"message":"Down."}`),
			wantErr: "Unable to read the backup policy of Droplet 444909706 ... 503 ... Down. (attempt 5)",
		},
		"invalid droplet_id": {
			arguments: "droplet_id = 0", wantErr: "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 0",
		},
	}
	runRows(t, row{dataSource: "droplet_backup_policy", arguments: "droplet_id = 444909706", value: "DATA"}, rows)
}
