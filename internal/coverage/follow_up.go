package coverage

import (
	"cmp"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// followUp makes a request for each of the Droplets concurrently, and returns those that still exist. The log and the error give the number
// of requests, because many take minutes.
func followUp(
	ctx context.Context, client *digitalocean.Client, what string, droplets []Droplet,
	request func(ctx context.Context, droplet *Droplet) (exists bool, err error),
) ([]Droplet, error) {
	if len(droplets) == 0 {
		return nil, nil
	}
	client.Info(ctx, "Requesting "+what+" individually", map[string]any{"requests": len(droplets)})
	exist := make([]bool, len(droplets))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(rest.MaxConcurrent) // more goroutines would only wait
	for i := range droplets {
		group.Go(func() (err error) {
			exist[i], err = request(groupCtx, &droplets[i])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("%w (%s that had to be requested individually: %d)", err, what, len(droplets))
	}
	var existing []Droplet
	for i, droplet := range droplets {
		if exist[i] {
			existing = append(existing, droplet)
		}
	}
	return existing, nil
}

// stillExists reports whether a Droplet exists, given the error of a request for its policy or its backups. A 404 means that the Droplet
// was deleted only if the Droplet is not found either.
func stillExists(ctx context.Context, client *digitalocean.Client, id digitalocean.Integer, err error) (bool, error) {
	if !rest.IsNotFound(err) {
		return err == nil, err
	}
	_, dropletErr := client.Droplet(ctx, id)
	if rest.IsNotFound(dropletErr) {
		return false, nil
	}
	return false, cmp.Or(dropletErr, err)
}
