package provider

import (
	"context"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// attribute is one computed attribute of an object that the API gives: the only place that knows its name, its type, what
// the docs say of it, and where its value is. A value that the API did not give is nil, and null in the state.
type attribute[T any] struct {
	name   string
	schema schema.Attribute
	value  func(*T) tftypes.Value
}

// object is all the attributes of an object. Schema and values are made from the same table, so that they agree.
type object[T any] []attribute[T]

func (o object[T]) attributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(o))
	for _, a := range o {
		attributes[a.name] = a.schema
	}
	return attributes
}

func (o object[T]) tftype() tftypes.Object {
	attributeTypes := make(map[string]tftypes.Type, len(o))
	for _, a := range o {
		attributeTypes[a.name] = a.schema.GetType().TerraformType(context.Background())
	}
	return tftypes.Object{AttributeTypes: attributeTypes}
}

// value makes a protocol value of the type that tftype gave; nil becomes null.
func (o object[T]) value(objectType tftypes.Object, item *T) tftypes.Value {
	if item == nil {
		return tftypes.NewValue(objectType, nil)
	}
	values := make(map[string]tftypes.Value, len(o))
	for _, a := range o {
		values[a.name] = a.value(item)
	}
	return tftypes.NewValue(objectType, values)
}

func (o object[T]) list(items []T) tftypes.Value {
	objectType := o.tftype()
	values := make([]tftypes.Value, len(items))
	for i := range items {
		values[i] = o.value(objectType, &items[i])
	}
	return tftypes.NewValue(tftypes.List{ElementType: objectType}, values)
}

func (o object[T]) mapBy(key func(*T) string, items []T) tftypes.Value {
	objectType := o.tftype()
	values := make(map[string]tftypes.Value, len(items))
	for i := range items {
		values[key(&items[i])] = o.value(objectType, &items[i])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: objectType}, values)
}

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

// decimal keeps the digits that the API gave: 2.34 has no exact binary form, but compares equal to 2.34 in a
// configuration at the precision that Terraform itself reads numbers with.
func decimal[T any](name, description string, value func(*T) *float64) attribute[T] {
	const terraformPrecision = 512
	return attribute[T]{
		name:   name,
		schema: schema.NumberAttribute{Computed: true, MarkdownDescription: description},
		value: func(item *T) tftypes.Value {
			var exact *big.Float
			if v := value(item); v != nil {
				exact, _, _ = big.ParseFloat(strconv.FormatFloat(*v, 'g', -1, 64), 10, terraformPrecision, big.ToNearestEven)
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
