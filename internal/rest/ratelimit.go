package rest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// maxRetryAfter limits the waits that a server asks for, so that no time overflows.
const maxRetryAfter = 365 * 24 * time.Hour

// parseRateLimit returns how many requests are left, or math.MaxInt if that is unknown, and when the oldest request expires, in Unix
// seconds of the server's clock.
func parseRateLimit(header http.Header) (remaining int, reset int64) {
	remaining, err := strconv.Atoi(header.Get("Ratelimit-Remaining"))
	if err != nil {
		remaining = math.MaxInt
	}
	reset, _ = strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64) // 0 if it is not a number
	return remaining, reset
}

// retryAfter returns the longest wait of the Retry-After headers. A value that is in the past, negative or not valid counts as 0.
func retryAfter(header http.Header, now time.Time) time.Duration {
	var longest time.Duration
	for _, value := range header.Values("Retry-After") {
		longest = max(longest, parseRetryAfter(value, header, now))
	}
	return longest
}

// parseRetryAfter parses a number of seconds, an HTTP date, or a Unix time, which some servers send.
func parseRetryAfter(value string, header http.Header, now time.Time) time.Duration {
	if date, err := http.ParseTime(value); err == nil {
		return untilUnix(date.Unix(), header, now)
	}
	seconds, _ := strconv.ParseInt(value, 10, 64) // 0 if it is not a number; the nearest one if it has more than 64 bits
	if wait := untilUnix(seconds, header, now); wait.Abs() < maxRetryAfter {
		return wait // a Unix time near the present
	}
	return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
}

// untilUnix returns the time from a response until a Unix time on the server's clock, at most maxRetryAfter, so that a wait does not
// depend on this machine's clock.
func untilUnix(seconds int64, header http.Header, now time.Time) time.Duration {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		date = now
	}
	return min(time.Unix(min(seconds, 1<<40), 0).Sub(date), maxRetryAfter) // time.Unix overflows
}
