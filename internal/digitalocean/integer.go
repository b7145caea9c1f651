package digitalocean

import (
	"math/big"
	"strconv"
	"strings"
)

// Integer is an integer of 64 bits.
type Integer int64

// UnmarshalJSON accepts every form of an integer: in JSON, 25, 25.0 and 2.5e1 are the same number. Its error is never shown: decode
// replaces it with one that names the value and the path to it.
func (i *Integer) UnmarshalJSON(data []byte) error {
	number := string(data)
	value, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		// The limits keep big.Rat from writing out all digits of 1e999999.
		_, exponent, _ := strings.Cut(strings.ToLower(number), "e")
		if len(number) > 100 || len(exponent) > 4 {
			return err
		}
		rational, ok := new(big.Rat).SetString(number)
		if !ok || !rational.IsInt() || !rational.Num().IsInt64() {
			return err
		}
		value = rational.Num().Int64()
	}
	*i = Integer(value)
	return nil
}

// key returns an ID as the key of an item, or "" if the API omitted it.
func (i *Integer) key() string {
	if i == nil {
		return ""
	}
	return i.String()
}

// String returns the number, or "null" for nil.
func (i *Integer) String() string {
	if i == nil {
		return "null"
	}
	return strconv.FormatInt(int64(*i), 10)
}
