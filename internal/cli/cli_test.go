package cli

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	both, tofu, none := fakePath(t, "terraform", "tofu"), fakePath(t, "tofu"), fakePath(t)
	for name, test := range map[string]struct {
		path, named string
		want        string
		wantErr     string
	}{
		"terraform goes before tofu":   {path: both, want: filepath.Join(both, "terraform")},
		"tofu alone":                   {path: tofu, want: filepath.Join(tofu, "tofu")},
		"the variable goes before all": {path: both, named: filepath.Join(tofu, "tofu"), want: filepath.Join(tofu, "tofu")},
		"the variable is wrong":        {path: both, named: filepath.Join(none, "tofu"), wantErr: PathVariable + " does not lead to"},
		"none":                         {path: none, wantErr: ErrNotFound.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", test.path)
			t.Setenv(PathVariable, test.named)
			got, err := Find()
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("error is %v, want %q in it", err, test.wantErr)
				}
			} else if err != nil || got != test.want {
				t.Errorf("Find() = %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// fakePath makes a folder with executables of the given names.
func fakePath(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	got := environment([]string{
		"PATH=/bin", "EMPTY=", "EQUALS=a=b",
		"TF_LOG=TRACE", "TF_VAR_x=y", "TOFU_X=y", "DIGITALOCEAN_TOKEN=secret", "XDG_DATA_HOME=/elsewhere",
	})
	want := map[string]string{"PATH": "/bin", "EMPTY": "", "EQUALS": "a=b"}
	if !maps.Equal(got, want) {
		t.Errorf("environment is %v, want %v", got, want)
	}
}

// A user who has run the example has a lock file and a state there, which must not decide over a run.
func TestWorkspaceTakesTheConfigurationAlone(t *testing.T) {
	t.Parallel()
	configuration := t.TempDir()
	for _, name := range []string{"main.tf", "terraform.tfstate", ".terraform.lock.hcl"} {
		if err := os.WriteFile(filepath.Join(configuration, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	terraform, err := Workspace{Dir: t.TempDir(), CLI: "terraform", Configuration: configuration}.Open()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(terraform.WorkingDir())
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != "main.tf" {
		t.Errorf("the workspace has %v, want main.tf alone", entries)
	}
}

func TestMirrorNeedsABinary(t *testing.T) {
	t.Parallel()
	if err := Mirror(t.TempDir(), filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v, want %v", err, os.ErrNotExist)
	}
}
