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

// plan plans examples/demo for a simulated account and prints the plan. It writes only to a temporary directory, except for a CLI
// that it installs.
func plan(ctx context.Context) error {
	path, err := cli.FindOrInstall(ctx)
	if err != nil {
		return err
	}
	api, server := startAPI()
	defer server.Close()
	dir, err := os.MkdirTemp("", "droplet-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the directory is temporary
	configuration, err := os.ReadFile("examples/demo/main.tf")
	if err != nil {
		return err
	}
	// An empty CLI configuration replaces that of the user, which could have other rules for installing providers.
	mirror, cliConfig := filepath.Join(dir, "mirror"), filepath.Join(dir, "cli.tfrc")
	terraform, err := cli.New(dir, path, map[string]string{
		"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": cliConfig, "HOME": dir, "TMPDIR": dir, "TMP": dir, // TMP is Windows's TMPDIR
		"DIGITALOCEAN_API_URL": server.URL, "DIGITALOCEAN_TOKEN": fakeapi.FakeToken,
	})
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "main.tf"), configuration, 0o600), //nolint:gosec // a temporary directory
		os.WriteFile(cliConfig, nil, 0o600),
		cli.WriteMirror(mirror, "droplet-backups/droplet", "0.0.1", cli.Executable("bin/terraform-provider-droplet")),
		terraform.Init(ctx, tfexec.PluginDir(mirror)),
	); err != nil {
		return err
	}
	fmt.Printf("Planning examples/demo for a simulated account of %d Droplets at %s\n", len(api.Droplets), server.URL)
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
