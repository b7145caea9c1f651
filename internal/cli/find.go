// Package cli finds or installs Terraform or OpenTofu, and runs them with this provider.
package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// PathVariable is the environment variable that names the CLI to use. terraform-plugin-testing reads it as well.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// ErrNotFound is returned if there is no CLI.
var ErrNotFound = errors.New("neither terraform nor tofu is on the PATH: install Terraform (https://developer.hashicorp.com/terraform/install) " +
	"or OpenTofu (https://opentofu.org/docs/intro/install), or set " + PathVariable + " to the path of one")

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
