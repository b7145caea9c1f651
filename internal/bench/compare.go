//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

// workspace is where the CLI runs with one provider.
type workspace struct {
	provider  string
	terraform *tfexec.Terraform
	state     string // file, which an apply writes
	figures   string // file, to which the meter adds a line for each process of the provider
	taken     []figures
}

// compare runs all providers in turn, so that a machine whose speed changes is as slow for one as for the other, and
// prints the medians.
func (b bench) compare(ctx context.Context, c comparison) error {
	server := httptest.NewServer(c.api)
	defer server.Close()
	var workspaces []*workspace
	for _, provider := range c.providers {
		w, err := b.open(ctx, provider, server.URL, c.configuration)
		if err != nil {
			return err
		}
		defer os.RemoveAll(filepath.Dir(w.figures)) //nolint:errcheck // run removes the folder around it
		workspaces = append(workspaces, w)
	}
	for range c.rounds {
		for _, w := range workspaces {
			taken, err := w.measure(ctx, c.command)
			if err != nil {
				return fmt.Errorf("%s with %s: %w", c.name, w.provider, err)
			}
			w.taken = append(w.taken, taken)
		}
	}
	for _, w := range workspaces[1:] {
		if err := sameState(workspaces[0].state, w.state); err != nil {
			return fmt.Errorf("%s with %s: %w", c.name, w.provider, err)
		}
	}
	for _, w := range workspaces {
		fmt.Println(row(c.name, w.provider, workspaces[0].taken, w.taken))
	}
	return nil
}

// open makes a workspace that is initialized.
func (b bench) open(ctx context.Context, provider, endpoint, configuration string) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "")
	if err != nil {
		return nil, err
	}
	w := &workspace{provider: provider, figures: filepath.Join(dir, "figures")}
	source, work := filepath.Join(dir, "source"), filepath.Join(dir, "work")
	if err := errors.Join(os.Mkdir(source, 0o700), os.Mkdir(work, 0o700)); err != nil {
		return nil, err
	}
	text := "terraform {\n  required_providers {\n    droplet = { source = \"droplet-backups/droplet\" }\n  }\n}\n\n" + configuration + "\n"
	if err := os.WriteFile(filepath.Join(source, "main.tf"), []byte(text), 0o600); err != nil {
		return nil, err
	}
	w.terraform, err = cli.Workspace{Dir: work, CLI: b.cli, Mirror: b.mirror, Configuration: source, Env: map[string]string{
		"DIGITALOCEAN_API_URL": endpoint,
		"DIGITALOCEAN_TOKEN":   madeUpToken,
		"PROVIDER":             filepath.Join(b.binaries, provider),
		"FIGURES":              w.figures,
	}}.Open()
	if err != nil {
		return nil, err
	}
	w.state = filepath.Join(w.terraform.WorkingDir(), "terraform.tfstate")
	return w, w.terraform.Init(ctx)
}

// measure runs the command once, without a state.
func (w *workspace) measure(ctx context.Context, command func(context.Context, *tfexec.Terraform) error) (figures, error) {
	for _, file := range []string{w.figures, w.state} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return figures{}, err
		}
	}
	before, err := childrenCPU()
	if err != nil {
		return figures{}, err
	}
	started := time.Now()
	if err := command(ctx, w.terraform); err != nil {
		return figures{}, err
	}
	taken := figures{wall: time.Since(started)}
	after, err := childrenCPU()
	if err != nil {
		return figures{}, err
	}
	taken.cpu = after - before
	return taken, taken.read(w.figures)
}

// childrenCPU is the user and system time of all processes that have ended below this one.
func childrenCPU() (time.Duration, error) {
	var usage syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), err
}

// sameState fails unless two applies have brought the same resources; plans leave no state.
func sameState(a, b string) error {
	var resources [2]json.RawMessage
	for i, file := range []string{a, b} {
		content, err := os.ReadFile(file) //nolint:gosec // the benchmark's own
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		var state struct {
			Resources json.RawMessage `json:"resources"`
		}
		if err := json.Unmarshal(content, &state); err != nil {
			return err
		}
		resources[i] = state.Resources
	}
	if !bytes.Equal(resources[0], resources[1]) {
		return errors.New("the state is another than this provider's")
	}
	return nil
}
