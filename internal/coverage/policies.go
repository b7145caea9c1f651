package coverage

import (
	"context"
	"fmt"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// joiner joins Droplets and policies. It has those that are in the lists of the API, by Droplet ID.
type joiner struct {
	client   *digitalocean.Client
	droplets map[digitalocean.Integer]digitalocean.Droplet
	policies map[digitalocean.Integer]digitalocean.Policy
}

// joinPolicies returns each Droplet once, with its policy. It requests the policies and the Droplets that the lists lack.
func joinPolicies(
	ctx context.Context, client *digitalocean.Client, droplets []digitalocean.Droplet, policies []digitalocean.Policy,
) ([]Droplet, error) {
	j := joiner{client, map[digitalocean.Integer]digitalocean.Droplet{}, map[digitalocean.Integer]digitalocean.Policy{}}
	var ids []digitalocean.Integer
	for _, droplet := range droplets {
		if droplet.ID == nil {
			return nil, client.Unexpected("/v2/droplets", nil, "a Droplet has no id")
		}
		if _, duplicate := j.droplets[*droplet.ID]; !duplicate { // a Droplet may be in both lists
			j.droplets[*droplet.ID] = droplet
			ids = append(ids, *droplet.ID)
		}
	}
	const path = "/v2/droplets/backups/policies"
	for _, policy := range policies {
		if policy.DropletID == nil {
			return nil, client.Unexpected(path, nil, fmt.Sprintf("the policy %q has no droplet_id", policy.Key))
		}
		id := *policy.DropletID
		if _, duplicate := j.policies[id]; duplicate {
			return nil, client.Unexpected(path, nil, fmt.Sprintf("there are two policies for Droplet %d", id))
		}
		j.policies[id] = policy
		if _, ok := j.droplets[id]; !ok {
			ids = append(ids, id)
		}
	}
	missing := 2*len(ids) - len(j.droplets) - len(j.policies)
	if missing > 0 {
		client.Info(ctx, "Requesting the Droplets and policies that are missing from the lists", map[string]any{"requests": missing})
	}
	joined, err := mapExisting(ctx, ids, j.join)
	if err != nil {
		return nil, fmt.Errorf("%w (number of Droplets and policies that had to be requested one by one: %d)", err, missing)
	}
	return joined, nil
}

// join returns a Droplet with its policy, and requests the one that is missing.
func (j joiner) join(ctx context.Context, id digitalocean.Integer) (_ Droplet, exists bool, err error) {
	droplet, ok := j.droplets[id]
	if !ok {
		droplet, err = j.client.Droplet(ctx, id)
		if rest.IsNotFound(err) {
			return Droplet{}, false, nil
		}
		if err != nil {
			return Droplet{}, false, err
		}
	}
	policy, ok := j.policies[id]
	if !ok {
		policy, err = j.client.Policy(ctx, id)
		if err != nil {
			return Droplet{}, false, unlessDeleted(ctx, j.client, id, err)
		}
	}
	droplet.ID = &id
	droplet.BackupIDs = distinct(droplet.BackupIDs)
	return Droplet{
		Droplet: droplet, Policy: policy, BackupCount: count(droplet.BackupIDs), SnapshotCount: count(distinct(droplet.SnapshotIDs)),
	}, true, nil
}

// distinct returns each ID once. It returns nil for nil, because the API may omit the IDs.
func distinct(ids []*digitalocean.Integer) []*digitalocean.Integer {
	if ids == nil {
		return nil
	}
	seen := map[digitalocean.Integer]bool{}
	unique := []*digitalocean.Integer{}
	for _, id := range ids {
		if id != nil && !seen[*id] {
			seen[*id] = true
			unique = append(unique, id)
		}
	}
	return unique
}
