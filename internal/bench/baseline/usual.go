package baseline

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// Usual reads in the usual way: pages one after the other, and models that the framework takes apart in State.Set.
func Usual() provider.Provider {
	return newProvider(map[string]read{
		"droplet_backups":         usualBackups,
		"droplet_backup_policies": usualPolicies,
	})
}

type policiesModel struct {
	Filters  types.List             `tfsdk:"filter"`
	Timeouts timeouts.Value         `tfsdk:"timeouts"`
	Policies map[string]policyModel `tfsdk:"policies"`
	Total    types.Int64            `tfsdk:"total"`
}

type policyModel struct {
	DropletID        types.Int64  `tfsdk:"droplet_id"`
	BackupEnabled    types.Bool   `tfsdk:"backup_enabled"`
	BackupPolicy     *planModel   `tfsdk:"backup_policy"`
	NextBackupWindow *windowModel `tfsdk:"next_backup_window"`
}

type planModel struct {
	Plan                types.String `tfsdk:"plan"`
	Weekday             types.String `tfsdk:"weekday"`
	Hour                types.Int64  `tfsdk:"hour"`
	WindowLengthHours   types.Int64  `tfsdk:"window_length_hours"`
	RetentionPeriodDays types.Int64  `tfsdk:"retention_period_days"`
}

type windowModel struct {
	Start types.String `tfsdk:"start"`
	End   types.String `tfsdk:"end"`
}

func usualPolicies(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) error {
	var model policiesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.Policies = map[string]policyModel{}
	for page := 1; ; page++ {
		var answer struct {
			Policies map[string]digitalocean.Policy `json:"policies"`
			rest
		}
		if err := get(ctx, "/v2/droplets/backups/policies", page, &answer); err != nil {
			return err
		}
		for key, policy := range answer.Policies {
			model.Policies[key] = newPolicyModel(policy)
		}
		model.Total = types.Int64Value(answer.Meta.Total)
		if answer.Links.Pages.Next == "" {
			break
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	return nil
}

func newPolicyModel(p digitalocean.Policy) policyModel {
	model := policyModel{DropletID: types.Int64PointerValue(p.DropletID), BackupEnabled: types.BoolPointerValue(p.BackupEnabled)}
	if plan := p.BackupPolicy; plan != nil {
		model.BackupPolicy = &planModel{
			Plan:                types.StringPointerValue(plan.Plan),
			Weekday:             types.StringPointerValue(plan.Weekday),
			Hour:                types.Int64PointerValue(plan.Hour),
			WindowLengthHours:   types.Int64PointerValue(plan.WindowLengthHours),
			RetentionPeriodDays: types.Int64PointerValue(plan.RetentionPeriodDays),
		}
	}
	if window := p.NextBackupWindow; window != nil {
		model.NextBackupWindow = &windowModel{types.StringPointerValue(window.Start), types.StringPointerValue(window.End)}
	}
	return model
}

type backupsModel struct {
	DropletID types.Number   `tfsdk:"droplet_id"`
	Filters   types.List     `tfsdk:"filter"`
	Sorts     types.List     `tfsdk:"sort"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
	Backups   []backupModel  `tfsdk:"backups"`
	Latest    *backupModel   `tfsdk:"latest"`
	Total     types.Int64    `tfsdk:"total"`
}

type backupModel struct {
	ID            types.Int64    `tfsdk:"id"`
	Name          types.String   `tfsdk:"name"`
	Type          types.String   `tfsdk:"type"`
	Distribution  types.String   `tfsdk:"distribution"`
	Slug          types.String   `tfsdk:"slug"`
	Public        types.Bool     `tfsdk:"public"`
	CreatedAt     types.String   `tfsdk:"created_at"`
	Regions       []types.String `tfsdk:"regions"`
	MinDiskSize   types.Int64    `tfsdk:"min_disk_size"`
	SizeGigabytes types.Number   `tfsdk:"size_gigabytes"`
}

func usualBackups(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) error {
	var model backupsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	var backups []digitalocean.Backup
	for page := 1; ; page++ {
		var answer struct {
			Backups []digitalocean.Backup `json:"backups"`
			rest
		}
		if err := get(ctx, fmt.Sprintf("/v2/droplets/%s/backups", model.DropletID), page, &answer); err != nil {
			return err
		}
		backups = append(backups, answer.Backups...)
		model.Total = types.Int64Value(answer.Meta.Total)
		if answer.Links.Pages.Next == "" {
			break
		}
	}
	digitalocean.SortNewestFirst(backups)
	model.Backups = make([]backupModel, len(backups))
	for i, backup := range backups {
		model.Backups[i] = newBackupModel(backup)
		model.Latest = &model.Backups[0]
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	return nil
}

func newBackupModel(b digitalocean.Backup) backupModel {
	model := backupModel{
		ID:            types.Int64PointerValue(b.ID),
		Name:          types.StringPointerValue(b.Name),
		Type:          types.StringPointerValue(b.Type),
		Distribution:  types.StringPointerValue(b.Distribution),
		Slug:          types.StringPointerValue(b.Slug),
		Public:        types.BoolPointerValue(b.Public),
		CreatedAt:     types.StringPointerValue(b.CreatedAt),
		MinDiskSize:   types.Int64PointerValue(b.MinDiskSize),
		SizeGigabytes: types.NumberValue(exact(b.SizeGigabytes)),
	}
	for _, region := range b.Regions {
		model.Regions = append(model.Regions, types.StringPointerValue(region))
	}
	return model
}

// exact is a number as the real provider gives it, so that all give the same state.
func exact(number *float64) *big.Float {
	if number == nil {
		return nil
	}
	value, _, _ := big.ParseFloat(strconv.FormatFloat(*number, 'g', -1, 64), 10, 128, big.ToNearestEven)
	return value
}

type rest struct {
	Links struct {
		Pages struct {
			Next string `json:"next"`
		} `json:"pages"`
	} `json:"links"`
	Meta struct {
		Total int64 `json:"total"`
	} `json:"meta"`
}

func get(ctx context.Context, path string, page int, answer any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s%s?page=%d&per_page=200", endpoint(), path, page), nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // the body was read, or the error of reading it is reported
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}
