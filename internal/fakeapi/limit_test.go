package fakeapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestLimit sends requests at some times, in seconds, and compares the status and the headers of each response. The reset is
// relative to the first request.
func TestLimit(t *testing.T) {
	t.Parallel()
	type request struct {
		at   float64
		want string // status, remaining, reset, Retry-After
	}
	tests := map[string]struct {
		limit    fakeapi.Limit
		requests []request
	}{
		"the real limits": {fakeapi.Limit{}, []request{{0, "200 4999 3600 "}, {1.5, "200 4998 3600 "}, {3600, "200 4998 3602 "}}},
		"hourly, rolling": {fakeapi.Limit{PerHour: 2}, []request{
			{0, "200 1 3600 "}, {1, "200 0 3600 "}, {2, "429 0 3600 "}, {3600, "200 0 3601 "}, {3600, "429 0 3601 "}, {3601, "200 0 7200 "},
		}},
		"hourly, fixed": {fakeapi.Limit{PerHour: 2, Fixed: true}, []request{
			{0, "200 1 3600 "}, {1, "200 0 3600 "}, {3599, "429 0 3600 "}, {3600, "200 1 7200 "}, {3600, "200 0 7200 "},
		}},
		"burst, rolling": {fakeapi.Limit{PerMinute: 2}, []request{
			{0, "200 4999 3600 "}, {1.5, "200 0 3600 "}, {2.5, "429 0 3600 58"}, {60, "200 0 3600 "}, {60, "429 0 3600 2"}, {61.5, "200 0 3600 "},
		}},
		"burst, fixed": {fakeapi.Limit{PerMinute: 2, Fixed: true}, []request{
			{0, "200 4999 3600 "}, {1, "200 0 3600 "}, {2, "429 0 3600 58"}, {60, "200 4997 3600 "}, {60, "200 0 3600 "},
		}},
		"both": {fakeapi.Limit{PerHour: 1, PerMinute: 1}, []request{{0, "200 0 3600 "}, {1, "429 0 3600 "}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api, rejected := test.limit.Middleware(http.NotFoundHandler())
				started, wantRejected := time.Now(), int64(0)
				for i, request := range test.requests {
					time.Sleep(time.Until(started.Add(time.Duration(request.at * float64(time.Second)))))
					recorder := httptest.NewRecorder()
					api.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
					header, status, reset := recorder.Header(), 200, ""
					if recorder.Code == http.StatusTooManyRequests {
						status, wantRejected = 429, wantRejected+1
					}
					if unix, err := strconv.ParseInt(header.Get("Ratelimit-Reset"), 10, 64); err == nil {
						reset = strconv.FormatInt(unix-started.Unix(), 10)
					}
					got := fmt.Sprint(status, " ", header.Get("Ratelimit-Remaining"), " ", reset, " ", header.Get("Retry-After"))
					if got != request.want {
						t.Errorf("response %d is %q, want %q", i+1, got, request.want)
					}
				}
				if rejected.Load() != wantRejected {
					t.Errorf("%d requests were counted as rejected, want %d", rejected.Load(), wantRejected)
				}
			})
		})
	}
}
