// Package cli finds or installs Terraform or OpenTofu.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// PathVariable is the environment variable that names the CLI to use. terraform-plugin-testing reads it as well.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

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
