package e2e_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// withToken returns the environment of a user who has set the token.
func withToken() map[string]string { return map[string]string{tokenVariable: fakeToken} }

// workspace is an initialized cliWorkspace.
type workspace struct {
	*tfexec.Terraform
	cliWorkspace
}

// openWorkspace copies the configuration in a directory to a new workspace, which uses the given API. TestMain has run init once, and
// only the modules differ.
func openWorkspace(t *testing.T, configuration string, api http.Handler, env map[string]string) *workspace {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	// The processes are short, and many run at the same time.
	merged := map[string]string{endpointVariable: server.URL, "GOGC": "off", "GOMAXPROCS": "1"}
	maps.Copy(merged, env)
	w := cliWorkspace{Dir: t.TempDir(), CLI: cliPath, Mirror: mirrorDir, Configuration: configuration, Env: merged}
	terraform, err := w.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(terraform.WorkingDir(), os.DirFS(initializedDir)); err != nil {
		t.Fatal(err)
	}
	for _, text := range readFiles(t, terraform.WorkingDir()) {
		if strings.Contains(text, "\nmodule ") {
			if err := terraform.Get(t.Context()); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	return &workspace{terraform, w}
}

// unsetToken removes the token from the environment of the following commands.
func (w *workspace) unsetToken(t *testing.T) {
	t.Helper()
	delete(w.Env, tokenVariable)
	if err := w.SetEnv(w.environment()); err != nil {
		t.Fatal(err)
	}
}

// run runs a command that terraform-exec does not have, and returns its output.
func (w *workspace) run(t *testing.T, stdin string, args ...string) (output string, err error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), w.ExecPath(), args...)
	command.Dir = w.WorkingDir()
	for name, value := range w.environment() {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Stdin = strings.NewReader(stdin)
	data, err := command.CombinedOutput()
	return string(data), err
}

// writeConfiguration returns a new directory with the given configuration, which requires the provider, and the official one if
// it has a digitalocean_droplet.
func writeConfiguration(t testing.TB, configuration string) string {
	t.Helper()
	required := `droplet = { source = "droplet-backups/droplet" }`
	if strings.Contains(configuration, "digitalocean_droplet") {
		required += "\n" + `digitalocean = { source = "digitalocean/digitalocean" }`
	}
	configuration = "terraform {\nrequired_providers {\n" + required + "\n}\n}\n" + configuration
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// outputs returns the outputs in the state, as JSON. The file is read because the command output takes as long as a plan.
func outputs(t *testing.T, terraform *workspace) map[string]string {
	t.Helper()
	var state struct {
		Outputs map[string]struct{ Value json.RawMessage }
	}
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(terraform.WorkingDir(), "terraform.tfstate"))), &state); err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, output := range state.Outputs {
		values[name] = string(output.Value)
	}
	return values
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func unmarshal(t *testing.T, data string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(data), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// readFiles returns the contents of all files below a directory, by path.
func readFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	contents := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		contents[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contents
}

// requireContains fails the test unless the output of a command contains all texts. Line breaks do not matter.
func requireContains(t *testing.T, output string, texts ...string) {
	t.Helper()
	// The CLI wraps a diagnostic and adds a border to it.
	output = strings.Join(strings.Fields(strings.ReplaceAll(output, "│", " ")), " ")
	for _, text := range texts {
		if !strings.Contains(output, text) {
			t.Errorf("the output does not contain %q:\n%s", text, output)
		}
	}
}
