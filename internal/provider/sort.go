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

// sortBlock returns a sort block like that of the official provider.
func sortBlock[T any](keys objectSchema[T]) schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Sorts the items. Multiple blocks apply in order of precedence. Strings are compared character by character; " +
			"null values come last.",
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

// sortItems sorts items in place. The sort is stable.
func sortItems[T any](keys objectSchema[T], blocks []sortModel, items []T) {
	// The first block is applied last, so that it takes precedence over the others.
	for _, block := range slices.Backward(blocks) {
		key, _ := keys.find(block.Key.ValueString())
		descending := block.Direction.ValueString() == "desc"
		slices.SortStableFunc(items, func(a, b T) int { return compareValues(key.value(&a), key.value(&b), descending) })
	}
}

// compareValues compares two values of the same type. Null comes last in both directions.
func compareValues(a, b tftypes.Value, descending bool) int {
	var order int
	switch {
	case a.IsNull() || b.IsNull():
		return cmp.Compare(rank(a), rank(b))
	case a.Type().Is(tftypes.Number):
		order = goValue[big.Float](a).Cmp(goValue[big.Float](b))
	case a.Type().Is(tftypes.Bool):
		order = cmp.Compare(rank(a), rank(b))
	default:
		order = strings.Compare(*goValue[string](a), *goValue[string](b))
	}
	if descending {
		return -order
	}
	return order
}

// rank orders false before true, and null after all other values.
func rank(v tftypes.Value) int {
	switch {
	case v.IsNull():
		return 2
	case v.Type().Is(tftypes.Bool) && *goValue[bool](v):
		return 1
	}
	return 0
}
