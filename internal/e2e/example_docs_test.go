package e2e_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestDocumentedConfigurations validates the complete configurations in docs/ that are not examples, each in a directory of its own.
func TestDocumentedConfigurations(t *testing.T) {
	t.Parallel()
	examples := strings.Join(slices.Collect(maps.Values(readFiles(t, examplesDir))), "\n")
	for file, page := range readFiles(t, "../../docs") {
		for i, block := range strings.Split(page, "```terraform\n")[1:] {
			configuration, _, _ := strings.Cut(block, "```")
			if !strings.Contains(configuration, "required_providers") || strings.Contains(examples, strings.TrimSpace(configuration)) {
				continue
			}
			t.Run(fmt.Sprint(filepath.Base(file), i), func(t *testing.T) {
				t.Parallel()
				configuration := strings.NewReplacer(
					"github.com/droplet-backups/terraform-provider-droplet//examples/compliance", complianceModule(),
					"./compliance", complianceModule(), "./coverage", filepath.ToSlash(writeConfiguration(t, coverageModule)),
				).Replace(configuration)
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
					t.Fatal(err)
				}
				terraform := openWorkspace(t, dir, &fakeapi.API{}, nil)
				if output, err := terraform.run(t, "", "validate", "-no-color"); err != nil {
					t.Errorf("%v\n%s\n%s", err, output, configuration)
				}
			})
		}
	}
}
