package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
)

// Each object of the API has one table of attributes. The schema, the values, and the keys of filter and sort blocks are derived
// from it, so that they always agree:
//
//	var windowAttributes = attributes[digitalocean.Window]{
//		stringAttribute("start", "Start of the window.", func(w *digitalocean.Window) *string { return w.Start }),
//		stringAttribute("end", "End of the window.", func(w *digitalocean.Window) *string { return w.End }),
//	}
//
//	windowAttributes.nestedObject()     // schema of an object in a list or a map
//	windowAttributes.listValue(windows) // value of such a list
//	windowAttributes.filterable()       // keys of a filter block: all attributes but objects
//	windowAttributes.sortable()         // keys of a sort block: all of these but lists
//	windowAttributes.without("end")     // all but one, which is an argument of the data source
//
//	// The same attributes for the object that contains the window: start and end of a policy.
//	promote(windowAttributes, func(p *digitalocean.Policy) *digitalocean.Window { return p.NextBackupWindow })
//
// The values are tftypes, which setState puts into the state as they are. With the values of the framework and SetAttribute, a
// large read takes a third more CPU time, and with State.Set on models twice as much.

// attribute is a computed attribute of an object. A value that the API omits is null.
type attribute[T any] struct {
	name   string
	schema schema.Attribute
	value  func(*T) tftypes.Value
	// parseTime parses a timestamp, so that it is sorted as a time. It is nil for other attributes.
	parseTime func(*T) (t time.Time, ok bool)
}

func (a attribute[T]) terraformType() tftypes.Type {
	return a.schema.GetType().TerraformType(context.Background())
}

// attributes is the table of all attributes of an object.
type attributes[T any] []attribute[T]

// schemas returns the schemas of the attributes by name.
func (attrs attributes[T]) schemas() map[string]schema.Attribute {
	schemas := make(map[string]schema.Attribute, len(attrs))
	for _, a := range attrs {
		schemas[a.name] = a.schema
	}
	return schemas
}

// nestedObject returns the schema of an object in a list or a map. It sets the type, which the framework would otherwise build
// again for each null value in the state.
func (attrs attributes[T]) nestedObject() schema.NestedAttributeObject {
	return schema.NestedAttributeObject{Attributes: attrs.schemas(), CustomType: attrs.objectType()}
}

func (attrs attributes[T]) objectType() types.ObjectType {
	attributeTypes := make(map[string]attr.Type, len(attrs))
	for _, a := range attrs {
		attributeTypes[a.name] = a.schema.GetType()
	}
	return types.ObjectType{AttrTypes: attributeTypes}
}

func (attrs attributes[T]) terraformType() tftypes.Type {
	return attrs.objectType().TerraformType(context.Background())
}

// toObject returns a function that returns an item as an object, or null for nil. It builds the type of the object only once.
func (attrs attributes[T]) toObject() func(*T) tftypes.Value {
	terraformType := attrs.terraformType()
	return func(item *T) tftypes.Value {
		if item == nil {
			return tftypes.NewValue(terraformType, nil)
		}
		return tftypes.NewValue(terraformType, attrs.values(item))
	}
}

// values returns the values of all attributes by name.
func (attrs attributes[T]) values(item *T) map[string]tftypes.Value {
	values := make(map[string]tftypes.Value, len(attrs))
	for _, a := range attrs {
		values[a.name] = a.value(item)
	}
	return values
}

func (attrs attributes[T]) listValue(items []T) tftypes.Value {
	object, values := attrs.toObject(), make([]tftypes.Value, len(items))
	for i := range items {
		values[i] = object(&items[i])
	}
	return tftypes.NewValue(tftypes.List{ElementType: attrs.terraformType()}, values)
}

// mapValue returns items as a map. It fails if two keys are equal after Unicode normalization, because Terraform would keep
// only one of the items.
func (attrs attributes[T]) mapValue(items []T, key func(*T) string) (tftypes.Value, error) {
	object, values := attrs.toObject(), make(map[string]tftypes.Value, len(items))
	for i := range items {
		k := norm.NFC.String(key(&items[i]))
		if _, ok := values[k]; ok {
			return tftypes.Value{}, fmt.Errorf("two items have the key %q after Unicode normalization (NFC)", k)
		}
		values[k] = object(&items[i])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: attrs.terraformType()}, values), nil
}

// filterable returns the keys of a filter block.
func (attrs attributes[T]) filterable() attributes[T] {
	return attrs.delete(func(a attribute[T]) bool { return a.terraformType().Is(tftypes.Object{}) })
}

// sortable returns the keys of a sort block.
func (attrs attributes[T]) sortable() attributes[T] {
	return attrs.filterable().delete(func(a attribute[T]) bool { return a.terraformType().Is(tftypes.List{}) })
}

// without returns all attributes but one.
func (attrs attributes[T]) without(name string) attributes[T] {
	return attrs.delete(func(a attribute[T]) bool { return a.name == name })
}

// delete returns a copy without some attributes.
func (attrs attributes[T]) delete(match func(attribute[T]) bool) attributes[T] {
	return slices.DeleteFunc(slices.Clone(attrs), match)
}

func (attrs attributes[T]) names() []string {
	names := make([]string, len(attrs))
	for i, a := range attrs {
		names[i] = a.name
	}
	return names
}

func (attrs attributes[T]) find(name string) (attribute[T], bool) {
	i := slices.IndexFunc(attrs, func(a attribute[T]) bool { return a.name == name })
	if i < 0 {
		return attribute[T]{}, false
	}
	return attrs[i], true
}

// promote returns the attributes of a nested object as attributes of the object that contains it. They are null where the
// nested object is nil.
func promote[T, U any](inner attributes[U], value func(*T) *U) attributes[T] {
	promoted := make(attributes[T], len(inner))
	for i, a := range inner {
		null := tftypes.NewValue(a.terraformType(), nil)
		promoted[i] = attribute[T]{name: a.name, schema: a.schema, value: func(item *T) tftypes.Value {
			if nested := value(item); nested != nil {
				return a.value(nested)
			}
			return null
		}}
	}
	return promoted
}
