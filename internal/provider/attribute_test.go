package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Terraform normalizes all strings of a configuration to NFC, so what the API returns must be normalized before it is
// compared with them.
func TestUnicodeNormalization(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "caf\u00e9", "cafe\u0301"
	api := serve(t, respondWith(http.StatusOK, fmt.Sprintf(`{"backups":[
		{"id":1,"name":%[1]q,"regions":[%[1]q],"created_at":"2024-01-01T00:00:00Z"},
		{"id":2,"name":"%[2]s 2","regions":[],"created_at":"2024-01-02T00:00:00Z"},
		{"id":3,"name":"cafz","created_at":"2024-01-03T00:00:00Z"}]}`, decomposed, composed)))
	tests := map[string]struct{ block, ids string }{
		"exact":     {block("filter", `key = "name"`, `values = ["`+composed+`"]`), "[1]"},
		"substring": {block("filter", `key = "name"`, `values = ["f`+composed[3:]+`"]`, `match_by = "substring"`), "[2,1]"},
		"re":        {block("filter", `key = "name"`, `values = ["^.{4}$"]`, `match_by = "re"`), "[3,1]"},
		"list":      {block("filter", `key = "regions"`, `values = ["`+composed+`"]`), "[1]"},
		"returned":  {block("filter", `key = "name"`, `values = [data.droplet_backups.all.backups[2].name]`), "[1]"},
		"sort":      {block("sort", `key = "name"`), "[3,1,2]"},
	}
	var config strings.Builder
	config.WriteString("data \"droplet_backups\" \"all\" { droplet_id = 7 }\n")
	outputs := map[string]string{}
	for name, test := range tests {
		fmt.Fprintf(&config, "data \"droplet_backups\" %[1]q {\ndroplet_id = 7\n%[2]s}\n"+
			"output %[1]q { value = jsonencode(data.droplet_backups.%[1]s.backups[*].id) }\n", name, test.block)
		outputs[name] = test.ids
	}
	runCLI(t, expectOutputs(api.config(config.String()), outputs))
}

func TestUnicodeNormalizationOfKeys(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "caf\u00e9", "cafe\u0301"
	one := serve(t, respondWith(http.StatusOK, `{"policies":{"`+decomposed+`":{"droplet_id":1}}}`))
	runCLI(t, expectOutputs(one.config(`
		data "droplet_backup_policies" "all" {}
		output "policy" { value = tostring(data.droplet_backup_policies.all.policies["`+composed+`"].droplet_id) }`),
		map[string]string{"policy": "1"}))

	two := serve(t, respondWith(http.StatusOK, `{"policies":{"`+decomposed+`":{"droplet_id":1},"`+composed+`":{"droplet_id":2}}}`))
	runCLI(t, expectError(two.config(allPolicies), `Duplicate key in the backup policies ... "`+composed+`" after Unicode normalization`))
}
