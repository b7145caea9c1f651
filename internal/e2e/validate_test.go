package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestValidate checks what `terraform validate` finds, which knows no environment variables and no values of variables.
func TestValidate(t *testing.T) {
	t.Parallel()
	lines := func(arguments string) string { return strings.ReplaceAll(arguments, "; ", "\n") }
	provider := func(arguments string) string {
		return "variable \"text\" {}\nprovider \"droplet\" {\n" + lines(arguments) + "\n}\ndata \"droplet_backup_policies\" \"all\" {}\n"
	}
	filter := func(arguments string) string {
		return "variable \"values\" { type = list(string) }\n" +
			"data \"droplet_backups\" \"web\" {\ndroplet_id = 7\nfilter {\n" + lines(arguments) + "\n}\n}\n"
	}
	tests := map[string]struct {
		configuration string
		want          string // the only diagnostic; empty if the configuration is valid
	}{
		"token":             {provider(`token = "two\nlines"`), "line break"},
		"token of a header": {provider(`token = "Bearer dop_v1_0"`), "starts with \"Bearer \""},
		"endpoint":          {provider(`api_endpoint = "api.digitalocean.com"`), "must be an absolute URL"},
		"empty endpoint":    {provider(`api_endpoint = ""`), "must be an absolute URL"},
		"version":           {provider(`api_endpoint = "https://api.digitalocean.com/v2"`), "must not end in a version"},
		"waits":             {provider(`http_retry_wait_min = 2; http_retry_wait_max = 1`), "The maximum wait (1 s"},
		"minimum wait only": {provider(`http_retry_wait_min = 60`), ""},
		"unknown arguments": {provider(`token = var.text; api_endpoint = var.text; http_retry_wait_max = var.text`), ""},
		"unknown values":    {filter(`key = "id"; values = var.values`), ""},
		"match_by of an ID": {filter(`key = "id"; values = [1, 2]; match_by = "re"`), `Cannot match the attribute id by "re"`},
		"match_by with unknown values": {
			filter(`key = "id"; values = var.values; match_by = "substring"`), `Cannot match the attribute id by "substring"`,
		},
		"invalid match_by": {filter(`key = "id"; values = [1, 2]; match_by = "like"`), "must be one of"},
		"invalid value": {
			filter(`key = "id"; values = [var.values[0], "web"]`), "attribute id: the value is not a decimal number",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terraform := openWorkspace(t, writeConfiguration(t, test.configuration), http.NotFoundHandler(), nil)
			output, err := terraform.Validate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case test.want == "" && !output.Valid, test.want != "" && len(output.Diagnostics) != 1:
				t.Errorf("diagnostics = %s, want one with %q", marshal(t, output.Diagnostics), test.want)
			case test.want != "":
				requireContains(t, output.Diagnostics[0].Detail, test.want)
				if all := marshal(t, output.Diagnostics); strings.Contains(all, "dop_v1_0") {
					t.Errorf("diagnostics = %s, want them without the token", all)
				}
			}
		})
	}
}
