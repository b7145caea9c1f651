package main

import (
	"context"
	"errors"
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
	configuration, err := os.ReadFile("examples/demo/main.tf")
	if err != nil {
		return err
	}
	mirror := filepath.Join(dir, "mirror")
	terraform, err := tfexec.NewTerraform(dir, path)
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "main.tf"), configuration, 0o600), //nolint:gosec // a temporary directory
		cli.WriteMirror(mirror, "bin/terraform-provider-droplet"),
		terraform.SetEnv(map[string]string{
			"CHECKPOINT_DISABLE": "1", "HOME": dir, "TMPDIR": dir, "DIGITALOCEAN_API_URL": endpoint, "DIGITALOCEAN_TOKEN": fakeapi.FakeToken,
		}),
		terraform.SetWaitDelay(15*time.Second), // interrupts the CLI when ctx ends, instead of killing it
		terraform.Init(ctx, tfexec.PluginDir(mirror)),
	); err != nil {
		return err
	}
	fmt.Printf("Planning examples/demo for a simulated account of %d Droplets at %s\n", len(api.Droplets), endpoint)
	start, file := time.Now(), filepath.Join(dir, "plan")
	if _, err := terraform.Plan(ctx, tfexec.Out(file)); err != nil {
		return err
	}
	planned, err := terraform.ShowPlanFileRaw(ctx, file)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%d requests, %.1f s, with %s. Nothing was applied.\n", planned, len(api.Requests()), time.Since(start).Seconds(), path)
	return nil
}
