package e2e_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
)

// providerSchema is the output of `terraform providers schema -json` for a provider.
type providerSchema struct {
	Provider struct {
		Block schemaBlock `json:"block"`
	} `json:"provider"`
	DataSources map[string]struct {
		Block schemaBlock `json:"block"`
	} `json:"data_source_schemas"`
	Resources map[string]any `json:"resource_schemas"`
}

type schemaBlock struct {
	schemaDescription
	Attributes map[string]schemaAttribute `json:"attributes"`
	BlockTypes map[string]struct {
		NestingMode string      `json:"nesting_mode"`
		Block       schemaBlock `json:"block"`
	} `json:"block_types"`
}

type schemaAttribute struct {
	schemaDescription
	Type       json.RawMessage `json:"type"`
	NestedType *struct {
		NestingMode string                     `json:"nesting_mode"`
		Attributes  map[string]schemaAttribute `json:"attributes"`
	} `json:"nested_type"`
	Sensitive bool `json:"sensitive"`
}

type schemaDescription struct {
	Text       string `json:"description"`
	Kind       string `json:"description_kind"`
	Deprecated bool   `json:"deprecated"`
}

// Other tools generate code from the schema: everything has a description and one of a few types.
func TestProviderSchema(t *testing.T) {
	t.Parallel()
	terraform := openWorkspace(t, writeConfiguration(t, `provider "droplet" {}`), http.NotFoundHandler(), nil)
	output, err := terraform.run(t, "", "providers", "schema", "-json")
	if err != nil {
		t.Fatal(err, output)
	}
	var schemas struct {
		Schemas map[string]providerSchema `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(output), &schemas); err != nil {
		t.Fatal(err)
	}
	if len(schemas.Schemas) != 1 {
		t.Fatalf("schemas of %d providers, want 1", len(schemas.Schemas))
	}
	for _, schema := range schemas.Schemas {
		if len(schema.DataSources) != 7 || len(schema.Resources) > 0 {
			t.Errorf("%d data sources and %d resources, want only 7 data sources", len(schema.DataSources), len(schema.Resources))
		}
		requireComplete(t, "provider", schema.Provider.Block)
		for name, dataSource := range schema.DataSources {
			requireComplete(t, name, dataSource.Block)
		}
	}
}

func requireComplete(t *testing.T, path string, block schemaBlock) {
	t.Helper()
	requireDescription(t, path, block.schemaDescription)
	requireCompleteAttributes(t, path, block.Attributes)
	for name, nested := range block.BlockTypes {
		if want := []string{"list", "single"}; !slices.Contains(want, nested.NestingMode) {
			t.Errorf("%s.%s: nesting mode = %s, want one of %v", path, name, nested.NestingMode, want)
		}
		requireComplete(t, path+"."+name, nested.Block)
	}
}

func requireCompleteAttributes(t *testing.T, path string, attributes map[string]schemaAttribute) {
	t.Helper()
	for name, attribute := range attributes {
		p := path + "." + name
		requireDescription(t, p, attribute.schemaDescription)
		if want := p == "provider.token"; attribute.Sensitive != want {
			t.Errorf("%s: sensitive = %v, want %v", p, attribute.Sensitive, want)
		}
		if nested := attribute.NestedType; nested != nil {
			if want := []string{"list", "map", "single"}; !slices.Contains(want, nested.NestingMode) {
				t.Errorf("%s: nesting mode = %s, want one of %v", p, nested.NestingMode, want)
			}
			requireCompleteAttributes(t, p, nested.Attributes)
			continue
		}
		want := []string{`"string"`, `"number"`, `"bool"`, `["list","string"]`, `["list","number"]`}
		if !slices.Contains(want, string(attribute.Type)) {
			t.Errorf("%s: type = %s, want one of %v", p, attribute.Type, want)
		}
	}
}

func requireDescription(t *testing.T, path string, description schemaDescription) {
	t.Helper()
	if description.Text == "" || description.Kind != "markdown" || description.Deprecated {
		t.Errorf("%s: description = %+v, want Markdown", path, description)
	}
}
