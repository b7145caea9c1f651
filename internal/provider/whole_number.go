package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber validates a number that an int64 holds. The framework's own Int64Attribute would call a fraction an error
// in the provider.
type wholeNumber struct{ atLeast int64 }

func (v wholeNumber) Description(context.Context) string {
	return fmt.Sprintf("must be a whole number of at least %d", v.atLeast)
}

func (v wholeNumber) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v wholeNumber) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	number := req.ConfigValue.ValueBigFloat()
	if whole, accuracy := number.Int64(); accuracy != big.Exact || whole < v.atLeast {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
			fmt.Sprintf("%s %s, not %s.", req.Path, v.Description(ctx), number.Text('g', 20)))
	}
}

// int64Of is the value of a number that wholeNumber has let through; 0 for null.
func int64Of(number types.Number) int64 {
	if number.IsNull() {
		return 0
	}
	value, _ := number.ValueBigFloat().Int64()
	return value
}
