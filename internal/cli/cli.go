// Package cli finds or installs Terraform or OpenTofu, and makes a provider available to it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// PathVariable is the environment variable that names the CLI to use. terraform-plugin-testing reads it as well.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// ErrNotFound is returned if there is no CLI.
var ErrNotFound = errors.New("neither terraform nor tofu is on the PATH (`make test` and `make demo` install one)")

// Find returns the absolute path of the CLI that PathVariable names, or else of terraform or tofu on the PATH.
func Find() (string, error) {
	if name := os.Getenv(PathVariable); name != "" {
		file, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("%s does not name an executable: %w", PathVariable, err)
		}
		return filepath.Abs(file)
	}
	return lookUp("terraform", "tofu")
}

// FindOrInstall returns what Find finds, or else a CLI in the directory bin, where it installs one if there is none.
func FindOrInstall(ctx context.Context) (string, error) {
	file, err := Find()
	if errors.Is(err, ErrNotFound) {
		if file, err = lookUp("bin/terraform", "bin/tofu"); err != nil {
			file, err = install(ctx)
		}
	}
	if err != nil {
		return "", err
	}
	return file, checkVersion(ctx, file)
}

func lookUp(names ...string) (string, error) {
	for _, name := range names {
		if file, err := exec.LookPath(name); err == nil {
			return filepath.Abs(file)
		}
	}
	return "", ErrNotFound
}

// checkVersion returns an error if a CLI is too old for the demo and the tests.
func checkVersion(ctx context.Context, file string) error {
	command := exec.CommandContext(ctx, file, "version")
	// Checking for updates and starting OpenTofu write to the home directory, and the user's settings can add warnings to the output.
	command.Env = []string{"CHECKPOINT_DISABLE=1", "HOME=/nonexistent", "PATH=" + os.Getenv("PATH")}
	output, err := command.Output()
	if err != nil {
		return fmt.Errorf("%s version: %w", file, err)
	}
	version, _, _ := strings.Cut(string(output), "\n")
	var major, minor int
	switch _, err := fmt.Sscanf(version, "Terraform v%d.%d.", &major, &minor); {
	case err == nil && (major < 1 || major == 1 && minor < 5):
		return fmt.Errorf("%s is %s: install Terraform 1.5 or later or OpenTofu, or set %s to the path of one", file, version, PathVariable)
	case err != nil && !strings.HasPrefix(version, "OpenTofu v"):
		return fmt.Errorf("%s is neither terraform nor tofu: its version is %q", file, version)
	}
	return nil
}

// New returns a CLI that runs in dir with the given environment. When its context ends, a command is interrupted and not killed,
// except on Windows, which has no interrupts.
func New(dir, file string, env map[string]string) (*tfexec.Terraform, error) {
	terraform, err := tfexec.NewTerraform(dir, file)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" {
		err = terraform.SetWaitDelay(15 * time.Second)
	}
	return terraform, errors.Join(err, terraform.SetEnv(env))
}

// Executable returns the file name of a program.
func Executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

// WriteMirror copies the binary of a provider into dir as a filesystem mirror, under the default registry host of each CLI: a source
// without a host, such as droplet-backups/droplet, means that host.
func WriteMirror(dir, source, version, binary string) error {
	content, err := os.ReadFile(binary) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(dir, host, source, version, runtime.GOOS+"_"+runtime.GOARCH)
		file := filepath.Join(target, Executable("terraform-provider-"+path.Base(source)+"_v"+version))
		//nolint:gosec // the provider has to be executable
		if err := errors.Join(os.MkdirAll(target, 0o700), os.WriteFile(file, content, 0o700)); err != nil {
			return err
		}
	}
	return nil
}
