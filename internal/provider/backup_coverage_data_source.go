package provider

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// dropletAttributes describe the Droplet itself.
var dropletAttributes = attributes[coverage.Droplet]{
	computed("droplet_id", "ID of the Droplet.", func(d *coverage.Droplet) any { return d.ID }),
	computed("name", "Name of the Droplet.", func(d *coverage.Droplet) any { return d.Name }),
	computed("region", "Slug of the region, such as `nyc3`. Null if the token lacks the scope `regions:read`.",
		func(d *coverage.Droplet) any { return d.Region.Slug }),
	computed("size", "Slug of the size, such as `s-1vcpu-1gb`. Null if the token lacks the scope `sizes:read`.",
		func(d *coverage.Droplet) any { return d.SizeSlug }),
	computed("status", "Status of the Droplet: `new`, `active`, `off` or `archive`.", func(d *coverage.Droplet) any { return d.Status }),
	computed("created_at", "Time at which the Droplet was created, in RFC 3339 format, exactly as the API returned it.",
		func(d *coverage.Droplet) any { return d.CreatedAt }),
	computed("tags", "Tags of the Droplet. Null if the token lacks the scope `tag:read`.", func(d *coverage.Droplet) any { return d.Tags }),
	computed("volume_ids", "IDs of the volumes attached to the Droplet, which backups do not include. "+
		"Null if the token lacks the scope `block_storage:read`.",
		func(d *coverage.Droplet) any { return d.VolumeIDs }),
	computed("backup_count", "Number of backups of the Droplet. Null if the token lacks the scope `image:read`.",
		func(d *coverage.Droplet) any { return d.BackupCount }),
	computed("snapshot_count", "Number of snapshots of the Droplet. Null if the token lacks the scope `image:read`.",
		func(d *coverage.Droplet) any { return d.SnapshotCount }),
}

// coverageAttributes describe how a Droplet is protected, as in `droplets`.
var coverageAttributes = slices.Concat(
	dropletAttributes,
	promote(policyAttributes.without("droplet_id"), func(d *coverage.Droplet) *digitalocean.Policy { return &d.Policy }),
	attributes[coverage.Droplet]{
		computed("latest_backup", "Newest backup of the Droplet. Null if it has none, or if `include_backups` is `false`.",
			func(d *coverage.Droplet) any { return backupAttributes.nested(d.LatestBackup) }),
	},
)

// coverageFilterKeys are the keys that a filter of Droplets supports.
var coverageFilterKeys = slices.Concat(dropletAttributes,
	promote(policyFilterKeys.without("droplet_id"), func(d *coverage.Droplet) *digitalocean.Policy { return &d.Policy }))

func backupCoverageSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Lists all Droplets in the account, including GPU Droplets, with their backup policies and newest backups. " +
			"The Droplets can be filtered.",
		Attributes: map[string]schema.Attribute{
			"include_backups": schema.BoolAttribute{
				Optional: true, MarkdownDescription: "Whether to read the backups. If `false`, `latest_backup` is null. Default: `true`.",
			},
			"droplets": schema.MapNestedAttribute{
				Computed: true, NestedObject: coverageAttributes.elementSchema(),
				MarkdownDescription: "Map of the Droplets that match the filters, by Droplet ID (as a string). Empty if there are none.",
			},
			"total": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "Total number of Droplets in the account, before filtering.",
			},
		},
		Blocks: map[string]schema.Block{"filter": filterBlock(coverageFilterKeys), "timeouts": timeoutsBlock()},
	}
}

func readBackupCoverage(ctx context.Context, p *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	includeBackups := readArgument[types.Bool](ctx, req, resp, "include_backups")
	filters := readArgument[[]filterModel](ctx, req, resp, "filter")
	filter := func(droplets []coverage.Droplet) ([]coverage.Droplet, error) {
		// The second call, with the finished Droplets, adds no error: they have matched before, and null never matches.
		resp.Diagnostics.Append(missingAttributeErrors(droplets, filters)...)
		matching := applyFilters(coverageFilterKeys, filters, droplets, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return nil, errFilter
		}
		return matching, nil
	}
	result, err := coverage.Read(ctx, p.client, includeBackups.IsNull() || includeBackups.ValueBool(), filter)
	switch {
	case errors.Is(err, errFilter):
		return
	case errors.Is(err, coverage.ErrNoBackupIDs):
		resp.Diagnostics.AddAttributeError(path.Root("include_backups"), "Missing token scope",
			"The API does not return the backups of all Droplets. The token most likely lacks the scope image:read. "+
				"Add it to the token, or set include_backups to false.")
		return
	case err != nil:
		resp.Diagnostics.Append(p.readError("the backup coverage", err))
		return
	}
	var undated []digitalocean.Backup
	for _, droplet := range result.Droplets {
		undated = append(undated, droplet.UndatedBackups...)
	}
	p.warnOfUndated("backup", undated, &resp.Diagnostics)
	droplets, _ := coverageAttributes.mapByKey(result.Droplets, func(d *coverage.Droplet) string { return d.ID.String() }) // IDs are unique
	setState(&resp.State, map[string]tftypes.Value{"droplets": droplets, "total": tftypes.NewValue(tftypes.Number, result.Total)})
}

// errFilter means that the diagnostics say what is wrong with a filter.
var errFilter = errors.New("invalid filter")

// attributeScopes are the scopes that a token needs so that the API returns an attribute of Droplets.
var attributeScopes = map[string]string{
	"backup_count": "image:read", "region": "regions:read", "size": "sizes:read", "snapshot_count": "image:read", "tags": "tag:read",
	"volume_ids": "block_storage:read",
}

// missingAttributeErrors returns an error for each filter by an attribute that the API returns for no Droplet: it would match none of
// them. The attributes of policies may be null for all. For backup_count, one Droplet without it is enough, as in coverage.Read: an audit
// of backups must not miss a Droplet.
func missingAttributeErrors(droplets []coverage.Droplet, filters []filterModel) (diags diag.Diagnostics) {
	for i, filter := range filters {
		key, ok := dropletAttributes.find(filter.Key.ValueString())
		if !ok {
			continue
		}
		missing := 0
		for _, droplet := range droplets {
			if key.value(&droplet).IsNull() {
				missing++
			}
		}
		if missing == 0 || missing < len(droplets) && key.name != "backup_count" {
			continue
		}
		hint := ""
		if scope, ok := attributeScopes[key.name]; ok {
			hint = " The token most likely lacks the scope " + scope + "."
		}
		diags.AddAttributeError(path.Root("filter").AtListIndex(i).AtName("key"), "Missing attribute of Droplets",
			"The API does not return the attribute "+key.name+", so Droplets cannot be filtered by it."+hint)
	}
	return diags
}
