package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// plan plans examples/demo for the account served at endpoint and prints the plan. It writes only to a temporary directory.
func plan(ctx context.Context, endpoint string, api *fakeapi.API) error {
	path, err := cli.FindOrInstall(ctx)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "droplet-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the directory is temporary
	terraform, err := tfexec.NewTerraform("examples/demo", path)
	if err != nil {
		return err
	}
	if err := terraform.SetEnv(map[string]string{
		"CHECKPOINT_DISABLE": "1", "HOME": dir, "TMPDIR": dir, "TF_DATA_DIR": dir, "TF_CLI_CONFIG_FILE": "../../internal/demo/cli.tfrc",
		"DIGITALOCEAN_API_URL": endpoint, "DIGITALOCEAN_TOKEN": fakeapi.FakeToken,
	}); err != nil {
		return err
	}
	if err := terraform.SetWaitDelay(15 * time.Second); err != nil { // interrupts the CLI when ctx ends, instead of killing it
		return err
	}

	fmt.Printf("Planning examples/demo for a simulated account of %d Droplets at %s\n", len(api.Droplets), endpoint)
	start, file := time.Now(), filepath.Join(dir, "plan")
	state := tfexec.State(filepath.Join(dir, "state")) //nolint:staticcheck // another backend would need init
	if _, err := terraform.Plan(ctx, tfexec.Out(file), state); err != nil {
		return err
	}
	planned, err := terraform.ShowPlanFileRaw(ctx, file) // unlike the plan, without a warning about the development override
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%d requests, %.1f s, with %s. Nothing was applied.\n", planned, len(api.Requests()), time.Since(start).Seconds(), path)
	return nil
}
