// Package cli runs Terraform or OpenTofu on a configuration, with this provider found the way an installed one is, and
// without a trace outside the folder that it is given.
package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// PathVariable names the environment variable that says which CLI to use. It is the one of terraform-plugin-testing.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// ErrNotFound is the lack of a CLI. Its message says how to get one.
var ErrNotFound = errors.New("neither terraform nor tofu is on the PATH: install Terraform (https://developer.hashicorp.com/terraform/install) " +
	"or OpenTofu (https://opentofu.org/docs/intro/install), or set " + PathVariable + " to one")

// Find gives the absolute path of the CLI: the one that PathVariable names, else terraform or tofu from the PATH.
func Find() (string, error) {
	if named := os.Getenv(PathVariable); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%s does not lead to terraform or tofu: %w", PathVariable, err)
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
