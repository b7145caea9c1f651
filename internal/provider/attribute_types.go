package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// newAttribute returns an attribute whose value is that of a field of the object.
func newAttribute[T, F any](name string, schema schema.Attribute, field func(*T) F, value func(F) tftypes.Value) attribute[T] {
	return attribute[T]{name: name, schema: schema, value: func(item *T) tftypes.Value { return value(field(item)) }}
}

func stringAttribute[T any](name, description string, field func(*T) *string) attribute[T] {
	return newAttribute(name, schema.StringAttribute{Computed: true, MarkdownDescription: description}, field, stringValue)
}

// stringValue returns s in Unicode NFC, the form in which Terraform stores all strings.
func stringValue(s *string) tftypes.Value {
	if s == nil {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, norm.NFC.String(*s))
}

// timestampAttribute returns an attribute for strings that are sorted as times.
func timestampAttribute[T any](name, description string, field func(*T) *string, parse func(*T) (time.Time, bool)) attribute[T] {
	timestamp := stringAttribute(name, description, field)
	timestamp.parseTime = parse
	return timestamp
}

func boolAttribute[T any](name, description string, field func(*T) *bool) attribute[T] {
	return newAttribute(name, schema.BoolAttribute{Computed: true, MarkdownDescription: description}, field,
		func(b *bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, b) })
}

func integerAttribute[T any](name, description string, field func(*T) *digitalocean.Integer) attribute[T] {
	return newAttribute(name, schema.Int64Attribute{Computed: true, MarkdownDescription: description}, field, integerValue)
}

func integerValue(i *digitalocean.Integer) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, (*int64)(i))
}

func float64Attribute[T any](name, description string, field func(*T) *float64) attribute[T] {
	return newAttribute(name, schema.Float64Attribute{Computed: true, MarkdownDescription: description}, field,
		func(f *float64) tftypes.Value { return tftypes.NewValue(tftypes.Number, f) })
}

func stringListAttribute[T any](name, description string, field func(*T) []*string) attribute[T] {
	list := schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
	return newAttribute(name, list, field,
		func(s []*string) tftypes.Value { return sliceValue(tftypes.String, s, stringValue) })
}

func integerListAttribute[T any](name, description string, field func(*T) []*digitalocean.Integer) attribute[T] {
	list := schema.ListAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: description}
	return newAttribute(name, list, field,
		func(i []*digitalocean.Integer) tftypes.Value { return sliceValue(tftypes.Number, i, integerValue) })
}

func sliceValue[E any](elementType tftypes.Type, elements []E, value func(E) tftypes.Value) tftypes.Value {
	listType := tftypes.List{ElementType: elementType}
	if elements == nil {
		return tftypes.NewValue(listType, nil)
	}
	values := make([]tftypes.Value, len(elements))
	for i, element := range elements {
		values[i] = value(element)
	}
	return tftypes.NewValue(listType, values)
}

func objectAttribute[T, U any](name, description string, inner attributes[U], field func(*T) *U) attribute[T] {
	object := schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: description, Attributes: inner.schemas(), CustomType: inner.objectType(),
	}
	return newAttribute(name, object, field, inner.toObject())
}
