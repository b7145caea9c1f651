package provider

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// matcher reports whether a value that is not null matches.
type matcher func(tftypes.Value) bool

// newMatcher returns the matcher for a value of a filter block, which it parses as elementType. Its errors say what the value is,
// without the value: Terraform hides a sensitive value, but does not tell the provider that it is one.
func newMatcher(elementType tftypes.Type, matchBy, value string) (matcher, error) {
	switch {
	case elementType.Is(tftypes.Number):
		number, ok := parseNumber(value)
		if !ok {
			return nil, errors.New("not a decimal number")
		}
		return func(v tftypes.Value) bool { return goValue[big.Float](v).Cmp(number) == 0 }, nil
	case elementType.Is(tftypes.Bool):
		b, err := strconv.ParseBool(value)
		if err != nil {
			return nil, errors.New("not true or false")
		}
		return func(v tftypes.Value) bool { return *goValue[bool](v) == b }, nil
	case matchBy == "substring":
		return func(v tftypes.Value) bool { return strings.Contains(*goValue[string](v), value) }, nil
	case matchBy == "re":
		expression, err := regexp.Compile(value)
		if err != nil {
			syntaxErr, _ := errors.AsType[*syntax.Error](err) // the only type that Compile returns
			return nil, fmt.Errorf("not a valid regular expression: %s", syntaxErr.Code)
		}
		return func(v tftypes.Value) bool { return expression.MatchString(*goValue[string](v)) }, nil
	}
	return func(v tftypes.Value) bool { return strings.EqualFold(*goValue[string](v), value) }, nil
}

// goValue returns the Go value of a known value that is not null. The type of the attribute determines T.
func goValue[T any](v tftypes.Value) *T {
	var value T
	_ = v.As(&value)
	return &value
}
