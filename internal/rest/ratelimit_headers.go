package rest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// maxWait limits all waits for a rate limit, so that no time overflows.
const maxWait = 365 * 24 * time.Hour

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

// retryAfter returns the wait in a Retry-After header: a number of seconds, an HTTP date, or a Unix time, which some servers send. A value
// that is in the past, negative or not valid counts as 0.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if date, err := http.ParseTime(value); err == nil {
		return max(untilUnix(date.Unix(), header, now), 0)
	}
	seconds, _ := strconv.ParseInt(value, 10, 64) // 0 if it is not a number; the nearest one if it has more than 64 bits
	// A number near the present is a Unix time. As seconds, it would be a wait of decades.
	if wait := untilUnix(seconds, header, now); wait.Abs() < maxWait {
		return max(wait, 0)
	}
	return time.Duration(min(max(seconds, 0), int64(maxWait/time.Second))) * time.Second
}

// untilUnix returns the time until a Unix time, at most maxWait. It counts from the Date of the response, if there is one, so that a wait
// does not depend on this machine's clock.
func untilUnix(seconds int64, header http.Header, now time.Time) time.Duration {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		date = now
	}
	return min(time.Unix(min(seconds, 1<<40), 0).Sub(date), maxWait) // time.Unix overflows with larger numbers
}
