package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
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
		attributeTypes[a.name] = a.tftype()
	}
	return tftypes.Object{AttributeTypes: attributeTypes}
}

// value makes a protocol value of the type that tftype gave; nil becomes null.
func (o object[T]) value(objectType tftypes.Object, item *T) tftypes.Value {
	if item == nil {
		return tftypes.NewValue(objectType, nil)
	}
	return tftypes.NewValue(objectType, o.values(item))
}

func (o object[T]) values(item *T) map[string]tftypes.Value {
	values := make(map[string]tftypes.Value, len(o))
	for _, a := range o {
		values[a.name] = a.value(item)
	}
	return values
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

// scalars leaves out the attributes that are objects: no filter can name them.
func (o object[T]) scalars() object[T] {
	return slices.DeleteFunc(slices.Clone(o), func(a attribute[T]) bool { return a.tftype().Is(tftypes.Object{}) })
}

// sortable leaves out the lists as well.
func (o object[T]) sortable() object[T] {
	return slices.DeleteFunc(o.scalars(), func(a attribute[T]) bool { return a.tftype().Is(tftypes.List{}) })
}

func (o object[T]) names() []string {
	names := make([]string, len(o))
	for i, a := range o {
		names[i] = a.name
	}
	return names
}

func (o object[T]) find(name string) (attribute[T], bool) {
	i := slices.IndexFunc(o, func(a attribute[T]) bool { return a.name == name })
	if i < 0 {
		return attribute[T]{}, false
	}
	return o[i], true
}

func (a attribute[T]) tftype() tftypes.Type {
	return a.schema.GetType().TerraformType(context.Background())
}

// lift makes the attributes of an object those of another that holds it. Where it is nil, they are all null.
func lift[T, U any](from object[U], value func(*T) *U) object[T] {
	lifted := make(object[T], len(from))
	for i, a := range from {
		null := tftypes.NewValue(a.tftype(), nil)
		lifted[i] = attribute[T]{name: a.name, schema: a.schema, value: func(item *T) tftypes.Value {
			if inner := value(item); inner != nil {
				return a.value(inner)
			}
			return null
		}}
	}
	return lifted
}
