package digitalocean

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
)

// Int64 is an integer of 64 bits, which JSON may write as 25, 25.0 or 2.5e1.
type Int64 int64

// UnmarshalJSON returns a *json.UnmarshalTypeError for anything but an integer of 64 bits.
func (i *Int64) UnmarshalJSON(data []byte) error {
	if integer, ok := parseInteger(string(data)); ok {
		*i = Int64(integer)
		return nil
	}
	return json.Unmarshal(data, (*int64)(i)) // for its error
}

// parseInteger returns the value of a JSON number, and false if that is not an integer of 64 bits.
func parseInteger(number string) (int64, bool) {
	if integer, err := strconv.ParseInt(number, 10, 64); err == nil {
		return integer, true
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	shift, err := strconv.Atoi(cmp.Or(exponent, "0"))
	digits := strings.TrimRight(whole+fraction, "0")
	if strings.Trim(digits, "-0") == "" {
		return 0, true
	}
	zeros := len(whole) + shift - len(digits) // between the last digit and the decimal point
	const maxDigits = 19
	if err != nil || zeros < 0 || zeros > maxDigits {
		return 0, false
	}
	integer, err := strconv.ParseInt(digits+strings.Repeat("0", zeros), 10, 64)
	return integer, err == nil
}
