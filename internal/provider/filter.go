package provider

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"regexp/syntax"
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
	Key     types.String `tfsdk:"key"`
	Values  types.List   `tfsdk:"values"`
	MatchBy types.String `tfsdk:"match_by"`
	All     types.Bool   `tfsdk:"all"`
}

// filterBlock returns a filter block like that of the official provider.
func filterBlock[T any](keys attributes[T]) schema.Block {
	return schema.ListNestedBlock{
		MarkdownDescription: "Selects the items that match. With multiple blocks, an item must match all of them.",
		NestedObject: schema.NestedBlockObject{
			Validators: []validator.Object{filterValidator[T]{keys}},
			Attributes: map[string]schema.Attribute{
				"key": schema.StringAttribute{
					Required: true, Validators: []validator.String{stringvalidator.OneOf(keys.names()...)},
					MarkdownDescription: "Attribute to filter by: " + markdownList(keys.names()) + ".",
				},
				"values": schema.ListAttribute{
					Required: true, ElementType: types.StringType,
					Validators: []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues()},
					MarkdownDescription: "Values to match. By default, one match is enough. Numbers and booleans can be written without quotes. " +
						"A null attribute never matches. Values that match nothing are not an error.",
				},
				"match_by": schema.StringAttribute{
					Optional: true, Validators: []validator.String{stringvalidator.OneOf("exact", "re", "substring")},
					MarkdownDescription: "How to match: `exact` (default; ignores the case of strings) or, for strings only, `substring` or " +
						"`re` (RE2 regular expression). Both are case-sensitive; start an expression with `(?i)` to ignore case.",
				},
				"all": schema.BoolAttribute{
					Optional: true,
					MarkdownDescription: "Whether all of `values` must match, rather than any of them. Useful for attributes that are lists. " +
						"Default: `false`.",
				},
			},
		},
	}
}

// filterValidator validates the values of a filter block, which depend on its key.
type filterValidator[T any] struct{ keys attributes[T] }

var _ validator.Object = filterValidator[struct{}]{}

func (v filterValidator[T]) Description(context.Context) string {
	return "values must be valid for the attribute that key names"
}

func (v filterValidator[T]) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v filterValidator[T]) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsUnknown() {
		return
	}
	var block filterModel
	resp.Diagnostics.Append(req.ConfigValue.As(ctx, &block, basetypes.ObjectAsOptions{})...)
	if !resp.Diagnostics.HasError() && !block.Key.IsUnknown() && !block.MatchBy.IsUnknown() {
		newFilter(v.keys, block, req.Path, &resp.Diagnostics) // for its diagnostics
	}
}

// applyFilters returns the items that match all blocks, and deletes the others in place. The blocks are valid: Terraform validates them
// again right before a read, when all of their values are known.
func applyFilters[T any](keys attributes[T], blocks []filterModel, items []T, diags *diag.Diagnostics) []T {
	for i, block := range blocks {
		matches := newFilter(keys, block, path.Root("filter").AtListIndex(i), diags)
		if diags.HasError() { // that the caller has added; a valid block adds none
			return nil
		}
		items = slices.DeleteFunc(items, func(item T) bool { return !matches(&item) })
	}
	return items
}

// newFilter returns a function that reports whether an item matches the block at p. It skips unknown values, so that
// validation can check the known ones.
func newFilter[T any](keys attributes[T], block filterModel, p path.Path, diags *diag.Diagnostics) func(*T) bool {
	key, ok := keys.find(block.Key.ValueString())
	if !ok {
		return nil // the validator of key reports it
	}
	elementType, isList := key.terraformType(), false
	if list, ok := elementType.(tftypes.List); ok {
		elementType, isList = list.ElementType, true
	}
	if matchBy := block.MatchBy.ValueString(); (matchBy == "re" || matchBy == "substring") && !elementType.Is(tftypes.String) {
		diags.AddAttributeError(p.AtName("match_by"), "Invalid filter", fmt.Sprintf(
			"Cannot match the attribute %s by %q, which applies to strings only. Use \"exact\".", key.name, matchBy))
		return nil
	}
	var matchers []matcher
	for i, element := range block.Values.Elements() {
		value, _ := element.(types.String)
		if !isSet(value) {
			continue
		}
		matches, err := newMatcher(elementType, block.MatchBy.ValueString(), value.ValueString())
		if err != nil {
			diags.AddAttributeError(p.AtName("values").AtListIndex(i), "Invalid filter value",
				fmt.Sprintf("Cannot match the attribute %s: the value is %s.", key.name, err))
			continue
		}
		matchers = append(matchers, matches)
	}
	return func(item *T) bool {
		elements := []tftypes.Value{key.value(item)}
		if isList {
			elements = *goValue[[]tftypes.Value](elements[0])
		}
		elements = slices.DeleteFunc(elements, tftypes.Value.IsNull)
		matched := 0
		for _, matches := range matchers {
			if slices.ContainsFunc(elements, matches) {
				matched++
			}
		}
		if block.All.ValueBool() {
			return matched == len(matchers)
		}
		return matched > 0
	}
}

// matcher reports whether a value that is not null matches.
type matcher func(tftypes.Value) bool

// newMatcher returns the matcher for a value of a filter block, which it parses as elementType. Its errors complete "the value is …", and
// do not quote the value: Terraform hides a sensitive value, but does not tell the provider that it is one.
func newMatcher(elementType tftypes.Type, matchBy, value string) (matcher, error) {
	switch {
	case elementType.Is(tftypes.Number):
		number, ok := parseNumber(value)
		if !ok {
			return nil, errors.New("not a decimal number")
		}
		return func(v tftypes.Value) bool { return goValue[big.Float](v).Cmp(number) == 0 }, nil
	case elementType.Is(tftypes.Bool):
		b, err := strconv.ParseBool(value)
		if err != nil {
			return nil, errors.New("not true or false")
		}
		return func(v tftypes.Value) bool { return *goValue[bool](v) == b }, nil
	case matchBy == "substring":
		return func(v tftypes.Value) bool { return strings.Contains(*goValue[string](v), value) }, nil
	case matchBy == "re":
		expression, err := regexp.Compile(value)
		if err != nil {
			syntaxErr, _ := errors.AsType[*syntax.Error](err) // the only type that Compile returns
			return nil, fmt.Errorf("not a valid regular expression: %s", syntaxErr.Code)
		}
		return func(v tftypes.Value) bool { return expression.MatchString(*goValue[string](v)) }, nil
	}
	return func(v tftypes.Value) bool { return strings.EqualFold(*goValue[string](v), value) }, nil
}

func markdownList(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
