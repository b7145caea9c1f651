package e2e_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

// cliWorkspace is a directory in which a CLI runs on a copy of a configuration. All files that a run writes are in it.
type cliWorkspace struct {
	// Dir is an empty directory.
	Dir string
	// CLI is the path of terraform or tofu.
	CLI string
	// Mirror is a filesystem mirror, the only place where the CLI looks for providers.
	Mirror string
	// Configuration is the directory whose *.tf files are copied.
	Configuration string
	// Env is added to the environment of this process, without its settings for Terraform, OpenTofu and DigitalOcean.
	Env map[string]string
}

// Open creates the files of the workspace.
func (w cliWorkspace) Open() (*tfexec.Terraform, error) {
	configuration := filepath.Join(w.Dir, "configuration")
	for _, dir := range []string{w.home(), configuration} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
	}
	installation := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", w.Mirror)
	if err := os.WriteFile(w.cliConfig(), []byte(installation), 0o600); err != nil {
		return nil, err
	}
	if err := copyConfiguration(configuration, w.Configuration); err != nil {
		return nil, err
	}
	return cli.New(configuration, w.CLI, w.environment())
}

func (w cliWorkspace) home() string      { return filepath.Join(w.Dir, "home") }
func (w cliWorkspace) cliConfig() string { return filepath.Join(w.Dir, "cli.tfrc") }

// environment returns all variables of the commands in the workspace. It removes those that change what the CLI does; without
// the XDG variables, all directories of a user are below HOME.
func (w cliWorkspace) environment() map[string]string {
	env := map[string]string{}
	prefixes := []string{"TF_", "TOFU_", "DIGITALOCEAN_", "XDG_"}
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if !slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			env[name] = value
		}
	}
	env["HOME"] = w.home()
	env["CHECKPOINT_DISABLE"] = "1"
	env["TF_CLI_CONFIG_FILE"] = w.cliConfig()
	maps.Copy(env, w.Env)
	return env
}

// copyConfiguration copies the *.tf files, but not what an earlier run may have left: a lock file, a state, .terraform.
func copyConfiguration(to, from string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.tf"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no configuration (*.tf) in %s", from)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// writeMirror copies the binary of a provider into dir as a filesystem mirror, under the default registry host of each CLI: a source
// without a host, such as droplet-backups/droplet, means that host.
func writeMirror(dir, source, version, binary string) error {
	content, err := os.ReadFile(binary)
	if err != nil {
		return err
	}
	name := "terraform-provider-" + path.Base(source) + "_v" + version
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(dir, host, source, version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := errors.Join(os.MkdirAll(target, 0o700), os.WriteFile(filepath.Join(target, name), content, 0o700)); err != nil {
			return err
		}
	}
	return nil
}
