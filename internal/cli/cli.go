// Package cli finds or installs Terraform or OpenTofu, and makes a provider available to it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
)

// PathVariable is the environment variable that names the CLI to use. terraform-plugin-testing reads it as well.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// ErrNotFound is returned if there is no CLI.
var ErrNotFound = errors.New("neither terraform nor tofu is on the PATH: install Terraform (https://developer.hashicorp.com/" +
	"terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install), or set " + PathVariable + " to the path of one")

// Find returns the absolute path of the CLI that PathVariable names, or else of terraform or tofu on the PATH.
func Find() (string, error) {
	if name := os.Getenv(PathVariable); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("%s does not name an executable: %w", PathVariable, err)
		}
		return filepath.Abs(path)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	return "", ErrNotFound
}

// FindOrInstall returns what Find finds, or else the latest Terraform, which it installs once in the directory bin/cli.
func FindOrInstall(ctx context.Context) (string, error) {
	path, err := Find()
	if !errors.Is(err, ErrNotFound) {
		return path, err
	}
	const dir = "bin/cli"
	// An incomplete installation is not executable yet.
	if path, err := exec.LookPath(filepath.Join(dir, product.Terraform.BinaryName())); err == nil {
		return filepath.Abs(path)
	}
	fmt.Fprintf(os.Stderr, "Neither terraform nor tofu is on the PATH. Installing Terraform in %s ...\n", dir)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	// The default client of hc-install retries for minutes if there is no network.
	latest := &releases.LatestVersion{Product: product.Terraform, InstallDir: dir, Timeout: 5 * time.Minute, HTTPClient: http.DefaultClient}
	path, err = latest.Install(ctx)
	if err != nil {
		return "", errors.Join(fmt.Errorf("%w (installing Terraform failed: %w)", ErrNotFound, err), os.RemoveAll(dir))
	}
	return filepath.Abs(path)
}

// WriteMirror copies a provider binary into dir as a filesystem mirror, under the default registry host of each CLI: a source
// without a host, such as droplet-backups/droplet, means that host.
func WriteMirror(dir, binary string) error {
	content, err := os.ReadFile(binary) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(dir, host, "droplet-backups", "droplet", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		file := filepath.Join(target, "terraform-provider-droplet_v0.1.0")
		//nolint:gosec // the provider has to be executable
		if err := errors.Join(os.MkdirAll(target, 0o700), os.WriteFile(file, content, 0o700)); err != nil {
			return err
		}
	}
	return nil
}
