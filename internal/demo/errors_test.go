package main_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	offline := []string{"PATH=", cli.PathVariable + "=", "HTTPS_PROXY=http://127.0.0.1:1"}
	for name, test := range map[string]struct {
		args    []string
		env     []string
		wantErr string
	}{
		"no CLI and no network for plan":    {[]string{"plan"}, offline, "install Terraform (https://"},
		"no CLI and no network for the CLI": {[]string{"cli"}, offline, "install Terraform (https://"},
		"not a CLI":                         {[]string{"plan"}, []string{cli.PathVariable + "=false"}, "exit status 1"},
		"no such command":                   {[]string{"apply"}, nil, "usage:"},
		"no command":                        {nil, nil, "usage:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t, test.args...)
			d.Env = append(d.Env, test.env...)
			exitCode, _ := d.run(t, func(*bufio.Reader, io.Closer) {})
			if got := d.stderr.String(); exitCode != 1 || !strings.Contains(got, test.wantErr) {
				t.Errorf("exit code %d, stderr %q, want %q", exitCode, got, test.wantErr)
			}
			d.requireClean(t)
			if _, err := os.Stat(filepath.Join(root, "bin", "cli")); !os.IsNotExist(err) {
				t.Errorf("an incomplete installation is left (error %v)", err)
			}
		})
	}
}
