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

// TestDocumentedCode checks that the code in docs/ fits the registry's column, and validates the complete configurations that
// are not examples, each in a directory of its own.
func TestDocumentedCode(t *testing.T) {
	t.Parallel()
	examples := strings.Join(slices.Collect(maps.Values(readFiles(t, examplesDir))), "\n")
	for file, page := range readFiles(t, "../../docs") {
		for i, code := range strings.Split(page, "\n```") {
			if i%2 == 0 {
				continue // the text between two blocks
			}
			language, code, _ := strings.Cut(code, "\n")
			for line := range strings.Lines(code) {
				if len(line) > 91 {
					t.Errorf("%s: more than 90 columns: %s", file, line)
				}
			}
			if language == "terraform" && strings.Contains(code, "required_providers") && !strings.Contains(examples, code) {
				t.Run(fmt.Sprint(filepath.Base(file), i), func(t *testing.T) { testConfiguration(t, code) })
			}
		}
	}
}

func testConfiguration(t *testing.T, configuration string) {
	t.Helper()
	t.Parallel()
	configuration = strings.NewReplacer(
		"github.com/droplet-backups/terraform-provider-droplet//examples/compliance", exampleModule("compliance"),
		"./compliance", exampleModule("compliance"), "./coverage", filepath.ToSlash(writeConfiguration(t, coverageModule)),
	).Replace(configuration)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	terraform := openWorkspace(t, dir, &fakeapi.API{}, nil)
	if output, err := terraform.run(t, "", "validate", "-no-color"); err != nil {
		t.Errorf("%v\n%s\n%s", err, output, configuration)
	}
}
