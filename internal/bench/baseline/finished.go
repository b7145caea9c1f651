package baseline

import (
	"context"
	"log/slog"
	"maps"
	"math/big"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// Finished fetches as the real provider does, and hands over protocol values that were written out by hand: the least
// that the framework lets a provider do.
func Finished() provider.Provider {
	return newProvider(map[string]read{
		"droplet_backups":         finishedBackups,
		"droplet_backup_policies": finishedPolicies,
	})
}

var (
	planType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"plan": tftypes.String, "weekday": tftypes.String, "hour": tftypes.Number,
		"window_length_hours": tftypes.Number, "retention_period_days": tftypes.Number,
	}}
	windowType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"start": tftypes.String, "end": tftypes.String}}
	policyType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"droplet_id": tftypes.Number, "backup_enabled": tftypes.Bool, "backup_policy": planType, "next_backup_window": windowType,
	}}
	textsType  = tftypes.List{ElementType: tftypes.String}
	backupType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"id": tftypes.Number, "name": tftypes.String, "type": tftypes.String, "distribution": tftypes.String,
		"slug": tftypes.String, "public": tftypes.Bool, "created_at": tftypes.String, "regions": textsType,
		"min_disk_size": tftypes.Number, "size_gigabytes": tftypes.Number,
	}}
)

func finishedPolicies(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) error {
	client, err := newClient()
	if err != nil {
		return err
	}
	listing, err := client.Policies(ctx)
	if err != nil {
		return err
	}
	policies := make(map[string]tftypes.Value, len(listing.Items))
	for _, policy := range listing.Items {
		policies[policy.Key] = policyValue(policy)
	}
	return set(&resp.State, map[string]tftypes.Value{
		"policies": tftypes.NewValue(tftypes.Map{ElementType: policyType}, policies),
		"total":    tftypes.NewValue(tftypes.Number, listing.Total),
	})
}

func policyValue(p digitalocean.Policy) tftypes.Value {
	plan, window := tftypes.NewValue(planType, nil), tftypes.NewValue(windowType, nil)
	if p := p.BackupPolicy; p != nil {
		plan = tftypes.NewValue(planType, map[string]tftypes.Value{
			"plan":                  tftypes.NewValue(tftypes.String, p.Plan),
			"weekday":               tftypes.NewValue(tftypes.String, p.Weekday),
			"hour":                  tftypes.NewValue(tftypes.Number, p.Hour),
			"window_length_hours":   tftypes.NewValue(tftypes.Number, p.WindowLengthHours),
			"retention_period_days": tftypes.NewValue(tftypes.Number, p.RetentionPeriodDays),
		})
	}
	if w := p.NextBackupWindow; w != nil {
		window = tftypes.NewValue(windowType, map[string]tftypes.Value{
			"start": tftypes.NewValue(tftypes.String, w.Start),
			"end":   tftypes.NewValue(tftypes.String, w.End),
		})
	}
	return tftypes.NewValue(policyType, map[string]tftypes.Value{
		"droplet_id":         tftypes.NewValue(tftypes.Number, p.DropletID),
		"backup_enabled":     tftypes.NewValue(tftypes.Bool, p.BackupEnabled),
		"backup_policy":      plan,
		"next_backup_window": window,
	})
}

func finishedBackups(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) error {
	client, err := newClient()
	if err != nil {
		return err
	}
	dropletID, err := dropletID(req)
	if err != nil {
		return err
	}
	listing, err := client.Backups(ctx, dropletID)
	if err != nil {
		return err
	}
	digitalocean.SortNewestFirst(listing.Items)
	latest := tftypes.NewValue(backupType, nil)
	backups := make([]tftypes.Value, len(listing.Items))
	for i, backup := range listing.Items {
		backups[i] = backupValue(backup)
		latest = backups[0]
	}
	return set(&resp.State, map[string]tftypes.Value{
		"backups": tftypes.NewValue(tftypes.List{ElementType: backupType}, backups),
		"latest":  latest,
		"total":   tftypes.NewValue(tftypes.Number, listing.Total),
	})
}

func backupValue(b digitalocean.Backup) tftypes.Value {
	regions := make([]tftypes.Value, len(b.Regions))
	for i, region := range b.Regions {
		regions[i] = tftypes.NewValue(tftypes.String, region)
	}
	return tftypes.NewValue(backupType, map[string]tftypes.Value{
		"id":             tftypes.NewValue(tftypes.Number, b.ID),
		"name":           tftypes.NewValue(tftypes.String, b.Name),
		"type":           tftypes.NewValue(tftypes.String, b.Type),
		"distribution":   tftypes.NewValue(tftypes.String, b.Distribution),
		"slug":           tftypes.NewValue(tftypes.String, b.Slug),
		"public":         tftypes.NewValue(tftypes.Bool, b.Public),
		"created_at":     tftypes.NewValue(tftypes.String, b.CreatedAt),
		"regions":        tftypes.NewValue(textsType, regions),
		"min_disk_size":  tftypes.NewValue(tftypes.Number, b.MinDiskSize),
		"size_gigabytes": tftypes.NewValue(tftypes.Number, exact(b.SizeGigabytes)),
	})
}

func newClient() (*digitalocean.Client, error) {
	address, err := url.Parse(endpoint())
	if err != nil {
		return nil, err
	}
	return digitalocean.New(digitalocean.Config{Endpoint: address, Token: token(), Logger: slog.New(slog.DiscardHandler)}), nil
}

func dropletID(req datasource.ReadRequest) (int64, error) {
	var arguments map[string]tftypes.Value
	if err := req.Config.Raw.As(&arguments); err != nil {
		return 0, err
	}
	var number big.Float
	if err := arguments["droplet_id"].As(&number); err != nil {
		return 0, err
	}
	id, _ := number.Int64()
	return id, nil
}

func set(state *tfsdk.State, computed map[string]tftypes.Value) error {
	var attributes map[string]tftypes.Value
	if err := state.Raw.As(&attributes); err != nil {
		return err
	}
	maps.Copy(attributes, computed)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
	return nil
}
