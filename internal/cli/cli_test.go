package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	both, tofu, none := fakeDir(t, "terraform", "tofu"), fakeDir(t, "tofu"), fakeDir(t)
	work, workWithBin := fakeDir(t), fakeDir(t, "bin/tofu")
	for name, test := range map[string]struct {
		work, path, named string
		want              string
		wantErr           string
	}{
		"terraform before tofu": {work: work, path: both, want: filepath.Join(both, executable("terraform"))},
		"tofu alone":            {work: work, path: tofu, want: filepath.Join(tofu, executable("tofu"))},
		"the PATH before bin":   {work: workWithBin, path: tofu, want: filepath.Join(tofu, executable("tofu"))},
		"bin":                   {work: workWithBin, path: none, want: filepath.Join(workWithBin, "bin", executable("tofu"))},
		"the variable before the PATH": {
			work: work, path: both, named: filepath.Join(tofu, "tofu"), want: filepath.Join(tofu, executable("tofu")),
		},
		"a variable without a CLI": {
			work: workWithBin, path: both, named: filepath.Join(none, "tofu"), wantErr: PathVariable + " does not name",
		},
		"none": {work: work, path: none, wantErr: ErrNotFound.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(test.work)
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

// fakeDir returns a directory with executables of the given names.
func fakeDir(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		file := filepath.Join(dir, executable(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
