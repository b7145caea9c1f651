package cli

import (
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
		"terraform before tofu":        {path: both, want: filepath.Join(both, Executable("terraform"))},
		"tofu alone":                   {path: tofu, want: filepath.Join(tofu, Executable("tofu"))},
		"the variable before the PATH": {path: both, named: filepath.Join(tofu, "tofu"), want: filepath.Join(tofu, Executable("tofu"))},
		"a variable without a CLI":     {path: both, named: filepath.Join(none, "tofu"), wantErr: PathVariable + " does not name"},
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

// fakePath returns a directory with executables of the given names.
func fakePath(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, Executable(name)), nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
