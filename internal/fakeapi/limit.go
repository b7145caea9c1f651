package fakeapi

import (
	"cmp"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Limit has the two rate limits of the real API. Its zero value is the real API's: 5,000 requests an hour and a burst limit of
// 250 a minute, both in rolling windows: each request counts until an hour or a minute has passed since.
type Limit struct {
	PerHour, PerMinute int
	// Fixed makes all requests of a window expire with the first one.
	Fixed bool
	// Others is the number of requests that other clients made, evenly spread over the hour before the first request.
	Others int
}

// Middleware applies the limits to an API, and counts the requests that it rejects. The headers report the hourly limit; the count
// is also 0 while the burst limit is met. Only the burst limit sends Retry-After.
func (l Limit) Middleware(api http.Handler) (limited http.Handler, rejected *atomic.Int64) {
	rejected = &atomic.Int64{}
	hour := window{max: cmp.Or(l.PerHour, 5000), length: time.Hour, isFixed: l.Fixed}
	minute := window{max: cmp.Or(l.PerMinute, 250), length: time.Minute, isFixed: l.Fixed}
	others := l.Others
	var mu sync.Mutex
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now := time.Now()
		for ; others > 0; others-- {
			at := now.Add(-hour.length * time.Duration(others) / time.Duration(l.Others+1))
			hour.add(at)
			minute.add(at)
		}
		isRejected := hour.isFull(now) || minute.isFull(now)
		if !isRejected {
			hour.add(now)
			minute.add(now)
		}
		remaining, reset := hour.max-len(hour.expiries), hour.expiries[0]
		if minute.isFull(now) {
			remaining = 0
			if isRejected && !hour.isFull(now) {
				w.Header().Set("Retry-After", strconv.FormatInt(roundUp(minute.expiries[0].Sub(now)), 10))
			}
		}
		mu.Unlock()
		w.Header().Set("Ratelimit-Limit", strconv.Itoa(hour.max))
		w.Header().Set("Ratelimit-Remaining", strconv.Itoa(remaining))
		w.Header().Set("Ratelimit-Reset", strconv.FormatInt(roundUp(time.Duration(reset.UnixNano())), 10))
		if isRejected {
			rejected.Add(1)
			WriteError(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
			return
		}
		api.ServeHTTP(w, r)
	}), rejected
}

// roundUp returns whole seconds.
func roundUp(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// window counts requests until they expire.
type window struct {
	max      int
	length   time.Duration
	isFixed  bool
	expiries []time.Time // in order
}

func (w *window) add(at time.Time) {
	expiry := at.Add(w.length)
	if w.isFixed && len(w.expiries) > 0 {
		expiry = w.expiries[0]
	}
	w.expiries = append(w.expiries, expiry)
}

func (w *window) isFull(now time.Time) bool {
	for len(w.expiries) > 0 && !w.expiries[0].After(now) {
		w.expiries = w.expiries[1:]
	}
	return len(w.expiries) >= w.max
}
