// Package cli finds or installs Terraform or OpenTofu.
package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/terraform-exec/tfexec"
)

// PathVariable is the environment variable that names the CLI to use. terraform-plugin-testing reads it as well.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// The newest version that go install accepts: the later ones have replace directives.
const openTofuVersion = "v1.6.2"

// ErrNotFound is returned if there is no CLI.
var ErrNotFound = errors.New("neither terraform nor tofu is on the PATH (`make test` and `make demo` install one)")

// Find returns the absolute path of the CLI that PathVariable names, or else of terraform or tofu on the PATH or in the directory bin.
func Find() (string, error) {
	if name := os.Getenv(PathVariable); name != "" {
		file, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("%s does not name an executable: %w", PathVariable, err)
		}
		return filepath.Abs(file)
	}
	for _, name := range []string{"terraform", "tofu", "bin/terraform", "bin/tofu"} {
		if file, err := exec.LookPath(name); err == nil {
			return filepath.Abs(file)
		}
	}
	return "", ErrNotFound
}

// FindOrInstall returns what Find finds, or else a CLI that it installs in the directory bin.
func FindOrInstall(ctx context.Context) (string, error) {
	file, err := Find()
	if errors.Is(err, ErrNotFound) {
		file, err = install(ctx)
	}
	if err != nil {
		return "", err
	}
	return file, checkVersion(ctx, file)
}

// checkVersion returns an error if a CLI is too old for the demo and the tests.
func checkVersion(ctx context.Context, file string) error {
	// Checking for updates and starting OpenTofu write to the home directory, and the user's settings can add warnings to the output.
	terraform, err := New(".", file, map[string]string{"CHECKPOINT_DISABLE": "1", "HOME": "/nonexistent", "PATH": os.Getenv("PATH")})
	if err != nil {
		return err
	}
	version, _, err := terraform.Version(ctx, true)
	if err != nil {
		return fmt.Errorf("%s is not a working terraform or tofu: %w", file, err)
	}
	if slices.Compare(version.Segments(), []int{1, 5}) < 0 {
		return fmt.Errorf("%s has version %s: install Terraform 1.5 or later or OpenTofu, or set %s to the path of one",
			file, version, PathVariable)
	}
	return nil
}

// New returns a CLI that runs in dir with the given environment.
func New(dir, file string, env map[string]string) (*tfexec.Terraform, error) {
	terraform, err := tfexec.NewTerraform(dir, file)
	if err != nil {
		return nil, err
	}
	return terraform, terraform.SetEnv(env)
}

// install downloads the latest Terraform to the directory bin, or else builds OpenTofu there, and returns the path.
func install(ctx context.Context) (string, error) {
	bin, err := filepath.Abs("bin")
	if err != nil {
		return "", err
	}
	// The CLI is moved from here when it is complete.
	temp, err := os.MkdirTemp(bin, "install-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // the directory is temporary

	fmt.Fprintln(os.Stderr, "Neither terraform nor tofu is on the PATH: downloading Terraform to bin/ ...")
	installed, err := downloadTerraform(ctx, temp)
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "The download failed: %v\n"+
			"Building OpenTofu %s in bin/ instead, once: this takes a few minutes and 3 GB of disk space ...\n", err, openTofuVersion)
		installed, err = buildOpenTofu(ctx, temp)
	}
	if err != nil {
		return "", fmt.Errorf("there is no terraform or tofu, and building one failed: %w\n"+
			"Install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install),\n"+
			"or set %s to the path of one", err, PathVariable)
	}
	file := filepath.Join(bin, filepath.Base(installed))
	return file, os.Rename(installed, file)
}

// downloadTerraform returns the path of the latest Terraform, which it downloads to dir.
func downloadTerraform(ctx context.Context, dir string) (string, error) {
	client := http.DefaultClient // that of hc-install retries for minutes
	// A download may take minutes. The list is requested first, so that a proxy that never responds takes only seconds.
	list := releases.Versions{Product: product.Terraform, ListTimeout: 15 * time.Second, HTTPClient: client}
	if _, err := list.List(ctx); err != nil {
		return "", err
	}
	latest := releases.LatestVersion{Product: product.Terraform, InstallDir: dir, Timeout: 5 * time.Minute, HTTPClient: client}
	return latest.Install(ctx)
}

// buildOpenTofu returns the path of OpenTofu, which it builds in dir.
func buildOpenTofu(ctx context.Context, dir string) (string, error) {
	command := exec.CommandContext(ctx, "go", "install", "github.com/opentofu/opentofu/cmd/tofu@"+openTofuVersion)
	// When go is interrupted, it leaves its temporary files behind, which are large.
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+dir, "GOTMPDIR="+dir)
	command.WaitDelay = time.Second // the compilers that go started have its standard output
	if output, err := command.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		return "", fmt.Errorf("%w: %s", err, lines[len(lines)-1])
	}
	return exec.LookPath(filepath.Join(dir, "tofu"))
}
