package digitalocean_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
)

// TestIntegers checks that all forms of an integer in JSON are the same integer, and that anything else is an error.
func TestIntegers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		want  int64
		valid bool
	}{
		"25": {25, true}, "25.0": {25, true}, "2.5e1": {25, true}, "2.5E+1": {25, true}, "250e-1": {25, true}, "0.25e2": {25, true},
		"0": {0, true}, "-0": {0, true}, "0.0": {0, true}, "0e5": {0, true}, "0e99999999999999999999": {0, true},
		"-25.0": {-25, true}, "-0.05e3": {-50, true},
		"25." + strings.Repeat("0", 1000): {25, true}, "1e2": {100, true}, "1200e-1": {120, true},
		"9223372036854775807": {math.MaxInt64, true}, "-9223372036854775808": {math.MinInt64, true},
		"9223372036854775807.0": {math.MaxInt64, true}, "9.223372036854775807e18": {math.MaxInt64, true},

		"25.5": {}, "2.55e1": {}, "25e-1": {}, "0.1": {}, "1e-400": {}, "25." + strings.Repeat("0", 1000) + "1": {},
		"9223372036854775808": {}, "-9223372036854775809": {}, "9223372036854775807.5": {}, "1e19": {}, "1e400": {}, "1e99999999999999999999": {},
		`"25"`: {}, "true": {}, "[25]": {}, "{}": {},
	}
	fields := map[string]string{
		"id":            `{"images":[{"id":%s}],"meta":{"total":1}}`,
		"min_disk_size": `{"images":[{"min_disk_size":%s}],"meta":{"total":1}}`,
		"total":         `{"images":[],"links":{},"meta":{"total":%s}}`,
	}
	for number, test := range tests {
		for field, body := range fields {
			t.Run(fmt.Sprintf("%s %.30s", field, number), func(t *testing.T) {
				t.Parallel()
				listing, err := newClient(&network{respond: respondWith(http.StatusOK, nil, fmt.Sprintf(body, number))}).Images(t.Context())
				if !test.valid {
					if err == nil || !strings.Contains(err.Error(), "want an integer of 64 bits") {
						t.Fatalf("error %v", err)
					}
					return
				}
				got := listing.Total
				switch {
				case field == "total" && test.want > 0: // the list is empty
					if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("a total of %d", test.want)) {
						t.Fatalf("error %v", err)
					}
					return
				case err != nil:
					t.Fatal(err)
				case field == "id":
					got = (*int64)(listing.Items[0].ID)
				case field == "min_disk_size":
					got = (*int64)(listing.Items[0].MinDiskSize)
				}
				if got == nil || *got != test.want {
					t.Errorf("got %v, want %d", got, test.want)
				}
			})
		}
	}
}
