package digitalocean

import (
	"net/http"
	"strconv"
	"time"
)

// budget is what the API's headers say of the hourly limit.
type budget struct {
	remaining int64
	reset     time.Time // when the oldest request stops counting; has been seen in the past
}

// readBudget reads ratelimit-remaining and ratelimit-reset (Unix seconds). Without both there is no budget to keep.
func readBudget(header http.Header) (budget, bool) {
	remaining, err := strconv.ParseInt(header.Get("Ratelimit-Remaining"), 10, 64)
	if err != nil || remaining < 0 {
		return budget{}, false
	}
	reset, err := strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64)
	if err != nil {
		return budget{}, false
	}
	return budget{remaining: remaining, reset: time.Unix(reset, 0)}, true
}

// longestWait bounds what a server asks for, so that no time overflows.
const longestWait = 365 * 24 * time.Hour

// retryAfter is the longest wait that the Retry-After headers ask for, in seconds or as a date. What is past, negative
// or unreadable asks for none.
func retryAfter(header http.Header, now time.Time) time.Duration {
	var longest time.Duration
	for _, value := range header.Values("Retry-After") {
		if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
			longest = max(longest, time.Duration(min(seconds, uint64(longestWait/time.Second)))*time.Second)
		} else if date, err := http.ParseTime(value); err == nil {
			longest = max(longest, min(date.Sub(now), longestWait))
		}
	}
	return longest
}

// toldWait is how long a 429 says that nothing will be answered: by Retry-After, or by a spent budget whose reset is to
// come. It is 0 for any other answer, and for a 429 that says nothing.
func toldWait(got answer, now time.Time) time.Duration {
	if got.status != http.StatusTooManyRequests {
		return 0
	}
	if wait := retryAfter(got.header, now); wait > 0 {
		return wait
	}
	if left, ok := readBudget(got.header); ok && left.remaining == 0 {
		return max(left.reset.Sub(now), 0)
	}
	return 0
}
