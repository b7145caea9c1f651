package provider

import (
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func text[T any](name, description string, value func(*T) *string) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.StringAttribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return tftypes.NewValue(tftypes.String, value(item)) },
	}
}

func boolean[T any](name, description string, value func(*T) *bool) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.BoolAttribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return tftypes.NewValue(tftypes.Bool, value(item)) },
	}
}

func integer[T any](name, description string, value func(*T) *int64) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.Int64Attribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return tftypes.NewValue(tftypes.Number, value(item)) },
	}
}

// decimal keeps the digits that the API gave: no binary form of 2.34 is exact, and a float64's would not equal the 2.34 of a
// configuration.
func decimal[T any](name, description string, value func(*T) *float64) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.NumberAttribute{Computed: true, MarkdownDescription: description},
		value: func(item *T) tftypes.Value {
			var exact *big.Float
			if v := value(item); v != nil {
				exact, _ = parseNumber(strconv.FormatFloat(*v, 'g', -1, 64))
			}
			return tftypes.NewValue(tftypes.Number, exact)
		},
	}
}

func texts[T any](name, description string, value func(*T) []*string) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return list(tftypes.String, value(item)) },
	}
}

func integers[T any](name, description string, value func(*T) []*int64) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.ListAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return list(tftypes.Number, value(item)) },
	}
}

func list[E any](elementType tftypes.Type, elements []E) tftypes.Value {
	listType := tftypes.List{ElementType: elementType}
	if elements == nil {
		return tftypes.NewValue(listType, nil)
	}
	values := make([]tftypes.Value, len(elements))
	for i, element := range elements {
		values[i] = tftypes.NewValue(elementType, element)
	}
	return tftypes.NewValue(listType, values)
}

func nested[T, U any](name, description string, of object[U], value func(*T) *U) attribute[T] {
	objectType := of.tftype()
	return attribute[T]{
		name:   name,
		schema: schema.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: of.attributes()},
		value:  func(item *T) tftypes.Value { return of.value(objectType, value(item)) },
	}
}
