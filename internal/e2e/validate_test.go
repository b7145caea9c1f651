package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestValidate checks what `terraform validate` finds, which knows no environment variables and no values of variables. Each row is
// a file of one configuration.
func TestValidate(t *testing.T) {
	t.Parallel()
	provider := func(arguments string) string {
		return "provider \"droplet\" {\nalias = \"NAME\"; " + arguments + "\n}\n" +
			"data \"droplet_backup_policies\" \"NAME\" { provider = droplet.NAME }\n"
	}
	filter := func(arguments string) string {
		return "data \"droplet_backups\" \"NAME\" {\ndroplet_id = 7\nfilter {\n" + arguments + "\n}\n}\n"
	}
	tests := map[string]struct {
		text string
		want string // the only diagnostic; empty if the text is valid
	}{
		"token":             {provider(`token = "two\nlines"`), "line break"},
		"token_of_a_header": {provider(`token = "Bearer dop_v1_0"`), "starts with \"Bearer \""},
		"endpoint":          {provider(`api_endpoint = "api.digitalocean.com"`), "must be an absolute URL"},
		"waits":             {provider(`http_retry_wait_min = 2; http_retry_wait_max = 1`), "which is 2s"},
		"minimum_wait_only": {provider(`http_retry_wait_min = 60`), ""},
		"unknown_arguments": {provider(`token = var.text; api_endpoint = var.text; http_retry_wait_max = var.text`), ""},
		"unknown_values":    {filter(`key = "id"; values = var.values`), ""},
		"match_by_with_unknown_values": {
			filter(`key = "id"; values = var.values; match_by = "substring"`), `Cannot match the attribute id by "substring"`,
		},
		"invalid_value": {
			filter(`key = "id"; values = [var.values[0], "web"]`), "attribute id: the value is not a decimal number",
		},
	}
	dir := writeConfiguration(t, "variable \"text\" {}\nvariable \"values\" { type = list(string) }\n")
	for name, test := range tests {
		text := strings.NewReplacer("NAME", name, "; ", "\n").Replace(test.text)
		if err := os.WriteFile(filepath.Join(dir, name+".tf"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	output, err := openWorkspace(t, dir, http.NotFoundHandler(), nil).Validate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, diagnostic := range output.Diagnostics {
		name := strings.TrimSuffix(diagnostic.Range.Filename, ".tf")
		got[name] = append(got[name], diagnostic.Detail)
	}
	for name, test := range tests {
		switch {
		case test.want == "" && len(got[name]) > 0, test.want != "" && len(got[name]) != 1:
			t.Errorf("%s: diagnostics = %q, want one with %q", name, got[name], test.want)
		case test.want != "":
			requireContains(t, got[name][0], test.want)
		}
	}
	// A diagnostic has the line of the configuration that it points at.
	if all := marshal(t, output.Diagnostics); strings.Contains(all, "dop_v1_0") {
		t.Errorf("diagnostics = %s, want them without the token", all)
	}
}
