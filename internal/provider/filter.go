package provider

import (
	"context"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type filterModel struct {
	Key     types.String   `tfsdk:"key"`
	Values  []types.String `tfsdk:"values"`
	MatchBy types.String   `tfsdk:"match_by"`
	All     types.Bool     `tfsdk:"all"`
}

// filterBlock is the official provider's `filter`, for these attributes as keys.
func filterBlock[T any](keys object[T]) schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Keeps the items that match. With several blocks an item has to match all of them.",
		NestedObject: schema.NestedBlockObject{
			Validators: []validator.Object{filterValidator[T]{keys}},
			Attributes: map[string]schema.Attribute{
				"key": schema.StringAttribute{
					Required: true, Validators: []validator.String{stringvalidator.OneOf(keys.names()...)},
					MarkdownDescription: "Attribute to match: " + markdownList(keys.names()) + ".",
				},
				"values": schema.ListAttribute{
					Required: true, ElementType: types.StringType,
					Validators: []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues()},
					MarkdownDescription: "Values to match, one of which has to. Numbers and `true` or `false` can be written without quotes. " +
						"A null attribute matches none. Values that no item has are no error.",
				},
				"match_by": schema.StringAttribute{
					Optional: true, Validators: []validator.String{stringvalidator.OneOf("exact", "re", "substring")},
					MarkdownDescription: "`exact` (default; ignores the case of strings), or for strings also `substring` or `re` (RE2 regular expression). " +
						"Both are case-sensitive; start an expression with `(?i)` to ignore case.",
				},
				"all": schema.BoolAttribute{
					Optional:            true,
					MarkdownDescription: "Whether all of `values` have to match, not just one: of use for lists such as `regions`. Default: `false`.",
				},
			},
		},
	}
}

// filterValidator checks what depends on more than one argument of a block.
type filterValidator[T any] struct{ keys object[T] }

func (v filterValidator[T]) Description(context.Context) string {
	return "values must be of the type of the key's attribute"
}

func (v filterValidator[T]) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v filterValidator[T]) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	values, ok := req.ConfigValue.Attributes()["values"].(types.List)
	if !ok || values.IsUnknown() {
		return
	}
	var block filterModel
	resp.Diagnostics.Append(req.ConfigValue.As(ctx, &block, basetypes.ObjectAsOptions{})...)
	if !resp.Diagnostics.HasError() && !block.Key.IsUnknown() && !block.MatchBy.IsUnknown() {
		newFilter(v.keys, block, req.Path, &resp.Diagnostics)
	}
}

// filter keeps the items that match every block.
func filter[T any](keys object[T], blocks []filterModel, items []T, diags *diag.Diagnostics) []T {
	for i, block := range blocks {
		matches := newFilter(keys, block, path.Root("filter").AtListIndex(i), diags)
		if diags.HasError() {
			return nil
		}
		items = slices.DeleteFunc(items, func(item T) bool { return !matches(&item) })
	}
	return items
}

// newFilter makes a test for items of a block. A value that is still unknown is left out, so that the rest of a
// configuration can be checked before it is known.
func newFilter[T any](keys object[T], block filterModel, at path.Path, diags *diag.Diagnostics) func(*T) bool {
	key, ok := keys.find(block.Key.ValueString())
	if !ok {
		return nil // the schema has said so
	}
	elementType, isList := key.tftype(), false
	if list, ok := elementType.(tftypes.List); ok {
		elementType, isList = list.ElementType, true
	}
	var wanted []matcher
	for i, value := range block.Values {
		if value.IsUnknown() || value.IsNull() {
			continue
		}
		matches, err := newMatcher(elementType, block.MatchBy.ValueString(), value.ValueString())
		if err != nil {
			diags.AddAttributeError(at.AtName("values").AtListIndex(i), "Invalid filter value", fmt.Sprintf("The attribute %s %s.", key.name, err))
		}
		wanted = append(wanted, matches)
	}
	return func(item *T) bool {
		elements := []tftypes.Value{key.value(item)}
		if isList {
			elements = *as[[]tftypes.Value](elements[0])
		}
		elements = slices.DeleteFunc(elements, tftypes.Value.IsNull)
		has := func(matches matcher) bool { return slices.ContainsFunc(elements, matches) }
		if block.All.ValueBool() {
			return !slices.ContainsFunc(wanted, func(matches matcher) bool { return !has(matches) })
		}
		return slices.ContainsFunc(wanted, has)
	}
}

// matcher is a test for a value that is not null.
type matcher func(tftypes.Value) bool

// newMatcher reads a value as the type of the attribute. Its error completes a sentence about that.
func newMatcher(elementType tftypes.Type, matchBy, value string) (matcher, error) {
	if matchBy != "" && matchBy != "exact" && !elementType.Is(tftypes.String) {
		return nil, fmt.Errorf("is no string, so that match_by = %q does not apply; only \"exact\" does", matchBy)
	}
	switch {
	case elementType.Is(tftypes.Number):
		number, err := parseNumber(value)
		if err != nil {
			return nil, fmt.Errorf("is a number, which %q is not", value)
		}
		return func(v tftypes.Value) bool { return as[big.Float](v).Cmp(number) == 0 }, nil
	case elementType.Is(tftypes.Bool):
		truth, err := strconv.ParseBool(value)
		if err != nil {
			return nil, fmt.Errorf("is true or false, which %q is not", value)
		}
		return func(v tftypes.Value) bool { return *as[bool](v) == truth }, nil
	case matchBy == "substring":
		return func(v tftypes.Value) bool { return strings.Contains(*as[string](v), value) }, nil
	case matchBy == "re":
		expression, err := regexp.Compile(value)
		if err != nil {
			return nil, fmt.Errorf("cannot be matched: %w", err)
		}
		return func(v tftypes.Value) bool { return expression.MatchString(*as[string](v)) }, nil
	}
	return func(v tftypes.Value) bool { return strings.EqualFold(*as[string](v), value) }, nil
}

// as is the Go value of a protocol value that is known, not null, and of the type that fits.
func as[T any](v tftypes.Value) *T {
	var value T
	_ = v.As(&value) // the attribute's own type has chosen T
	return &value
}

func markdownList(names []string) string {
	return "`" + strings.Join(names, "`, `") + "`"
}
