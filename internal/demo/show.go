package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const (
	configuration = "examples/demo"
	droplets      = 450
	latency       = 20 * time.Millisecond
	madeUpToken   = "made-up"
)

// show plans the configuration against a made-up account.
func show(ctx context.Context, folder *throwAway) error {
	api := fakeapi.Fleet(madeUpToken, droplets, time.Now())
	api.Latency = latency
	endpoint, stop, err := fakeapi.Serve(ctx, api)
	if err != nil {
		return err
	}
	defer stop()

	terraform, err := open(ctx, folder, endpoint)
	if err != nil {
		return err
	}
	if err := terraform.Init(ctx); err != nil {
		return err
	}

	fmt.Printf("A made-up account with %d Droplets answers on loopback, at %s.\n", droplets, endpoint)
	fmt.Printf("%s plans %s with it:\n\n", terraform.ExecPath(), configuration)
	terraform.SetStdout(os.Stdout)
	started := time.Now()
	if _, err := terraform.Plan(ctx); err != nil {
		return err
	}
	fmt.Printf("\nWhat the API knows is in the plan; that took %d requests and %.1f s. Nothing was applied, and nothing is left behind.\n",
		len(api.Requests()), time.Since(started).Seconds())
	return nil
}

func open(ctx context.Context, folder *throwAway, endpoint string) (*tfexec.Terraform, error) {
	path, err := cli.Find()
	if errors.Is(err, cli.ErrNotFound) {
		path, err = install(ctx, folder)
	}
	if err != nil {
		return nil, err
	}
	mirror, workspace := filepath.Join(folder.work, "mirror"), filepath.Join(folder.work, "workspace")
	if err := os.Mkdir(workspace, 0o700); err != nil {
		return nil, err
	}
	if err := cli.Mirror(mirror, folder.provider); err != nil {
		return nil, err
	}
	return cli.Workspace{
		Dir: workspace, CLI: path, Mirror: mirror, Configuration: configuration,
		Env: map[string]string{"DIGITALOCEAN_API_URL": endpoint, "DIGITALOCEAN_TOKEN": madeUpToken},
	}.Open()
}

// install downloads Terraform into the throw-away folder.
func install(ctx context.Context, folder *throwAway) (string, error) {
	fmt.Println("Neither terraform nor tofu is on the PATH: downloading Terraform for this run alone.")
	dir := filepath.Join(folder.work, "terraform")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	latest := &releases.LatestVersion{
		Product: product.Terraform, InstallDir: dir, Timeout: 3 * time.Minute,
		HTTPClient: http.DefaultClient, // the library's own retries keep a user without a network waiting
	}
	path, err := latest.Install(ctx)
	if err != nil {
		return "", fmt.Errorf("%w\n(the download failed: %w)", cli.ErrNotFound, err)
	}
	return path, nil
}
