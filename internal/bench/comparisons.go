//go:build unix

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// The providers, by the names of their binaries.
const (
	droplet  = "terraform-provider-droplet"
	usual    = "usual"
	finished = "finished"
	empty    = "empty"
)

const (
	madeUpToken = "made-up"
	latency     = 50 * time.Millisecond
)

// comparison is the same run with several providers, in turn and several times over. The first provider is this one.
type comparison struct {
	name          string
	api           *fakeapi.API
	configuration string
	command       func(context.Context, *tfexec.Terraform) error
	providers     []string
	rounds        int
}

func comparisons() []comparison {
	const policies = `data "droplet_backup_policies" "all" {}`
	others := []string{droplet, finished, usual}
	return []comparison{
		{"plan, empty account", fleet(0, 0), policies, plan, []string{droplet, empty}, 15},
		{"apply, 1,000 policies", fleet(1_000, latency), policies, apply, others, 7},
		{"apply, 10,000 policies", fleet(10_000, latency), policies, apply, others, 5},
		{"apply, 100,000 policies", fleet(100_000, latency), policies, apply, []string{droplet, finished}, 3},
		{"apply, 100,000 policies", fleet(100_000, latency), policies, apply, []string{droplet, usual}, 1},
		{"plan, 1,000 backups of one Droplet", manyBackups(1_000), "data \"droplet_backups\" \"of\" {\n  droplet_id = 444900001\n}", plan, others, 5},
		{"plan, backups of each of 500 Droplets", fleet(500, latency), "data \"droplet_backups\" \"of\" {\n  count      = 500\n  droplet_id = 444900001 + count.index\n}", plan, append(others, empty), 5},
	}
}

func plan(ctx context.Context, terraform *tfexec.Terraform) error {
	_, err := terraform.Plan(ctx)
	return err
}

func apply(ctx context.Context, terraform *tfexec.Terraform) error { return terraform.Apply(ctx) }

func fleet(droplets int, latency time.Duration) *fakeapi.API {
	api := fakeapi.Fleet(madeUpToken, droplets, time.Now())
	api.Latency = latency
	return api
}

// manyBackups is an account with one Droplet.
func manyBackups(backups int) *fakeapi.API {
	api := fleet(1, latency)
	newest := api.Backups[fakeapi.FirstDropletID][0]
	api.Backups[fakeapi.FirstDropletID] = nil
	for i := range backups {
		backup := newest
		backup.ID += int64(i)
		backup.Name = fmt.Sprintf("web-%d", i)
		api.Backups[fakeapi.FirstDropletID] = append(api.Backups[fakeapi.FirstDropletID], backup)
	}
	return api
}
