package provider

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
)

// Each object of the API has one table of attributes. The schema, the values, and the keys of filter and sort blocks are derived
// from it, so that they always agree:
//
//	var windowAttributes = attributes[digitalocean.Window]{
//		computed("start", "Start of the window.", func(w *digitalocean.Window) any { return w.Start }),
//		computed("end", "End of the window.", func(w *digitalocean.Window) any { return w.End }),
//	}
//
//	windowAttributes.elementSchema() // schema of an object in a list or a map
//	windowAttributes.object(&window) // its value
//	windowAttributes.nested(&window) // the same as a field of another object
//	windowAttributes.names()         // keys of a filter block
//	windowAttributes.without("end")  // all but the named ones
//
//	// The same attributes for the object that contains the window: start and end of a policy.
//	promote(windowAttributes, func(p *digitalocean.Policy) *digitalocean.Window { return p.NextBackupWindow })
//
// The values are tftypes, which setState puts into the state as they are. With the values of the framework and SetAttribute, a
// large read takes a third more CPU time, and with State.Set on models twice as much.

// attribute is a computed attribute of an object.
type attribute[T any] struct {
	name, description string
	// field returns the field of the object. Its Go type, one of those in attribute_types.go, decides the type of the attribute.
	field func(*T) any
}

// computed returns an attribute for a table.
func computed[T any](name, description string, field func(*T) any) attribute[T] {
	return attribute[T]{name, description, field}
}

func (a attribute[T]) schema() schema.Attribute { return schemaOf(a.field(new(T)), a.description) }

func (a attribute[T]) value(item *T) tftypes.Value { return valueOf(a.field(item)) }

func (a attribute[T]) terraformType() tftypes.Type { return a.value(new(T)).Type() }

// attributes is the table of all attributes of an object.
type attributes[T any] []attribute[T]

// schemas returns the schemas of the attributes by name.
func (attrs attributes[T]) schemas() map[string]schema.Attribute {
	schemas := make(map[string]schema.Attribute, len(attrs))
	for _, a := range attrs {
		schemas[a.name] = a.schema()
	}
	return schemas
}

// elementSchema returns the schema of an object in a list or a map. It sets the type, which the framework would otherwise build
// again for each null value in the state.
func (attrs attributes[T]) elementSchema() schema.NestedAttributeObject {
	object := schema.NestedAttributeObject{Attributes: attrs.schemas()}
	object.CustomType = object.Type()
	return object
}

// objectSchema returns the schema of an attribute that is an object.
func (attrs attributes[T]) objectSchema(description string) schema.Attribute {
	object := attrs.elementSchema()
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: description, Attributes: object.Attributes, CustomType: object.CustomType,
	}
}

// nested returns an item as a field of another object.
func (attrs attributes[T]) nested(item *T) nestedObject {
	return nestedObject{schema: attrs.objectSchema, value: func() tftypes.Value { return attrs.object(item) }}
}

// values returns the values of all attributes by name.
func (attrs attributes[T]) values(item *T) map[string]tftypes.Value {
	values := make(map[string]tftypes.Value, len(attrs))
	for _, a := range attrs {
		values[a.name] = a.value(item)
	}
	return values
}

// object returns an item as an object, or null for nil.
func (attrs attributes[T]) object(item *T) tftypes.Value {
	if item == nil {
		return tftypes.NewValue(attrs.object(new(T)).Type(), nil)
	}
	values := attrs.values(item)
	attributeTypes := make(map[string]tftypes.Type, len(values))
	for name, value := range values {
		attributeTypes[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: attributeTypes}, values)
}

func (attrs attributes[T]) list(items []T) tftypes.Value {
	values := make([]tftypes.Value, len(items))
	for i := range items {
		values[i] = attrs.object(&items[i])
	}
	return tftypes.NewValue(tftypes.List{ElementType: attrs.object(nil).Type()}, values)
}

// mapByKey returns items as a map. It fails if two keys are equal after Unicode normalization, because Terraform would keep
// only one of the items.
func (attrs attributes[T]) mapByKey(items []T, key func(*T) string) (tftypes.Value, error) {
	values := make(map[string]tftypes.Value, len(items))
	for i := range items {
		k := norm.NFC.String(key(&items[i]))
		if _, ok := values[k]; ok {
			return tftypes.Value{}, fmt.Errorf("two items have the key %q after Unicode normalization (NFC)", k)
		}
		values[k] = attrs.object(&items[i])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: attrs.object(nil).Type()}, values), nil
}

// without returns all attributes but those with the given names.
func (attrs attributes[T]) without(names ...string) attributes[T] {
	return slices.DeleteFunc(slices.Clone(attrs), func(a attribute[T]) bool { return slices.Contains(names, a.name) })
}

func (attrs attributes[T]) names() []string {
	names := make([]string, len(attrs))
	for i, a := range attrs {
		names[i] = a.name
	}
	return names
}

func (attrs attributes[T]) find(name string) (attribute[T], bool) {
	i := slices.Index(attrs.names(), name)
	if i < 0 {
		return attribute[T]{}, false
	}
	return attrs[i], true
}

// promote returns the attributes of a nested object as attributes of the object that contains it. They are null where the
// nested object is nil.
func promote[T, U any](inner attributes[U], object func(*T) *U) attributes[T] {
	promoted := make(attributes[T], len(inner))
	for i, a := range inner {
		promoted[i] = attribute[T]{a.name, a.description, func(item *T) any { return a.field(cmp.Or(object(item), new(U))) }}
	}
	return promoted
}
