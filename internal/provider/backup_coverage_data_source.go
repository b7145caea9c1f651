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

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// coverageSchema describes how a Droplet is protected, as in `droplets`.
var coverageSchema = slices.Concat(
	objectSchema[digitalocean.CoveredDroplet]{
		int64Attribute("droplet_id", "ID of the Droplet.",
			func(d *digitalocean.CoveredDroplet) *digitalocean.Int64 { return d.ID }),
		stringAttribute("name", "Name of the Droplet.",
			func(d *digitalocean.CoveredDroplet) *string { return d.Name }),
		stringAttribute("region", "Slug of the region, such as `nyc3`.",
			func(d *digitalocean.CoveredDroplet) *string {
				if d.Region == nil {
					return nil
				}
				return d.Region.Slug
			}),
		stringAttribute("size", "Slug of the size, such as `s-1vcpu-1gb`.",
			func(d *digitalocean.CoveredDroplet) *string { return d.SizeSlug }),
		stringAttribute("status", "Status of the Droplet: `new`, `active`, `off` or `archive`.",
			func(d *digitalocean.CoveredDroplet) *string { return d.Status }),
		stringAttribute("created_at", "Time at which the Droplet was created, in RFC 3339 format, exactly as the API returned it.",
			func(d *digitalocean.CoveredDroplet) *string { return d.CreatedAt }),
		stringListAttribute("tags", "Tags of the Droplet. Null if the token lacks the scope `tag:read`.",
			func(d *digitalocean.CoveredDroplet) []*string { return d.Tags }),
		stringListAttribute("volume_ids", "IDs of the volumes attached to the Droplet. Backups do not include volumes.",
			func(d *digitalocean.CoveredDroplet) []*string { return d.VolumeIDs }),
		int64Attribute("backup_count", "Number of backups of the Droplet. Null if the token lacks the scope `image:read`.",
			func(d *digitalocean.CoveredDroplet) *digitalocean.Int64 { return d.BackupCount }),
		objectAttribute("latest_backup", "Newest backup of the Droplet. Null if it has none, or if `include_backups` is `false`.",
			backupSchema, func(d *digitalocean.CoveredDroplet) *digitalocean.Backup { return d.LatestBackup }),
	},
	promote(policySchema.without("droplet_id"), func(d *digitalocean.CoveredDroplet) *digitalocean.Policy { return &d.Policy }),
)

// coverageFilterKeys are the keys that a filter of Droplets supports.
var coverageFilterKeys = slices.Concat(coverageSchema.filterable(),
	promote(policyConfigSchema, func(d *digitalocean.CoveredDroplet) *digitalocean.PolicyConfig { return d.Policy.BackupPolicy }))

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

	droplets, err := coverageSchema.mapValue(coverage.Droplets, func(d *digitalocean.CoveredDroplet) string { return fmt.Sprint(*d.ID) })
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
func missingScopeErrors(droplets []digitalocean.CoveredDroplet, includeBackups bool, filters []filterModel) (diags diag.Diagnostics) {
	noBackupIDs := slices.ContainsFunc(droplets, func(d digitalocean.CoveredDroplet) bool { return d.BackupIDs == nil })
	noTags := len(droplets) > 0 && !slices.ContainsFunc(droplets, func(d digitalocean.CoveredDroplet) bool { return d.Tags != nil })
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
