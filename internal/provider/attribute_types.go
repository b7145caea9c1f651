package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// nestedObject is an object within an object.
type nestedObject struct {
	schema func(description string) schema.Attribute
	value  func() tftypes.Value
}

// schemaOf returns the schema of an attribute for a field of an object. Only the type of the field matters.
func schemaOf(field any, description string) schema.Attribute {
	switch field := field.(type) {
	case *string:
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	case *bool:
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	case *float64:
		return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
	case *digitalocean.Integer:
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	case []*string:
		return schema.ListAttribute{Computed: true, MarkdownDescription: description, ElementType: types.StringType}
	case []*digitalocean.Integer:
		return schema.ListAttribute{Computed: true, MarkdownDescription: description, ElementType: types.Int64Type}
	case nestedObject:
		return field.schema(description)
	}
	panic(fmt.Sprintf("no Terraform type for %T", field))
}

// valueOf returns the value of an attribute for a field of an object. It is null if the field is nil.
func valueOf(field any) tftypes.Value {
	switch field := field.(type) {
	case *string:
		if field == nil {
			return tftypes.NewValue(tftypes.String, nil)
		}
		return tftypes.NewValue(tftypes.String, norm.NFC.String(*field)) // the form in which Terraform stores all strings
	case *bool:
		return tftypes.NewValue(tftypes.Bool, field)
	case *float64:
		return tftypes.NewValue(tftypes.Number, field)
	case *digitalocean.Integer:
		return tftypes.NewValue(tftypes.Number, (*int64)(field))
	case []*string:
		return listOf(tftypes.String, field)
	case []*digitalocean.Integer:
		return listOf(tftypes.Number, field)
	case nestedObject:
		return field.value()
	}
	panic(fmt.Sprintf("no Terraform type for %T", field))
}

func listOf[E any](elementType tftypes.Type, elements []E) tftypes.Value {
	if elements == nil {
		return tftypes.NewValue(tftypes.List{ElementType: elementType}, nil)
	}
	values := make([]tftypes.Value, len(elements))
	for i, element := range elements {
		values[i] = valueOf(element)
	}
	return tftypes.NewValue(tftypes.List{ElementType: elementType}, values)
}

// goValue returns the Go value of a known value that is not null, or an empty list for a null list. It is a pointer, because a big.Float
// must not be copied. The type of the attribute determines T.
func goValue[T any](v tftypes.Value) *T {
	var value T
	_ = v.As(&value)
	return &value
}
