package main

import (
	"context"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const configuration = "examples/demo"

// plan plans the configuration for the account and prints its outputs. It writes only to a temporary directory.
func plan(ctx context.Context) error {
	path, err := cli.FindOrInstall(ctx, binDir)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "droplet-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the directory is temporary
	api := account()
	server := httptest.NewServer(api)
	defer server.Close()
	terraform, err := newTerraform(path, dir, server.URL)
	if err != nil {
		return err
	}

	fmt.Printf("Planning %s for a simulated account of %d Droplets at %s\n", configuration, droplets, server.URL)
	start, file := time.Now(), filepath.Join(dir, "plan")
	// With a state in dir, one that a user's run left in the configuration is ignored.
	if _, err := terraform.Plan(ctx, tfexec.Out(file), tfexec.State(filepath.Join(dir, "state"))); err != nil {
		return err
	}
	elapsed := time.Since(start).Seconds()
	planned, err := terraform.ShowPlanFile(ctx, file)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(planned.OutputChanges)) {
		fmt.Printf("\n%s:\n%v\n", name, planned.OutputChanges[name].After)
	}
	fmt.Printf("\n%d requests, %.1f s, with %s. Nothing was applied.\n", len(api.Requests()), elapsed, path)
	return nil
}

func newTerraform(path, dir, endpoint string) (*tfexec.Terraform, error) {
	bin, err := filepath.Abs(binDir)
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "cli.tfrc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"droplet-backups/droplet\" = %q\n  }\n}\n", bin)
	if err := os.WriteFile(config, []byte(overrides), 0o600); err != nil {
		return nil, err
	}
	terraform, err := tfexec.NewTerraform(configuration, path)
	if err != nil {
		return nil, err
	}
	err = terraform.SetEnv(map[string]string{
		"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": config, "TF_DATA_DIR": dir, "HOME": dir, "TMPDIR": dir,
		"DIGITALOCEAN_API_URL": endpoint, "DIGITALOCEAN_TOKEN": fakeapi.FakeToken,
	})
	if err != nil {
		return nil, err
	}
	return terraform, terraform.SetWaitDelay(15 * time.Second) // interrupts the CLI when ctx ends, instead of killing it
}
