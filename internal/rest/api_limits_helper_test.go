package rest_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// limitRequests applies the API's two rate limits to a handler: a number of requests an hour, 5,000 for the real API, and a burst limit of
// 250 a minute. Each request counts until an hour or a minute has passed since. The headers report the hourly limit; the remaining count is
// also 0 while the burst limit is met. Only the burst limit sends Retry-After.
func limitRequests(api http.Handler, perHour int) http.Handler {
	const perMinute = 250
	var mu sync.Mutex
	var accepted []time.Time
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		requests := append(accepted, time.Now())
		hour, minute := within(time.Hour, requests), within(time.Minute, requests)
		isRejected := len(hour) > perHour || len(minute) > perMinute
		if !isRejected {
			accepted = requests
		}
		mu.Unlock()
		remaining := max(perHour-len(hour), 0)
		if len(minute) >= perMinute {
			remaining = 0
		}
		w.Header().Set("Ratelimit-Limit", fmt.Sprint(perHour))
		w.Header().Set("Ratelimit-Remaining", fmt.Sprint(remaining))
		w.Header().Set("Ratelimit-Reset", fmt.Sprint(hour[0].Add(time.Hour+time.Second-1).Unix()))
		if !isRejected {
			api.ServeHTTP(w, r)
			return
		}
		if len(hour) <= perHour {
			w.Header().Set("Retry-After", fmt.Sprint(math.Ceil(time.Until(minute[0].Add(time.Minute)).Seconds())))
		}
		fakeapi.WriteError(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
	})
}

// within returns the requests that count in a window before the last one.
func within(window time.Duration, requests []time.Time) []time.Time {
	start := requests[len(requests)-1].Add(-window)
	return requests[slices.IndexFunc(requests, start.Before):]
}
