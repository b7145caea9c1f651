package coverage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// joinPolicies returns each Droplet once, with its policy and distinct BackupIDs. It requests policies and Droplets that the lists lack.
func joinPolicies(
	ctx context.Context, client *digitalocean.Client, listed []digitalocean.Droplet, policies []digitalocean.Policy,
) ([]Droplet, error) {
	byID := map[digitalocean.Integer]Droplet{}
	for _, droplet := range listed { // a Droplet may be in it twice, also as a GPU Droplet
		if droplet.ID == nil {
			return nil, client.Unexpected("/v2/droplets", nil, "a Droplet has no id")
		}
		byID[*droplet.ID] = Droplet{Droplet: droplet}
	}
	const path = "/v2/droplets/backups/policies"
	for _, policy := range policies {
		if policy.DropletID == nil {
			return nil, client.Unexpected(path, nil, fmt.Sprintf("the policy %q has no droplet_id", policy.Key))
		}
		droplet := byID[*policy.DropletID] // without an ID if it is not listed
		if droplet.Policy.DropletID != nil {
			return nil, client.Unexpected(path, nil, fmt.Sprintf("there are two policies for Droplet %d", *policy.DropletID))
		}
		droplet.Policy = policy
		byID[*policy.DropletID] = droplet
	}
	var droplets, incomplete []Droplet
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		if droplet := byID[id]; droplet.ID != nil && droplet.Policy.DropletID != nil {
			droplets = append(droplets, droplet)
		} else {
			incomplete = append(incomplete, droplet)
		}
	}
	completed, err := followUp(ctx, client, "missing Droplets and policies", incomplete, func(ctx context.Context, d *Droplet) (bool, error) {
		var err error
		if d.ID != nil {
			d.Policy, err = client.Policy(ctx, *d.ID)
			return stillExists(ctx, client, *d.ID, err)
		}
		id := d.Policy.DropletID
		d.Droplet, err = client.Droplet(ctx, *id)
		d.ID = id // even if the response has none
		if rest.IsNotFound(err) {
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	droplets = append(droplets, completed...)
	for i := range droplets {
		d := &droplets[i]
		d.BackupIDs, d.BackupCount = distinct(d.BackupIDs)
		d.SnapshotIDs, d.SnapshotCount = distinct(d.SnapshotIDs)
	}
	return droplets, nil
}

// distinct returns each ID once, and their number, which is nil if the API omits the IDs.
func distinct(ids []digitalocean.Integer) ([]digitalocean.Integer, *digitalocean.Integer) {
	if ids == nil {
		return nil, nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return ids, new(digitalocean.Integer(len(ids)))
}
