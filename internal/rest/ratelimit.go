package rest

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// maxRetryAfter limits the waits that a server asks for, so that no time overflows.
const maxRetryAfter = 365 * 24 * time.Hour

// rateLimit is what the headers of a response say about a rate limit.
type rateLimit struct {
	remaining int64 // number of requests that are left
	// reset is when the oldest request expires, in Unix seconds of the server's clock.
	reset int64
	// resetAt is reset on this machine's clock.
	resetAt time.Time
}

// parseRateLimit reads ratelimit-remaining and ratelimit-reset. It reports false unless both are there and the reset lies ahead.
func parseRateLimit(header http.Header, now time.Time) (rateLimit, bool) {
	remaining, err := strconv.ParseInt(header.Get("Ratelimit-Remaining"), 10, 64)
	if err != nil || remaining < 0 {
		return rateLimit{}, false
	}
	reset, err := strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64)
	if err != nil {
		return rateLimit{}, false
	}
	wait := untilUnix(reset, header, now)
	return rateLimit{remaining: remaining, reset: reset, resetAt: now.Add(wait)}, wait > 0
}

// replaces reports whether l replaces another report, which may have arrived out of order: it is for a later reset, or lower.
func (l rateLimit) replaces(other rateLimit) bool {
	return l.reset > other.reset || l.reset == other.reset && l.remaining < other.remaining
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
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0
	}
	if wait := untilUnix(seconds, header, now); -maxRetryAfter < wait && wait < maxRetryAfter {
		return wait // a Unix time near the present
	}
	return time.Duration(min(max(seconds, 0), int64(maxRetryAfter/time.Second))) * time.Second
}

// untilUnix returns the time from a response until a Unix time on the server's clock, so that a wait does not depend on this
// machine's clock. It is at most maxRetryAfter in either direction.
func untilUnix(seconds int64, header http.Header, now time.Time) time.Duration {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		date = now
	}
	seconds = min(max(seconds, -1<<40), 1<<40) // time.Unix overflows
	return min(max(time.Unix(seconds, 0).Sub(date), -maxRetryAfter), maxRetryAfter)
}
