package provider_test

import "testing"

func TestInvalidDropletID(t *testing.T) {
	t.Parallel()
	rows := map[string]row{}
	for value, wantErr := range map[string]string{
		`0`:                           "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 0",
		`-1`:                          "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: -1",
		`1.5`:                         "Attribute droplet_id must be an integer from 1 to 9223372036854775807, got: 1.5",
		`"web-01"`:                    "a number is required",
		`""`:                          "a number is required",
		`null`:                        "Must set a configuration value for the droplet_id attribute",
		`[1]`:                         "number required",
		`18446744073709551616`:        "got: 18446744073709551616",
		`1e300`:                       "got: 1e+300",
		`1.0000000000000000000000001`: "got: 1.0000000000000000000000001",
	} {
		rows[value] = row{arguments: "droplet_id = " + value, wantErr: wantErr}
	}
	runRows(t, row{dataSource: "droplet_backups"}, rows)
}
