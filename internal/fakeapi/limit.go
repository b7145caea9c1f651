package fakeapi

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Limit is a number of requests in a window of time, over which a server answers 429.
type Limit struct {
	Max   int
	Window time.Duration
	// Headers tells the budget with each answer, as the API does for its hourly limit. Without it, a 429 alone tells, by
	// retry-after, as for the API's burst limit; the headers then show the plenty of the other limit.
	Headers bool
}

// Middleware puts the limit before an API. The function counts the requests that were refused so far.
func (l Limit) Middleware(api http.Handler) (limited http.Handler, refused func() int) {
	var (
		mu           sync.Mutex
		opened       time.Time
		served, over int
	)
	limited = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now := time.Now()
		if now.Sub(opened) >= l.Window {
			opened, served = now.Truncate(time.Second), 0 // resets are told in whole seconds
		}
		isOver := served >= l.Max
		if isOver {
			over++
		} else {
			served++
		}
		l.tell(w.Header(), l.Max-served, opened.Add(l.Window), isOver)
		mu.Unlock()
		if isOver {
			Fail(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
			return
		}
		api.ServeHTTP(w, r)
	})
	return limited, func() int {
		mu.Lock()
		defer mu.Unlock()
		return over
	}
}

func (l Limit) tell(header http.Header, remaining int, reset time.Time, isOver bool) {
	if !l.Headers {
		if isOver {
			header.Set("Retry-After", strconv.Itoa(int(time.Until(reset).Seconds())+1))
		}
		remaining, reset = 4000, time.Now().Add(time.Hour)
	}
	header.Set("Ratelimit-Remaining", strconv.Itoa(remaining))
	header.Set("Ratelimit-Reset", strconv.FormatInt(reset.Unix(), 10))
}
