package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// usualProvider has the schemas of this provider and reads the policies in the usual way: one page after the other into
// models, which it passes to State.Set. The benchmarks compare this provider with it.
type usualProvider struct{ provider.Provider }

func (p usualProvider) DataSources(ctx context.Context) []func() datasource.DataSource {
	sources := p.Provider.DataSources(ctx)
	for i, newDataSource := range sources {
		sources[i] = func() datasource.DataSource { return usualDataSource{newDataSource()} }
	}
	return sources
}

type usualDataSource struct{ datasource.DataSource }

type policiesModel struct {
	Filters  types.List             `tfsdk:"filter"`
	Timeouts types.Object           `tfsdk:"timeouts"`
	Policies map[string]policyModel `tfsdk:"policies"`
	Total    int64                  `tfsdk:"total"`
}

type policyModel struct {
	DropletID     *int64 `json:"droplet_id" tfsdk:"droplet_id"`
	BackupEnabled *bool  `json:"backup_enabled" tfsdk:"backup_enabled"`
	BackupPolicy  *struct {
		Plan                *string `json:"plan" tfsdk:"plan"`
		Weekday             *string `json:"weekday" tfsdk:"weekday"`
		Hour                *int64  `json:"hour" tfsdk:"hour"`
		WindowLengthHours   *int64  `json:"window_length_hours" tfsdk:"window_length_hours"`
		RetentionPeriodDays *int64  `json:"retention_period_days" tfsdk:"retention_period_days"`
	} `json:"backup_policy" tfsdk:"backup_policy"`
	NextBackupWindow *struct {
		Start *string `json:"start" tfsdk:"start"`
		End   *string `json:"end" tfsdk:"end"`
	} `json:"next_backup_window" tfsdk:"next_backup_window"`
}

type policiesPage struct {
	Policies map[string]policyModel `json:"policies"`
	Meta     struct{ Total int64 }  `json:"meta"`
}

func (usualDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := policiesModel{Policies: map[string]policyModel{}}
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("filter"), &model.Filters)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &model.Timeouts)...)
	for number := 1; number == 1 || len(model.Policies) < int(model.Total); number++ {
		page, err := getPage(ctx, number)
		if err != nil {
			resp.Diagnostics.AddError("Unable to Read Policies", err.Error())
			return
		}
		maps.Copy(model.Policies, page.Policies)
		model.Total = page.Meta.Total
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func getPage(ctx context.Context, number int) (page policiesPage, err error) {
	url := fmt.Sprintf("%s/v2/droplets/backups/policies?page=%d&per_page=200", os.Getenv(endpointVariable), number)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return page, err
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv(tokenVariable))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return page, err
	}
	defer resp.Body.Close() //nolint:errcheck // the body was read
	err = json.NewDecoder(resp.Body).Decode(&page)
	return page, err
}
