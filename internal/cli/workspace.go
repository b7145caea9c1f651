package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"
)

// interruptPatience is how long an interrupted CLI may take to end before it is killed.
const interruptPatience = 15 * time.Second

// Workspace is a folder in which a CLI runs on a copy of a configuration. Whatever a run writes is in it.
type Workspace struct {
	// Dir is an empty folder.
	Dir string
	// CLI is the path of terraform or tofu.
	CLI string
	// Mirror is a folder that the function Mirror filled: the only place where providers are looked for.
	Mirror string
	// Configuration is the folder whose *.tf files are copied.
	Configuration string
	// Env is what the CLI gets beside the caller's environment, which is taken over without its settings for
	// Terraform, OpenTofu and DigitalOcean.
	Env map[string]string
}

// Open fills the folder. The end of a context that a command is run with interrupts the command and waits for it.
func (w Workspace) Open() (*tfexec.Terraform, error) {
	home, copied, settings := filepath.Join(w.Dir, "home"), filepath.Join(w.Dir, "configuration"), filepath.Join(w.Dir, "cli.tfrc")
	for _, dir := range []string{home, copied} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
	}
	installation := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", w.Mirror)
	if err := os.WriteFile(settings, []byte(installation), 0o600); err != nil {
		return nil, err
	}
	if err := copyConfiguration(copied, w.Configuration); err != nil {
		return nil, err
	}

	terraform, err := tfexec.NewTerraform(copied, w.CLI)
	if err != nil {
		return nil, err
	}
	env := environment(os.Environ())
	env["HOME"] = home
	env["CHECKPOINT_DISABLE"] = "1"
	env["TF_CLI_CONFIG_FILE"] = settings
	maps.Copy(env, w.Env)
	if err := terraform.SetEnv(env); err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" { // which knows no interrupt
		if err := terraform.SetWaitDelay(interruptPatience); err != nil {
			return nil, err
		}
	}
	return terraform, nil
}

// copyConfiguration leaves out what a user's own runs may have left there: lock file, state, .terraform.
func copyConfiguration(to, from string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.tf"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no configuration (*.tf) is in %s", from)
	}
	for _, file := range files {
		if err := copyFile(filepath.Join(to, filepath.Base(file)), file); err != nil {
			return err
		}
	}
	return nil
}

// environment takes over what the CLI needs to run at all, such as PATH, and nothing that steers it. Without the XDG
// variables, all folders of a user are below HOME.
func environment(environ []string) map[string]string {
	env := map[string]string{}
variables:
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		for _, prefix := range []string{"TF_", "TOFU_", "DIGITALOCEAN_", "XDG_"} {
			if strings.HasPrefix(name, prefix) {
				continue variables
			}
		}
		env[name] = value
	}
	return env
}
