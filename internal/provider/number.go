package provider

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// number validates what an int64 or a float64 can hold. The framework's own attributes of those types call anything else
// an error in the provider.
type number struct {
	atLeast float64
	whole   bool
}

func (v number) String() string {
	if v.whole {
		return fmt.Sprintf("must be a whole number from %v to %d", v.atLeast, int64(math.MaxInt64))
	}
	return fmt.Sprintf("must be a number of at least %v", v.atLeast)
}

func (v number) Description(context.Context) string { return v.String() }

func (v number) MarkdownDescription(context.Context) string { return v.String() }

func (v number) allows(exact *big.Float) bool {
	value, _ := exact.Float64()
	_, accuracy := exact.Int64()
	return value >= v.atLeast && !math.IsInf(value, 0) && (!v.whole || accuracy == big.Exact)
}

func (v number) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if exact := req.ConfigValue.ValueBigFloat(); !v.allows(exact) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(), fmt.Sprintf("%s %s, not %s.", req.Path, v, exact.Text('g', 40)))
	}
}

// int64Of is the value of a number that was validated as whole; 0 for null.
func int64Of(value types.Number) int64 {
	if value.IsNull() {
		return 0
	}
	whole, _ := value.ValueBigFloat().Int64()
	return whole
}

// parseNumber reads a decimal number to 38 digits: at least twice what a float64 of the API has, so that Terraform, which
// keeps 154, gets just the digits that the API gave. At Terraform's precision it takes six times as long to write each out.
func parseNumber(text string) (*big.Float, error) {
	const precision = 128 // bits
	parsed, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	if err == nil && parsed.IsInf() {
		err = errors.New("infinite")
	}
	return parsed, err
}
