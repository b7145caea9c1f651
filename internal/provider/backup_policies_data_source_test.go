package provider_test

import (
	"net/http"
	"testing"
)

func TestBackupPolicies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, policies, total string }{
		"the example in the API reference, with the key foo and links to another list": {
			`{"meta":{"total":1},"links":{"pages":{"last":"https://api.digitalocean.com/v2/images?page=2",
			"next":"https://api.digitalocean.com/v2/images?page=2"}},"policies":{"foo":{"backup_enabled":true,
			"backup_policy":{"hour":0,"plan":"daily","retention_period_days":7,"weekday":"SUN","window_length_hours":4},
			"droplet_id":7101383,"next_backup_window":{"end":"2019-12-04T23:00:00Z","start":"2019-12-04T00:00:00Z"}}}}`,
			compactJSON(`{"foo":{"backup_enabled":true,"backup_policy":{"hour":0,"plan":"daily","retention_period_days":7,"weekday":"SUN",
				"window_length_hours":4},"droplet_id":7101383,"next_backup_window":{"end":"2019-12-04T23:00:00Z","start":"2019-12-04T00:00:00Z"}}}`),
			"1",
		},
		"an empty account": {`{"policies":{},"meta":{"total":0}}`, "{}", "0"},
		"null, absent and new values": {
			`{"policies":{
				"436444618":{"droplet_id":436444618,"backup_enabled":false},
				"2":{"droplet_id":null,"backup_enabled":null,"backup_policy":null,"next_backup_window":null},
				"3":{"droplet_id":3,"backup_enabled":true,"backup_policy":{"plan":"intra_daily_4h","hour":3,"retention_period_days":2},
					"next_backup_window":{"start":"2024-09-13T20:00:00Z"},"later":1}}}`,
			compactJSON(`{"2":{"backup_enabled":null,"backup_policy":null,"droplet_id":null,"next_backup_window":null},
				"3":{"backup_enabled":true,"backup_policy":{"hour":3,"plan":"intra_daily_4h","retention_period_days":2,"weekday":null,
				"window_length_hours":null},"droplet_id":3,"next_backup_window":{"end":null,"start":"2024-09-13T20:00:00Z"}},
				"436444618":{"backup_enabled":false,"backup_policy":null,"droplet_id":436444618,"next_backup_window":null}}`),
			"null",
		},
	}
	rows := map[string]row{}
	for name, test := range tests {
		rows[name] = row{api: respondWith(http.StatusOK, test.body), want: "[" + test.policies + "," + test.total + "]"}
	}
	runRows(t, row{dataSource: "droplet_backup_policies", value: "[DATA.policies, DATA.total]"}, rows)
}
