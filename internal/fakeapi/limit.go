package fakeapi

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Limit has the two rate limits of the real API. Its zero value is the real API's: 5,000 requests an hour and a burst limit of
// 250 a minute, both in rolling windows: each request counts until an hour or a minute has passed since.
type Limit struct {
	PerHour, PerMinute int
	// Fixed makes requests count until the end of the hour or the minute of the clock.
	Fixed bool
}

// Middleware applies the limits to an API, and counts the requests that it rejects. The headers report the hourly limit; the count
// is also 0 while the burst limit is met. Only the burst limit sends Retry-After.
func (l Limit) Middleware(api http.Handler) (limited http.Handler, rejected *atomic.Int64) {
	rejected = &atomic.Int64{}
	perHour, perMinute := cmp.Or(l.PerHour, 5000), cmp.Or(l.PerMinute, 250)
	var mu sync.Mutex
	var accepted []time.Time
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		requests := append(accepted, time.Now())
		inHour, hourExpiry := l.count(requests, time.Hour)
		inMinute, minuteExpiry := l.count(requests, time.Minute)
		isRejected := inHour > perHour || inMinute > perMinute
		if !isRejected {
			accepted = requests
		}
		mu.Unlock()
		remaining := max(perHour-inHour, 0)
		if inMinute >= perMinute {
			remaining = 0
		}
		w.Header().Set("Ratelimit-Limit", fmt.Sprint(perHour))
		w.Header().Set("Ratelimit-Remaining", fmt.Sprint(remaining))
		w.Header().Set("Ratelimit-Reset", fmt.Sprint(hourExpiry.Add(time.Second-1).Unix()))
		if !isRejected {
			api.ServeHTTP(w, r)
			return
		}
		rejected.Add(1)
		if inHour <= perHour {
			w.Header().Set("Retry-After", fmt.Sprint(math.Ceil(time.Until(minuteExpiry).Seconds())))
		}
		WriteError(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
	}), rejected
}

// count returns how many of the requests, the last of which is made now, count in a window, and when the first of them expires.
func (l Limit) count(requests []time.Time, length time.Duration) (n int, firstExpiry time.Time) {
	now := requests[len(requests)-1]
	expiry := func(at time.Time) time.Time {
		if l.Fixed {
			at = at.Truncate(length)
		}
		return at.Add(length)
	}
	first := slices.IndexFunc(requests, func(at time.Time) bool { return expiry(at).After(now) })
	return len(requests) - first, expiry(requests[first])
}
