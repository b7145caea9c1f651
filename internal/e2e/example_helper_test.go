package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// IDs of Droplets in a fleet of ten, by how they are backed up.
const (
	daily          = "444900001"
	withoutBackups = "444900010"
)

// exampleModule returns the absolute path of an example, as the source of a module.
func exampleModule(name string) string {
	return filepath.ToSlash(must(filepath.Abs(filepath.Join(examplesDir, name))))
}

// moduleBlock returns a call of an example as a module.
func moduleBlock(name, example, variables string) string {
	return fmt.Sprintf("\nmodule %q {\n  source = %q\n  %s\n}\n", name, exampleModule(example), variables)
}

// example is a workspace with a copy of an example.
type example struct {
	*workspace
	stdout bytes.Buffer
}

// openExample copies an example and sets its variables, which are the text of a .tfvars file.
func openExample(t *testing.T, name, variables string, api http.Handler) *example {
	t.Helper()
	e := &example{workspace: openWorkspace(t, filepath.Join(examplesDir, name), api, withToken())}
	e.SetStdout(&e.stdout)
	e.setVariables(t, variables)
	return e
}

func (e *example) setVariables(t *testing.T, variables string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(e.WorkingDir(), "terraform.tfvars"), []byte(variables), 0o600); err != nil {
		t.Fatal(err)
	}
}

// requireNoChanges fails the test if the plan has changes.
func (e *example) requireNoChanges(t *testing.T) {
	t.Helper()
	if changes, err := e.Plan(t.Context()); err != nil || changes {
		t.Fatalf("plan: changes = %v, error = %v, want neither", changes, err)
	}
}

// apply returns the decoded outputs.
func (e *example) apply(t *testing.T, opts ...tfexec.ApplyOption) map[string]any {
	t.Helper()
	if err := e.Apply(t.Context(), opts...); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, value := range outputs(t, e.workspace) {
		values[name] = unmarshal(t, value)
	}
	return values
}
