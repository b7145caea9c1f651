//go:build unix

package main_test

import (
	"bufio"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args    []string
		env     string
		wantErr string
	}{
		"not a CLI":       {[]string{"plan"}, cli.PathVariable + "=false", "/false is not a working terraform or tofu: exit status 1"},
		"another program": {[]string{"plan"}, cli.PathVariable + "=true", "/true is not a working terraform or tofu"},
		"an old CLI":      {[]string{"plan"}, cli.PathVariable + "=" + writeCLI(t, "1.4.7"), "/cli has version 1.4.7: install "},
		"no such command": {[]string{"apply"}, "", "usage:"},
		"no command":      {nil, "", "usage:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t, test.args...)
			d.Env = append(d.Env, test.env)
			exitCode, _ := d.run(t, func(*bufio.Reader, io.Closer) {})
			got := d.stderr.String()
			if exitCode != 1 || !strings.HasPrefix(got, "demo: ") || !strings.Contains(got, test.wantErr) || strings.Count(got, "\n") != 1 {
				t.Errorf("exit code %d, stderr %q, want one line with %q", exitCode, got, test.wantErr)
			}
			d.requireClean(t)
		})
	}
}

// Without a CLI and without HashiCorp's release server, OpenTofu is built once.
func TestInstall(t *testing.T) {
	t.Parallel()
	// A proxy that accepts connections and never responds.
	proxy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = proxy.Close() })
	const refused = "127.0.0.1:1"
	build := "/bin/cp " + writeCLI(t, "1.5.0") + ` "$GOBIN/tofu"`
	for name, test := range map[string]struct {
		goCommand, proxy string
		wantPath         string
		wantErr          string
	}{
		"refused": {
			goCommand: build, proxy: refused, wantPath: "bin/tofu\n", wantErr: "connection refused\nBuilding OpenTofu",
		},
		"never responds": {
			goCommand: build, proxy: proxy.Addr().String(), wantPath: "bin/tofu\n", wantErr: "context deadline exceeded\nBuilding OpenTofu",
		},
		"no modules": {
			goCommand: "echo downloading; echo 'no such host' >&2; exit 1", proxy: refused,
			wantErr: "\ndemo: there is no terraform or tofu, and building one failed: exit status 1: no such host\nInstall Terraform (https://",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Dir(writeScript(t, "go", test.goCommand))
			d := newDemo(t, "cli")
			d.Dir = t.TempDir()
			if err := os.Mkdir(filepath.Join(d.Dir, "bin"), 0o700); err != nil {
				t.Fatal(err)
			}
			d.Env = append(d.Env, "PATH="+path, cli.PathVariable+"=", "HTTPS_PROXY=http://"+test.proxy)
			exitCode, output := d.run(t, func(*bufio.Reader, io.Closer) {})
			if succeeded := test.wantPath != ""; succeeded != (exitCode == 0) || !strings.HasSuffix(output, test.wantPath) {
				t.Errorf("exit code %d, output %q, want %q", exitCode, output, test.wantPath)
			}
			if got := d.stderr.String(); !strings.Contains(got, test.wantErr) {
				t.Errorf("stderr is %q, want %q in it", got, test.wantErr)
			}
			files, err := filepath.Glob(filepath.Join(d.Dir, "bin", "*"))
			if err != nil || len(files) != strings.Count(output, "\n") {
				t.Errorf("bin has %v (error %v), want only what was installed", files, err)
			}
			d.requireClean(t)
		})
	}
}

// writeCLI returns the path of a CLI that prints a version.
func writeCLI(t *testing.T, version string) string {
	t.Helper()
	return writeScript(t, "cli", `echo '{"terraform_version":"`+version+`"}'`)
}

func writeScript(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}
