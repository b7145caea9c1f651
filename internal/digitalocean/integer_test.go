package digitalocean_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestIntegers checks that all forms of an integer in JSON are the same integer, and that anything else is an error.
func TestIntegers(t *testing.T) {
	t.Parallel()
	valid := map[string]int64{
		"25": 25, "25.0": 25, "2.5e1": 25, "2.5E+1": 25, "250e-1": 25, "0.25e2": 25, "1e2": 100, "1200e-1": 120,
		"0": 0, "-0": 0, "0.0": 0, "0e5": 0, "-25.0": -25, "-0.05e3": -50,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
		"9223372036854775807.0": math.MaxInt64, "9.223372036854775807e18": math.MaxInt64,
		"25." + strings.Repeat("0", 97): 25, "0e9999": 0, "0e-999": 0, // the limits of the length and of the exponent
	}
	for number, want := range valid {
		backup, err := respondWith(fmt.Sprintf(`{"image":{"id":%d,"min_disk_size":%s}}`, 7, number)).Image(t.Context(), 7)
		if err != nil || backup.MinDiskSize == nil || int64(*backup.MinDiskSize) != want {
			t.Errorf("%s was decoded to %v, error %v", number, backup.MinDiskSize, err)
		}
	}
	for _, number := range []string{
		"25.5", "2.55e1", "25e-1", "0.1", "1e-400", "9223372036854775808", "-9223372036854775809", "9223372036854775807.5", "1e19", "1e400",
		"1e99999999999999999999", `"25"`, "true", "[25]", "{}",
		"25." + strings.Repeat("0", 98), "0e10000", "0e-1000", "1e999999999", "1e-999999999",
	} {
		backup, err := respondWith(fmt.Sprintf(`{"image":{"id":7,"min_disk_size":%s}}`, number)).Image(t.Context(), 7)
		if err == nil || !strings.Contains(err.Error(), "image.min_disk_size") {
			t.Errorf("%s was decoded to %v, error %v", number, backup.MinDiskSize, err)
		}
	}
}
