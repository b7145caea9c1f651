package digitalocean

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// maxRetryAfter limits the waits that a server asks for, so that no time overflows.
const maxRetryAfter = 365 * 24 * time.Hour

// rateLimit is the state of the hourly limit that the API's headers report.
type rateLimit struct {
	remaining int64
	// reset is when the oldest request expires, in Unix seconds of the server's clock; it may be in the past.
	reset int64
	// resetAt is reset on this machine's clock.
	resetAt time.Time
}

// parseRateLimit reads ratelimit-remaining and ratelimit-reset. It reports false unless both are there.
func parseRateLimit(header http.Header, now time.Time) (rateLimit, bool) {
	remaining, err := strconv.ParseInt(header.Get("Ratelimit-Remaining"), 10, 64)
	if err != nil || remaining < 0 {
		return rateLimit{}, false
	}
	reset, err := strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64)
	if err != nil {
		return rateLimit{}, false
	}
	wait := min(time.Unix(reset, 0).Sub(serverTime(header, now)), maxRetryAfter)
	return rateLimit{remaining: remaining, reset: reset, resetAt: now.Add(wait)}, true
}

// retryAfter returns the longest wait of the Retry-After headers, which are in seconds or an HTTP date. A value that is in the
// past, negative or not valid counts as 0.
func retryAfter(header http.Header, now time.Time) time.Duration {
	var longest time.Duration
	for _, value := range header.Values("Retry-After") {
		if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
			longest = max(longest, time.Duration(min(seconds, uint64(maxRetryAfter/time.Second)))*time.Second)
		} else if date, err := http.ParseTime(value); err == nil {
			longest = max(longest, min(date.Sub(serverTime(header, now)), maxRetryAfter))
		}
	}
	return longest
}

// serverTime returns the time of a response on the server's clock, so that a wait does not depend on this machine's clock.
func serverTime(header http.Header, now time.Time) time.Time {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return now
	}
	return date
}

// throttleWait returns how long a 429 response asks to wait: by Retry-After, or until the reset of an exhausted rate limit.
// It returns 0 for any other response, and for a 429 without a time in the future.
func throttleWait(resp response, now time.Time) time.Duration {
	if resp.status != http.StatusTooManyRequests {
		return 0
	}
	if wait := retryAfter(resp.header, now); wait > 0 {
		return wait
	}
	if limit, ok := parseRateLimit(resp.header, now); ok && limit.remaining == 0 {
		return max(limit.resetAt.Sub(now), 0)
	}
	return 0
}
