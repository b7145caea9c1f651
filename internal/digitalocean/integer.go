package digitalocean

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// Integer is an integer of 64 bits.
type Integer int64

// UnmarshalJSON accepts every form of an integer: in JSON, 25, 25.0 and 2.5e1 are the same number.
func (i *Integer) UnmarshalJSON(data []byte) error {
	value, err := parseInteger(string(data))
	if err != nil {
		return err
	}
	*i = Integer(value)
	return nil
}

// errNotInteger is not printed: the error of unmarshal names the value and the path to it.
var errNotInteger = errors.New("not an integer of 64 bits")

func parseInteger(number string) (int64, error) {
	if value, err := strconv.ParseInt(number, 10, 64); err == nil {
		return value, nil
	}
	// The limits keep big.Rat from writing out all digits of 1e999999999.
	const maxLength, maxExponent = 100, 100
	_, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	shift, err := strconv.Atoi(cmp.Or(exponent, "0"))
	if err == nil && len(number) <= maxLength && -maxExponent <= shift && shift <= maxExponent {
		if value, ok := new(big.Rat).SetString(number); ok && value.IsInt() && value.Num().IsInt64() {
			return value.Num().Int64(), nil
		}
	}
	return 0, errNotInteger
}

// key returns an ID as the key of an item, or "" if the API omitted it.
func (i *Integer) key() string {
	if i == nil {
		return ""
	}
	return strconv.FormatInt(int64(*i), 10)
}

// String returns the number, or "null" for nil.
func (i *Integer) String() string {
	if i == nil {
		return "null"
	}
	return strconv.FormatInt(int64(*i), 10)
}
