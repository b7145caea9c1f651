package provider_test

import "testing"

func TestInvalidReadTimeout(t *testing.T) {
	t.Parallel()
	rows := map[string]row{}
	for _, value := range []string{"soon", "", "10", "0s", "-5m", "-1.5h"} {
		rows[value] = row{arguments: block("timeouts", `read = "`+value+`"`), wantErr: "Invalid read timeout ... 30s, 10m or 1h"}
	}
	runRows(t, row{dataSource: "droplet_backup_policies"}, rows)
}
