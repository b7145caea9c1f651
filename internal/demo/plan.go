package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
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
	api := fakeapi.Fleet(fakeapi.FakeToken, 450, time.Now())
	server := httptest.NewServer(api)
	defer server.Close()
	dir, err := os.MkdirTemp("", "droplet-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the directory is temporary
	configuration, readErr := os.ReadFile("examples/demo/main.tf")
	bin, absErr := filepath.Abs("bin")
	// This CLI configuration replaces that of the user. With it, the provider in bin needs no init.
	cliConfig := filepath.Join(dir, "cli.tfrc")
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"droplet-backups/droplet\" = %q\n  }\n}\n", bin)
	terraform, err := cli.New(dir, path, map[string]string{
		"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": cliConfig, "HOME": dir, "TMPDIR": dir, "TMP": dir, // TMP is Windows's TMPDIR
		"DIGITALOCEAN_API_URL": server.URL, "DIGITALOCEAN_TOKEN": fakeapi.FakeToken,
	})
	if err := errors.Join(readErr, absErr, err,
		os.WriteFile(filepath.Join(dir, "main.tf"), configuration, 0o600), //nolint:gosec // a temporary directory
		os.WriteFile(cliConfig, []byte(overrides), 0o600),
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
