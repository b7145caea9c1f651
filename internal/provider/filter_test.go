package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

const fourBackups = `{"backups":[
	{"id":1,"name":"web-01 daily","type":"backup","distribution":"Ubuntu","slug":null,"public":false,"regions":["nyc3","sfo3"],
		"created_at":"2024-01-01T00:00:00Z","min_disk_size":25,"size_gigabytes":2.34},
	{"id":2,"name":"WEB-01 weekly","type":"snapshot","distribution":"Debian","slug":"s","public":true,"regions":["nyc3"],
		"created_at":"2024-01-02T00:00:00Z","min_disk_size":50,"size_gigabytes":2.34},
	{"id":3,"name":"db","type":"backup","regions":["ams3"],
		"created_at":"2024-01-03T00:00:00Z","min_disk_size":9007199254740993,"size_gigabytes":10},
	{"id":4,"created_at":"2024-01-04T00:00:00Z"}],"meta":{"total":4}}`

func TestFilterAndSortBackups(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, fourBackups))
	tests := []struct{ blocks, ids, latest string }{
		{"", "[4,3,2,1]", "4"},
		{block("filter", `key = "id"`, `values = ["3", 1]`), "[3,1]", "3"},
		{block("filter", `key = "type"`, `values = ["BACKUP"]`), "[3,1]", "3"},
		{block("filter", `key = "name"`, `values = ["web"]`), "[]", "null"},
		{block("filter", `key = "name"`, `values = ["web"]`, `match_by = "exact"`), "[]", "null"},
		{block("filter", `key = "name"`, `values = ["web", "b"]`, `match_by = "substring"`), "[3,1]", "3"},
		{block("filter", `key = "name"`, `values = ["web", "daily"]`, `match_by = "substring"`, `all = true`), "[1]", "1"},
		{block("filter", `key = "name"`, `values = ["(?i)^web-\\d+ "]`, `match_by = "re"`), "[2,1]", "2"},
		{block("filter", `key = "regions"`, `values = ["nyc3", "ams3"]`), "[3,2,1]", "3"},
		{block("filter", `key = "regions"`, `values = ["nyc3", "sfo3"]`, `all = true`), "[1]", "1"},
		{block("filter", `key = "public"`, `values = [false]`), "[1]", "1"},
		{block("filter", `key = "min_disk_size"`, `values = ["9007199254740993"]`), "[3]", "3"},
		{block("filter", `key = "min_disk_size"`, `values = ["9007199254740992"]`), "[]", "null"},
		{block("filter", `key = "size_gigabytes"`, `values = [2.34]`), "[2,1]", "2"},
		{block("filter", `key = "size_gigabytes"`, `values = ["234e-2"]`), "[2,1]", "2"},
		{block("filter", `key = "size_gigabytes"`, `values = ["+010.0"]`), "[3]", "3"},
		{block("filter", `key = "created_at"`, `values = ["2024-01-02T00:00:00Z"]`), "[2]", "2"},
		{block("filter", `key = "regions"`, `values = ["nyc3"]`) + block("filter", `key = "type"`, `values = ["backup"]`), "[1]", "1"},
		{block("sort", `key = "size_gigabytes"`, `direction = "asc"`), "[2,1,3,4]", "4"},
		{block("sort", `key = "size_gigabytes"`, `direction = "desc"`), "[3,2,1,4]", "4"},
		{block("sort", `key = "public"`, `direction = "desc"`), "[2,1,4,3]", "4"},
		{block("sort", `key = "id"`), "[1,2,3,4]", "4"},
		{block("sort", `key = "type"`, `direction = "asc"`) + block("sort", `key = "id"`, `direction = "asc"`), "[1,3,2,4]", "4"},
		{block("filter", `key = "type"`, `values = ["backup"]`) + block("sort", `key = "name"`, `direction = "desc"`), "[1,3]", "3"},
	}
	var config strings.Builder
	outputs := map[string]string{}
	for i, test := range tests {
		fmt.Fprintf(&config, "data \"droplet_backups\" \"test%[1]d\" {\ndroplet_id = 7\n%[2]s}\n"+
			"output \"test%[1]d\" { value = jsonencode([data.droplet_backups.test%[1]d.backups[*].id, "+
			"try(data.droplet_backups.test%[1]d.latest.id, null), data.droplet_backups.test%[1]d.total]) }\n", i, test.blocks)
		outputs[fmt.Sprintf("test%d", i)] = fmt.Sprintf("[%s,%s,4]", test.ids, test.latest)
	}
	runCLI(t, expectOutputs(api.config(config.String()), outputs))
}

func TestFilterPolicies(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"policies":{
		"1":{"droplet_id":1,"backup_enabled":true,"backup_policy":{"plan":"daily","hour":0,"window_length_hours":4,"retention_period_days":7}},
		"2":{"droplet_id":2,"backup_enabled":true,
			"backup_policy":{"plan":"weekly","weekday":"SUN","hour":20,"window_length_hours":4,"retention_period_days":28}},
		"3":{"droplet_id":3,"backup_enabled":false},
		"foo":{}},"meta":{"total":4}}`))
	tests := []struct{ key, values, keys string }{
		{"droplet_id", `["2", "3"]`, `["2","3"]`},
		{"backup_enabled", `["true"]`, `["1","2"]`},
		{"plan", `["Daily"]`, `["1"]`},
		{"weekday", `["SUN", "MON"]`, `["2"]`},
		{"hour", `[0]`, `["1"]`},
		{"window_length_hours", `[4]`, `["1","2"]`},
		{"retention_period_days", `[28, 0]`, `["2"]`},
	}
	var config strings.Builder
	outputs := map[string]string{}
	for _, test := range tests {
		fmt.Fprintf(&config, `
			data "droplet_backup_policies" %[1]q {%[2]s}
			output %[1]q {
				value = jsonencode([keys(data.droplet_backup_policies.%[1]s.policies), data.droplet_backup_policies.%[1]s.total])
			}`,
			test.key, block("filter", `key = "`+test.key+`"`, `values = `+test.values))
		outputs[test.key] = "[" + test.keys + ",4]"
	}
	runCLI(t, expectOutputs(api.config(config.String()), outputs))
}

func TestInvalidFilterAndSort(t *testing.T) {
	t.Parallel()
	tests := []struct{ blocks, wantErr string }{
		{block("filter", `key = "size"`, `values = ["1"]`), `filter[0].key value must be one of: ["id" "name"`},
		{block("filter", `key = ""`, `values = ["1"]`), `filter[0].key value must be one of`},
		{block("filter", `values = ["1"]`), `The argument "key" is required`},
		{block("filter", `key = "id"`), `The argument "values" is required`},
		{block("filter", `key = "id"`, `values = []`), "filter[0].values list must contain at least 1 elements"},
		{block("filter", `key = "id"`, `values = [null]`), "values = [null] ... This attribute contains a null value."},
		{block("filter", `key = "id"`, `values = null`), "Must set a configuration value for the filter[0].values attribute"},
		{block("filter", `key = "id"`, `values = "1"`), "list of string required"},
		{
			block("filter", `key = "id"`, `values = ["1", "web"]`),
			`values = ["1", "web"] ... attribute id: the value is not a decimal number`,
		},
		{block("filter", `key = "public"`, `values = ["maybe"]`), "attribute public: the value is not true or false"},
		{
			block("filter", `key = "id"`, `values = ["1"]`, `match_by = "re"`),
			`match_by = "re" ... Cannot match the attribute id by "re", which applies to strings only. Use "exact".`,
		},
		{
			block("filter", `key = "id"`, `values = ["1"]`, `match_by = "substring"`),
			`match_by = "substring" ... Cannot match the attribute id by "substring", which applies to strings only. Use "exact".`,
		},
		{
			block("filter", `key = "name"`, `values = ["("]`, `match_by = "re"`),
			"attribute name: the value is not a valid regular expression: missing closing )",
		},
		{
			block("filter", `key = "name"`, `values = ["x"]`, `match_by = "like"`),
			`filter[0].match_by value must be one of: ["exact" "re" "substring"]`,
		},
		{block("filter", `key = "name"`, `values = ["x"]`, `all = "some"`), "a bool is required"},
		{block("sort", `key = "regions"`, `direction = "asc"`), `sort[0].key value must be one of: ["id"`},
		{block("sort", `key = "id"`, `direction = "up"`), `sort[0].direction value must be one of: ["asc" "desc"]`},
	}
	for _, value := range []string{
		"", " 1", "Inf", "-inf", "NaN", "0x10", "0b1", "1_000", "1,5", "25p0", "25P1", "1e", ".", "-", "1e999999999", "\u0661",
	} {
		tests = append(tests, struct{ blocks, wantErr string }{
			block("filter", `key = "size_gigabytes"`, `values = ["`+value+`"]`), `attribute size_gigabytes: the value is not a decimal number`,
		})
	}
	rows := map[string]row{
		"policies": {
			dataSource: "droplet_backup_policies", arguments: filterBy("next_backup_window", `"x"`),
			wantErr: `filter[0].key value must be one of: ["droplet_id" "backup_enabled" "plan" "weekday" "hour" "window_length_hours" ` +
				`"retention_period_days"]`,
		},
		"coverage": {
			dataSource: "droplet_backup_coverage", arguments: filterBy("latest_backup", `"x"`),
			wantErr: `value must be one of: ... "droplet_id" ... "plan"`,
		},
	}
	for _, test := range tests {
		rows[test.blocks] = row{arguments: "droplet_id = 7\n" + test.blocks, wantErr: test.wantErr}
	}
	runRows(t, row{dataSource: "droplet_backups"}, rows)
}

// A value may be sensitive, so no error contains it.
func TestInvalidFilterValueIsNotShown(t *testing.T) {
	t.Parallel()
	const value = "se(cret"
	server := newProtocolServer(t)
	schema := server.schemas.DataSourceSchemas["droplet_backups"]
	blocks := schema.ValueType().(tftypes.Object).AttributeTypes["filter"].(tftypes.List) //nolint:forcetypeassert // of the schema
	for key, matchBy := range map[string]string{"id": "exact", "public": "exact", "name": "re", "regions": "re"} {
		filter := tftypes.NewValue(blocks.ElementType, map[string]tftypes.Value{
			"key":      tftypes.NewValue(tftypes.String, key),
			"values":   tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, value)}),
			"match_by": tftypes.NewValue(tftypes.String, matchBy),
			"all":      tftypes.NewValue(tftypes.Bool, nil),
		})
		resp, err := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: "droplet_backups",
			Config: protocolConfig(t, schema, map[string]tftypes.Value{
				"droplet_id": tftypes.NewValue(tftypes.Number, 7),
				"filter":     tftypes.NewValue(blocks, []tftypes.Value{filter}),
			}),
		})
		if err != nil || len(resp.Diagnostics) != 1 {
			t.Fatalf("key %s: error %v, diagnostics %v, want one", key, err, resp)
		}
		if got := resp.Diagnostics[0]; strings.Contains(got.Summary+got.Detail, value) {
			t.Errorf("key %s: the error contains the value: %s", key, got.Detail)
		}
	}
}

// An unknown filter value defers the read to the apply, and is validated there.
func TestUnknownFilterValue(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, fourBackups))
	config := func(value string) string {
		return api.config(`
			resource "terraform_data" "value" { input = "` + value + `" }
			data "droplet_backups" "web" {
				droplet_id = 7
				filter {
					key    = "id"
					values = ["1", terraform_data.value.output]
				}
			}
			output "ids" { value = jsonencode(data.droplet_backups.web.backups[*].id) }`)
	}
	runCLI(t, resource.TestStep{Config: config("3"), Check: resource.TestCheckOutput("ids", "[3,1]")})
	sent := api.requests.Load()
	runCLI(t, expectError(config("three"), "attribute id: the value is not a decimal number"))
	api.expectRequests(t, sent)
}
