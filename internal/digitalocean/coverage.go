package digitalocean

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Coverage is how the Droplets of an account are protected.
type Coverage struct {
	Droplets []CoveredDroplet
	// Total is the number of Droplets in the account, whatever the caller removes from Droplets.
	Total int64
	// WrongTotals are the lists for which the API reports a total below the number of items.
	WrongTotals []WrongTotal
	// UndatedBackups are the backups without a valid CreatedAt. LatestBackup is one of them only if there is no other.
	UndatedBackups []Backup

	backupIDs int // number of all backup_ids in the account
}

// CoveredDroplet is a Droplet with its backup policy and its newest backup.
type CoveredDroplet struct {
	Droplet
	Policy Policy
	// BackupCount is nil if the API omits backup_ids.
	BackupCount *Int64
	// LatestBackup is nil before AddBackups, and for a Droplet without backups.
	LatestBackup *Backup

	undated    []Backup
	wrongTotal *WrongTotal // of the Droplet's own list of backups
}

// WrongTotal is a total that does not match the number of items in a list.
type WrongTotal struct {
	Path         string
	Total, Items int64
}

// Coverage reads all Droplets with their backup policies. Where the lists disagree because they were not read at the same
// moment, it reads the Droplet or the policy in question. Droplets that have been deleted in the meantime are left out.
func (c *Client) Coverage(ctx context.Context) (*Coverage, error) {
	var (
		droplets, gpuDroplets Listing[Droplet]
		policies              Listing[Policy]
	)
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { droplets, err = c.Droplets(groupCtx); return err })
	group.Go(func() (err error) { gpuDroplets, err = c.GPUDroplets(groupCtx); return err })
	group.Go(func() (err error) { policies, err = c.Policies(groupCtx); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	policyByID, err := indexPolicies(policies.Items)
	if err != nil {
		return nil, err
	}
	cov := &Coverage{}
	cov.addWrongTotal(findWrongTotal("/v2/droplets", droplets))
	cov.addWrongTotal(findWrongTotal("/v2/droplets?type=gpus", gpuDroplets))
	cov.addWrongTotal(findWrongTotal("/v2/droplets/backups/policies", policies))
	if cov.Droplets, err = c.joinPolicies(ctx, append(droplets.Items, gpuDroplets.Items...), policyByID); err != nil {
		return nil, err
	}
	cov.Total = int64(len(cov.Droplets))
	for _, droplet := range cov.Droplets {
		cov.backupIDs += len(droplet.BackupIDs)
	}
	return cov, nil
}

// findWrongTotal returns nil if the total of a list matches.
func findWrongTotal[T any](path string, listing Listing[T]) *WrongTotal {
	items := int64(len(listing.Items))
	if listing.Total == nil || *listing.Total == items {
		return nil
	}
	return &WrongTotal{Path: path, Total: *listing.Total, Items: items}
}

func (c *Coverage) addWrongTotal(wrong *WrongTotal) {
	if wrong != nil {
		c.WrongTotals = append(c.WrongTotals, *wrong)
	}
}

// indexPolicies returns the policies by Droplet ID.
func indexPolicies(policies []Policy) (map[Int64]Policy, error) {
	byID := make(map[Int64]Policy, len(policies))
	for _, policy := range policies {
		reason := ""
		if policy.DropletID == nil {
			reason = fmt.Sprintf("the policy %.40q has no droplet_id", policy.Key)
		} else if _, duplicate := byID[*policy.DropletID]; duplicate {
			reason = fmt.Sprintf("there are two policies for Droplet %d", *policy.DropletID)
		}
		if reason != "" {
			return nil, &IncompleteError{Path: "/v2/droplets/backups/policies", Reason: reason}
		}
		byID[*policy.DropletID] = policy
	}
	return byID, nil
}

// joinPolicies returns each Droplet once, with its policy. It reads the policies and the Droplets that are missing.
func (c *Client) joinPolicies(ctx context.Context, droplets []Droplet, policies map[Int64]Policy) ([]CoveredDroplet, error) {
	byID := make(map[Int64]Droplet, max(len(droplets), len(policies)))
	var ids []Int64
	for _, droplet := range droplets {
		if droplet.ID == nil {
			return nil, &IncompleteError{Path: "/v2/droplets", Reason: "a Droplet has no id"}
		}
		if _, duplicate := byID[*droplet.ID]; !duplicate { // a Droplet may be in both lists
			byID[*droplet.ID] = droplet
			ids = append(ids, *droplet.ID)
		}
	}
	for id := range policies {
		if _, ok := byID[id]; !ok {
			ids = append(ids, id)
		}
	}
	return mapExisting(ctx, ids, func(ctx context.Context, id Int64) (*CoveredDroplet, error) {
		return c.joinPolicy(ctx, id, byID, policies)
	})
}

// joinPolicy returns a Droplet with its policy, and reads the one that is missing. It returns nil if the Droplet was deleted.
func (c *Client) joinPolicy(
	ctx context.Context, id Int64, droplets map[Int64]Droplet, policies map[Int64]Policy,
) (_ *CoveredDroplet, err error) {
	droplet, ok := droplets[id]
	if !ok {
		droplet, err = c.Droplet(ctx, int64(id))
		if isNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	policy, ok := policies[id]
	if !ok {
		policy, err = c.Policy(ctx, int64(id))
		if isNotFound(err) {
			return nil, c.unlessDeleted(ctx, id, err)
		}
		if err != nil {
			return nil, err
		}
	}
	droplet.ID = &id
	covered := &CoveredDroplet{Droplet: droplet, Policy: policy}
	if droplet.BackupIDs != nil {
		covered.BackupIDs = withoutDuplicates(droplet.BackupIDs)
		covered.setBackupCount(len(covered.BackupIDs))
	}
	return covered, nil
}

func withoutDuplicates(ids []*Int64) []*Int64 {
	seen := make(map[Int64]bool, len(ids))
	return slices.DeleteFunc(ids, func(id *Int64) bool {
		duplicate := seen[deref(id)]
		seen[deref(id)] = true
		return duplicate
	})
}

// unlessDeleted returns nil if a Droplet no longer exists, which explains err: a 404 for its policy or its backups.
func (c *Client) unlessDeleted(ctx context.Context, id Int64, err error) error {
	switch _, dropletErr := c.Droplet(ctx, int64(id)); {
	case isNotFound(dropletErr):
		return nil
	case dropletErr != nil:
		return dropletErr
	}
	return err
}

// mapExisting calls convert for all items concurrently, and returns the results in the same order without those that are nil.
func mapExisting[T, U any](ctx context.Context, items []T, convert func(context.Context, T) (*U, error)) ([]U, error) {
	converted := make([]*U, len(items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxInFlight)
	for i, item := range items {
		group.Go(func() (err error) {
			converted[i], err = convert(ctx, item)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	existing := make([]U, 0, len(items))
	for _, item := range converted {
		if item != nil {
			existing = append(existing, *item)
		}
	}
	return existing, nil
}
