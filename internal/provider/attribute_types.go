package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

func stringAttribute[T any](name, description string, value func(*T) *string) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.StringAttribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return stringValue(value(item)) },
	}
}

// stringValue returns s in Unicode NFC, the form in which Terraform stores all strings.
func stringValue(s *string) tftypes.Value {
	if s == nil {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, norm.NFC.String(*s))
}

// timestampAttribute returns an attribute for strings that are sorted as times.
func timestampAttribute[T any](name, description string, value func(*T) *string, parse func(*T) (time.Time, bool)) attribute[T] {
	timestamp := stringAttribute(name, description, value)
	timestamp.parseTime = parse
	return timestamp
}

func boolAttribute[T any](name, description string, value func(*T) *bool) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.BoolAttribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return tftypes.NewValue(tftypes.Bool, value(item)) },
	}
}

func integerAttribute[T any](name, description string, value func(*T) *digitalocean.Integer) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.Int64Attribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return integerValue(value(item)) },
	}
}

func integerValue(i *digitalocean.Integer) tftypes.Value {
	return tftypes.NewValue(tftypes.Number, (*int64)(i))
}

func float64Attribute[T any](name, description string, value func(*T) *float64) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.Float64Attribute{Computed: true, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return tftypes.NewValue(tftypes.Number, value(item)) },
	}
}

func stringListAttribute[T any](name, description string, value func(*T) []*string) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return sliceValue(tftypes.String, value(item), stringValue) },
	}
}

func integerListAttribute[T any](name, description string, value func(*T) []*digitalocean.Integer) attribute[T] {
	return attribute[T]{
		name:   name,
		schema: schema.ListAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: description},
		value:  func(item *T) tftypes.Value { return sliceValue(tftypes.Number, value(item), integerValue) },
	}
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

func objectAttribute[T, U any](name, description string, inner attributes[U], value func(*T) *U) attribute[T] {
	terraformType := inner.terraformType()
	return attribute[T]{
		name: name,
		schema: schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: description, Attributes: inner.schemas(), CustomType: inner.objectType(),
		},
		value: func(item *T) tftypes.Value { return inner.value(terraformType, value(item)) },
	}
}
