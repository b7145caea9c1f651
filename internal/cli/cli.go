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
