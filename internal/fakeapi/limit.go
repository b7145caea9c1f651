package fakeapi

import (
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Limit is a rate limit: Max requests per Window.
type Limit struct {
	Max    int
	Window time.Duration
	// Headers reports the limit in each response, as the API does for its hourly limit. Otherwise only a 429 reports it, in
	// Retry-After, as for the API's burst limit, while the headers show that most of the hourly limit is left.
	Headers bool
}

// Middleware applies the limit to an API, and counts the requests that it refuses.
func (l Limit) Middleware(api http.Handler) (limited http.Handler, refused *atomic.Int64) {
	refused = &atomic.Int64{}
	var mu sync.Mutex
	var start time.Time
	var served int
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if now := time.Now(); now.Sub(start) >= l.Window {
			start, served = now.Truncate(time.Second), 0 // the headers have a resolution of one second
		}
		served++
		remaining, reset, exceeded := max(l.Max-served, 0), start.Add(l.Window), served > l.Max
		mu.Unlock()
		if !l.Headers {
			if exceeded {
				w.Header().Set("Retry-After", strconv.Itoa(int(time.Until(reset).Seconds())+1))
			}
			remaining, reset = 4000, time.Now().Add(time.Hour)
		}
		w.Header().Set("Ratelimit-Remaining", strconv.Itoa(remaining))
		w.Header().Set("Ratelimit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if exceeded {
			refused.Add(1)
			WriteError(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
			return
		}
		api.ServeHTTP(w, r)
	}), refused
}
