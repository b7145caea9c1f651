package provider

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type sortModel struct {
	Key       types.String `tfsdk:"key"`
	Direction types.String `tfsdk:"direction"`
}

// sortBlock is the official provider's `sort`, for these attributes as keys.
func sortBlock[T any](keys object[T]) schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Sorts the items. With several blocks the first goes before the second, and so on. Strings are compared character by character; null comes last.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"key": schema.StringAttribute{
				Required: true, Validators: []validator.String{stringvalidator.OneOf(keys.names()...)},
				MarkdownDescription: "Attribute to sort by: " + markdownList(keys.names()) + ".",
			},
			"direction": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf("asc", "desc")},
				MarkdownDescription: "`asc` (default) or `desc`.",
			},
		}},
	}
}

// sortItems sorts in place, and keeps the order of what is equal.
func sortItems[T any](keys object[T], blocks []sortModel, items []T) {
	for _, block := range slices.Backward(blocks) { // a stable sort by the first block, last, puts it before the others
		key, _ := keys.find(block.Key.ValueString())
		descending := block.Direction.ValueString() == "desc"
		slices.SortStableFunc(items, func(a, b T) int { return compare(key.value(&a), key.value(&b), descending) })
	}
}

// compare orders two values of one type, null after all others whatever the direction.
func compare(a, b tftypes.Value, descending bool) int {
	var order int
	switch {
	case a.IsNull() || b.IsNull():
		return cmp.Compare(rank(a), rank(b))
	case a.Type().Is(tftypes.Number):
		order = as[big.Float](a).Cmp(as[big.Float](b))
	case a.Type().Is(tftypes.Bool):
		order = cmp.Compare(rank(a), rank(b))
	default:
		order = strings.Compare(*as[string](a), *as[string](b))
	}
	if descending {
		return -order
	}
	return order
}

// rank puts false before true, and null last.
func rank(v tftypes.Value) int {
	switch {
	case v.IsNull():
		return 2
	case v.Type().Is(tftypes.Bool) && *as[bool](v):
		return 1
	}
	return 0
}
