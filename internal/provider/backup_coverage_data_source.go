package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*backupCoverageDataSource)(nil)

type backupCoverageDataSource struct{ baseDataSource }

func newBackupCoverageDataSource() datasource.DataSource { return &backupCoverageDataSource{} }

func (d *backupCoverageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_backup_coverage"
}

func (d *backupCoverageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists all Droplets in the account, including GPU Droplets, with their backup policies and newest backups. " +
			"The Droplets can be filtered.",
		Attributes: map[string]schema.Attribute{
			"include_backups": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether to read backups, which `latest_backup` needs. Default: `true`.",
			},
			"droplets": schema.MapNestedAttribute{
				Computed: true, NestedObject: coverageSchema.nestedObject(),
				MarkdownDescription: "Map of the Droplets that match the filters, by Droplet ID (as a string). Empty if there are none.",
			},
			"total": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Total number of Droplets in the account, before filtering.",
			},
		},
		Blocks: map[string]schema.Block{
			"filter":   filterBlock(coverageFilterKeys),
			"timeouts": timeoutsBlock(),
		},
	}
}

func (d *backupCoverageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := d.startRead(ctx, req.Config, &resp.Diagnostics)
	defer cancel()
	var (
		configured types.Bool
		filters    []filterModel
	)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("include_backups"), &configured)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("filter"), &filters)...)
	if resp.Diagnostics.HasError() {
		return
	}
	includeBackups := configured.IsNull() || configured.ValueBool()

	coverage, err := d.provider.client.Coverage(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError("the backup coverage", err))
		return
	}
	resp.Diagnostics.Append(missingScopeErrors(coverage.Droplets, includeBackups, filters)...)
	coverage.Droplets = applyFilters(coverageFilterKeys, filters, coverage.Droplets, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if includeBackups {
		if err := d.provider.client.AddBackups(ctx, coverage); err != nil {
			resp.Diagnostics.Append(readError("the backups of the account", err))
			return
		}
		resp.Diagnostics.Append(createdAtWarning(coverage.UndatedBackups)...)
	}
	resp.Diagnostics.Append(wrongTotalsWarning(coverage.WrongTotals)...)

	droplets, err := coverageSchema.mapValue(coverage.Droplets, func(d *coveredDroplet) string { return fmt.Sprint(*d.ID) })
	if err != nil {
		resp.Diagnostics.AddError("Duplicate Droplet", err.Error()+". "+reportIssue)
		return
	}
	resp.Diagnostics.Append(setState(&resp.State, map[string]tftypes.Value{
		"droplets": droplets,
		"total":    tftypes.NewValue(tftypes.Number, coverage.Total),
	})...)
}

// missingScopeErrors returns an error for each argument that needs an attribute of Droplets that the API omits, which it does if
// the token lacks a scope.
func missingScopeErrors(droplets []coveredDroplet, includeBackups bool, filters []filterModel) (diags diag.Diagnostics) {
	noBackupIDs := slices.ContainsFunc(droplets, func(d coveredDroplet) bool { return d.BackupIDs == nil })
	noTags := len(droplets) > 0 && !slices.ContainsFunc(droplets, func(d coveredDroplet) bool { return d.Tags != nil })
	const summary = "Missing token scope"
	if noBackupIDs && includeBackups {
		diags.AddAttributeError(path.Root("include_backups"), summary, "The API does not return the backups of all Droplets. "+
			"The token most likely lacks the scope image:read. Add it to the token, or set include_backups to false.")
	}
	for i, filter := range filters {
		p := path.Root("filter").AtListIndex(i).AtName("key")
		switch key := filter.Key.ValueString(); {
		case key == "backup_count" && noBackupIDs:
			diags.AddAttributeError(p, summary, "The API does not return the backups of all Droplets, so they cannot be filtered by backup_count. "+
				"The token most likely lacks the scope image:read.")
		case key == "tags" && noTags:
			diags.AddAttributeError(p, summary, "The API does not return the tags of any Droplet, so they cannot be filtered by tags. "+
				"The token most likely lacks the scope tag:read.")
		}
	}
	return diags
}
