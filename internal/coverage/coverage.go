// Package coverage finds out how each Droplet in an account is protected: it joins the lists of Droplets, backup policies and backups.
// Where the lists disagree, because they were not read at the same moment, it asks for the item in question instead of guessing. It does
// not know Terraform, or how a list is read.
package coverage

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// ErrNoBackupIDs means that the API does not return the backups of some Droplets, because the token lacks the scope image:read.
var ErrNoBackupIDs = errors.New("the API does not return the backup_ids of some Droplets")

// Result is how the Droplets of an account are protected.
type Result struct {
	Droplets []Droplet // those that pass the filter
	Total    int       // number of Droplets in the account
}

// Filter returns the Droplets that match, or an error if that cannot be decided.
type Filter func([]Droplet) ([]Droplet, error)

// Read reads all Droplets with their backup policies and, unless includeBackups is false, the newest backups of those that pass the
// filter. The filter is called before the backups are read, and again with the finished Droplets, whose number of backups may have
// changed. Droplets that are deleted in the meantime are left out.
func Read(ctx context.Context, client *digitalocean.Client, includeBackups bool, filter Filter) (Result, error) {
	droplets, err := readDroplets(ctx, client)
	if err != nil {
		return Result{}, err
	}
	matching, err := filter(slices.Clone(droplets)) // a filter may delete items in place
	if err != nil || !includeBackups {
		return Result{Droplets: matching, Total: len(droplets)}, err
	}
	if slices.ContainsFunc(droplets, func(d Droplet) bool { return d.BackupIDs == nil }) {
		return Result{}, ErrNoBackupIDs
	}
	finished, err := readBackups(ctx, client, droplets, matching)
	if err != nil {
		return Result{}, err
	}
	deleted := len(matching) - len(finished)
	matching, err = filter(finished)
	return Result{Droplets: matching, Total: len(droplets) - deleted}, err
}

// readDroplets returns all Droplets of the account, each with its policy.
func readDroplets(ctx context.Context, client *digitalocean.Client) ([]Droplet, error) {
	var (
		droplets, gpuDroplets digitalocean.List[digitalocean.Droplet]
		policies              digitalocean.List[digitalocean.Policy]
	)
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { droplets, err = client.Droplets(groupCtx); return err })
	group.Go(func() (err error) { gpuDroplets, err = client.GPUDroplets(groupCtx); return err })
	group.Go(func() (err error) { policies, err = client.Policies(groupCtx); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return joinPolicies(ctx, client, append(droplets.Items, gpuDroplets.Items...), policies.Items)
}
