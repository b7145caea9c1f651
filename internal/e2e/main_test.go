// Package e2e_test runs the built provider through the real CLI.
package e2e_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const (
	providerVersion  = "9.8.7"
	fakeToken        = fakeapi.FakeToken
	tokenVariable    = "DIGITALOCEAN_TOKEN"
	endpointVariable = "DIGITALOCEAN_API_URL"
	examplesDir      = "../../examples"
)

var (
	cliPath, mirrorDir string
	cliVersion         []byte // output of the command version
	initializedDir     string // what init writes for a configuration with both providers
)

func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), "terraform-provider-digitalocean") {
		serveOfficialProvider()
		return
	}
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	exitCode := 1
	if err := install(dir); err != nil {
		log.Print(err)
	} else {
		exitCode = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(exitCode)
}

// install finds the CLI, and builds the provider into a filesystem mirror, from which it is installed, once for all tests. These
// tests, built without the race detector, are in the mirror, too: the CLI starts them as the official provider.
func install(dir string) (err error) {
	if cliPath, err = cli.Find(); err != nil {
		return err
	}
	if cliVersion, err = exec.Command(cliPath, "version").Output(); err != nil {
		return fmt.Errorf("%s version: %w", cliPath, err)
	}
	mirrorDir = filepath.Join(dir, "mirror")
	binary, official := filepath.Join(dir, "provider"), filepath.Join(dir, "official")
	err = cmp.Or(
		run("go", "build", "-buildvcs=false", "-ldflags", "-s -w -X main.version="+providerVersion, "-o", binary, "../.."),
		run("go", "test", "-buildvcs=false", "-ldflags", "-s -w", "-c", "-o", official, "."),
		writeMirror(mirrorDir, "droplet-backups/droplet", providerVersion, binary),
		writeMirror(mirrorDir, "digitalocean/digitalocean", "2.99.0", official),
		os.Mkdir(filepath.Join(dir, "workspace"), 0o700),
	)
	if err != nil {
		return err
	}
	configuration := filepath.Join(examplesDir, "restore") // requires both providers
	w := cliWorkspace{Dir: filepath.Join(dir, "workspace"), CLI: cliPath, Mirror: mirrorDir, Configuration: configuration}
	terraform, err := w.Open()
	if err != nil {
		return err
	}
	initializedDir = terraform.WorkingDir()
	return errors.Join(terraform.Init(context.Background()), os.Remove(filepath.Join(initializedDir, "main.tf")))
}

func run(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, args[0], err, out)
	}
	return nil
}

// cliSince reports whether the CLI is at least the given minor version of Terraform 1 or OpenTofu 1.
func cliSince(terraform, openTofu int) bool {
	var minor int
	if _, err := fmt.Sscanf(string(cliVersion), "OpenTofu v1.%d.", &minor); err == nil {
		return minor >= openTofu
	}
	must(fmt.Sscanf(string(cliVersion), "Terraform v1.%d.", &minor))
	return minor >= terraform
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
