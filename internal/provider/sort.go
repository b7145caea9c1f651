package provider

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type sortModel struct {
	Key       types.String `tfsdk:"key"`
	Direction types.String `tfsdk:"direction"`
}

// sortBlock returns a sort block like that of the official provider.
func sortBlock[T any](keys attributes[T]) schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Sorts the items. Multiple blocks apply in order of precedence. Timestamps are compared as times, other strings " +
			"character by character. Null values come last.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"key": schema.StringAttribute{
				Required: true, Validators: []validator.String{stringvalidator.OneOf(keys.names()...)},
				MarkdownDescription: "Attribute to sort by: " + markdownList(keys.names()) + ".",
			},
			"direction": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf("asc", "desc")},
				MarkdownDescription: "Sort direction: `asc` (default) or `desc`.",
			},
		}},
	}
}

// sortBackups sorts in place. The sort is stable.
func sortBackups(keys attributes[digitalocean.Backup], blocks []sortModel, backups []digitalocean.Backup) {
	// The first block is applied last, so that it takes precedence over the others.
	for _, block := range slices.Backward(blocks) {
		key, _ := keys.find(block.Key.ValueString())
		descending := block.Direction.ValueString() == "desc"
		slices.SortStableFunc(backups, func(a, b digitalocean.Backup) int { return compareBackups(key, &a, &b, descending) })
	}
}

// compareBackups compares two backups by an attribute. In both directions, null comes last, after timestamps that cannot be read.
func compareBackups(key attribute[digitalocean.Backup], backupA, backupB *digitalocean.Backup, descending bool) int {
	a, b := key.value(backupA), key.value(backupB)
	var order int
	switch {
	case a.IsNull() || b.IsNull():
		return compareBool(a.IsNull(), b.IsNull())
	case key.name == "created_at":
		timeA, okA := backupA.CreatedTime()
		timeB, okB := backupB.CreatedTime()
		if !okA || !okB {
			return compareBool(!okA, !okB)
		}
		order = timeA.Compare(timeB)
	case a.Type().Is(tftypes.Number):
		order = goValue[big.Float](a).Cmp(goValue[big.Float](b))
	case a.Type().Is(tftypes.Bool):
		order = compareBool(*goValue[bool](a), *goValue[bool](b))
	default:
		order = strings.Compare(*goValue[string](a), *goValue[string](b))
	}
	if descending {
		return -order
	}
	return order
}

// compareBool orders false before true, as their names are ordered.
func compareBool(a, b bool) int { return strings.Compare(strconv.FormatBool(a), strconv.FormatBool(b)) }
