package provider

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/helpers/validatordiag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var _ validator.Number = numberValidator{}

// numberValidator rejects numbers that are less than min, or do not fit into a float64 or, with integer, an int64. It is for attributes of
// type Number: given 1.5 for an Int64 attribute, the framework says "This is always an error in the provider. Please report the following
// to the provider developer".
type numberValidator struct {
	min     float64
	integer bool
}

func (v numberValidator) Description(context.Context) string {
	if v.integer {
		return fmt.Sprintf("must be an integer from %v to %d", v.min, int64(math.MaxInt64))
	}
	return fmt.Sprintf("must be a number of at least %v", v.min)
}

func (v numberValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v numberValidator) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if number := req.ConfigValue.ValueBigFloat(); !v.valid(number) {
		resp.Diagnostics.Append(validatordiag.InvalidAttributeValueDiagnostic(req.Path, v.Description(ctx), number.Text('g', 40)))
	}
}

func (v numberValidator) valid(number *big.Float) bool {
	float, _ := number.Float64()
	_, accuracy := number.Int64()
	return float >= v.min && !math.IsInf(float, 0) && (!v.integer || accuracy == big.Exact)
}

// parseNumber parses a decimal number. Its result equals the value of an attribute with the same number: integers are exact, and
// others have the precision of a float64.
func parseNumber(text string) (number *big.Float, ok bool) {
	const precision = 128 // bits
	number, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	if err != nil || number.IsInf() || strings.ContainsAny(text, "pP") { // a binary exponent
		return nil, false
	}
	if float, _ := number.Float64(); !number.IsInt() {
		return big.NewFloat(float), true
	}
	return number, true
}
