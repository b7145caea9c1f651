package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestBackups(t *testing.T) {
	t.Parallel()
	common := row{dataSource: "droplet_backups", arguments: "droplet_id = 7", value: "[DATA.backups, DATA.latest, DATA.total]"}
	runRows(t, common, map[string]row{
		"the example in the API reference, with links to another list": {
			api: respondWith(http.StatusOK, `{"meta":{"total":1},"backups":[{"id":6372321,"created_at":"2020-07-28T16:47:44Z","min_disk_size":25,
				"name":"web-01-1595954862243","regions":["nyc3","sfo3"],"size_gigabytes":2.34,"type":"snapshot"}],
				"links":{"pages":{"last":"https://api.digitalocean.com/v2/images?page=2","next":"https://api.digitalocean.com/v2/images?page=2"}}}`),
			want: compactJSON(`[[{"created_at":"2020-07-28T16:47:44Z","distribution":null,"id":6372321,"min_disk_size":25,
				"name":"web-01-1595954862243","public":null,"regions":["nyc3","sfo3"],"size_gigabytes":2.34,"slug":null,"type":"snapshot"}],
				{"created_at":"2020-07-28T16:47:44Z","distribution":null,"id":6372321,"min_disk_size":25,
				"name":"web-01-1595954862243","public":null,"regions":["nyc3","sfo3"],"size_gigabytes":2.34,"slug":null,"type":"snapshot"},1]`),
		},
		"no backups": {api: respondWith(http.StatusOK, `{"backups":[],"links":{},"meta":{"total":0}}`), want: "[[],null,0]"},
		"null, zero, absent and unknown fields, 64-bit numbers, no links and no meta": {
			api: respondWith(http.StatusOK, `{"backups":[{"id":9007199254740993,"name":"","slug":"s","public":false,"distribution":"Ubuntu",
				"regions":[],"min_disk_size":0,"size_gigabytes":0,"type":"later-kind","created_at":null,"new_field":{"a":[1]}},
				{"id":9223372036854775807,"regions":null,"created_at":"2024-01-01T00:00:00+02:00","size_gigabytes":1234567.0625}]}`),
			value: "[DATA.backups, DATA.total]",
			want: compactJSON(`[[{"created_at":"2024-01-01T00:00:00+02:00","distribution":null,"id":9223372036854775807,"min_disk_size":null,
				"name":null,"public":null,"regions":null,"size_gigabytes":1234567.0625,"slug":null,"type":null},
				{"created_at":null,"distribution":"Ubuntu","id":9007199254740993,"min_disk_size":0,
				"name":"","public":false,"regions":[],"size_gigabytes":0,"slug":"s","type":"later-kind"}],null]`),
		},
		// A decimal number equals the same number in a configuration, which has a higher precision.
		"a literal size": {
			api: respondWith(http.StatusOK, `{"backups":[{"id":1,"size_gigabytes":2.34}],"meta":{"total":1}}`),
			value: `[
				DATA.latest.size_gigabytes == 2.34, contains(DATA.backups[*].size_gigabytes, 2.34), "${DATA.latest.size_gigabytes} GB"
			]`,
			want: `[true,true,"2.34 GB"]`,
		},
	})
}

func TestBackupsNewestFirst(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"backups":[
		{"id":1,"created_at":"2024-05-01T00:00:00Z"},
		{"id":2,"created_at":"not a time"},
		{"id":3,"created_at":"2024-05-01T02:30:00+02:00"},
		{"id":4,"created_at":"2024-05-01T00:00:00Z"},
		{"id":5},
		{"id":6,"created_at":"2024-05-01T00:00:00.5Z"}],"meta":{"total":6}}`))
	runCLI(t, expectOutputs(api.config(`
		data "droplet_backups" "web" { droplet_id = "7" }
		output "order"  { value = jsonencode(data.droplet_backups.web.backups[*].id) }
		output "latest" { value = jsonencode(data.droplet_backups.web.latest.id) }
		resource "terraform_data" "restored" { input = data.droplet_backups.web.latest.id }
		output "restored" { value = jsonencode(terraform_data.restored.input) }`),
		map[string]string{"order": "[3,6,4,1,5,2]", "latest": "3", "restored": "3"}))
}

func TestCreatedAtWarning(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 12 {
		many = append(many, fmt.Sprintf(`{"id":%d,"created_at":null}`, i+1))
	}
	tests := map[string]struct {
		backups string
		want    []string // texts in the only warning; no warning is expected if empty
	}{
		"readable": {`{"id":1,"created_at":"2024-05-01t00:00:00.25z"},{"id":2,"created_at":"2024-05-01T00:00:00-03:30"}`, nil},
		"unreadable": {
			`{"id":1,"created_at":"2024-05-01T00:00:00Z"},{"id":2,"name":"web\u001b","created_at":"yesterday"}`,
			[]string{`ID 2, name "web": created_at is "yesterday"`},
		},
		"null":    {`{"id":3,"name":"db","created_at":null},{}`, []string{`ID 3, name "db": created_at is null`, "ID null, name null"}},
		"bounded": {strings.Join(many, ","), []string{"ID 10,", "and 2 more"}},
		"long":    {`{"id":4,"created_at":"` + strings.Repeat("x", 1000) + `"}`, []string{strings.Repeat("x", 300) + `…"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newProtocolServer(t)
			server.configure(t, serve(t, respondWith(http.StatusOK, `{"backups":[`+test.backups+`]}`)).URL)
			resp := server.read(t.Context(), t, "droplet_backups", map[string]tftypes.Value{"droplet_id": tftypes.NewValue(tftypes.Number, 7)})
			if len(test.want) == 0 {
				if len(resp.Diagnostics) > 0 {
					t.Errorf("unexpected diagnostics: %v", resp.Diagnostics[0])
				}
				return
			}
			if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityWarning {
				t.Fatalf("diagnostics are %v, want one warning", resp.Diagnostics)
			}
			for _, want := range test.want {
				if got := resp.Diagnostics[0].Detail; !strings.Contains(got, want) {
					t.Errorf("warning is %s\nwant %s in it", got, want)
				}
			}
		})
	}
}
