package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// TestLimitRequests sends requests at some times, in seconds, and compares the status and the headers of each response. The reset is
// relative to the first request.
func TestLimitRequests(t *testing.T) {
	t.Parallel()
	type request struct {
		at   float64
		want string // status, remaining, reset, Retry-After
	}
	tests := map[string]struct {
		perHour  int
		before   int // requests half a second before
		requests []request
	}{
		"hourly": {2, 0, []request{
			{0, "200 1 3601 "}, {1.5, "200 0 3601 "}, {2, "429 0 3601 "}, {3600, "200 0 3602 "}, {3600, "429 0 3602 "}, {3601.5, "200 0 7201 "},
		}},
		"burst": {5000, 249, []request{
			{0, "200 0 3600 "}, {1, "429 0 3600 59"}, {59.5, "200 4749 3600 "}, {59.5, "200 4748 3600 "},
		}},
		"both": {250, 249, []request{{0, "200 0 3600 "}, {1, "429 0 3600 "}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := limitRequests(http.NotFoundHandler(), test.perHour)
				for range test.before {
					api.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
				}
				time.Sleep(time.Second / 2)
				started := time.Now()
				for i, request := range test.requests {
					time.Sleep(time.Until(started.Add(time.Duration(request.at * float64(time.Second)))))
					recorder := httptest.NewRecorder()
					api.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
					header, status, reset := recorder.Header(), 200, ""
					if recorder.Code == http.StatusTooManyRequests {
						status = 429
					}
					if unix, err := strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64); err == nil {
						reset = strconv.FormatInt(unix-started.Unix(), 10)
					}
					got := fmt.Sprint(status, " ", header.Get("Ratelimit-Remaining"), " ", reset, " ", header.Get("Retry-After"))
					if got != request.want {
						t.Errorf("response %d is %q, want %q", i+1, got, request.want)
					}
				}
			})
		})
	}
}
