package digitalocean_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestLastFailure checks that the error of a read timeout includes the last failure.
func TestLastFailure(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout  time.Duration
		respond  respondFunc
		wantErrs [2]string
	}{
		"in an attempt": {40 * time.Second, stall, [2]string{"deadline exceeded", "no complete response within 30s"}},
		"in a backoff":  {3 * time.Second, retryAfter(503, "2"), [2]string{"not enough time left", "503 Service Unavailable"}},
		"at the gate":   {9 * time.Second, retryAfter(429, "7"), [2]string{"blocks requests for 7s", "429 Too Many Requests"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
				defer cancel()
				_, err := newClient(faultOnPage(1, fault{respond: test.respond}, -1, 1)).Policies(ctx)
				for _, want := range test.wantErrs {
					if err == nil || !strings.Contains(err.Error(), want) {
						t.Errorf("error %v, want one with %q", err, want)
					}
				}
			})
		})
	}
}

// TestBackoff checks that waits are random between the minimum and a maximum that doubles up to its limit.
func TestBackoff(t *testing.T) {
	t.Parallel()
	bounds := []struct{ min, max time.Duration }{
		{time.Second, 2 * time.Second},
		{time.Second, 4 * time.Second},
		{time.Second, 8 * time.Second},
		{time.Second, 10 * time.Second},
	}
	firsts := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			var at []time.Time
			client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
				at = append(at, time.Now())
				return respondWith(502, nil, "")(r)
			}}, func(c *digitalocean.Config) { c.RetryWaitMax = 10 * time.Second })
			_, _ = client.Policies(t.Context())
			for i, bound := range bounds {
				if wait := at[i+1].Sub(at[i]); wait < bound.min || wait > bound.max {
					t.Errorf("wait %d is %s, want %s to %s", i+1, wait, bound.min, bound.max)
				}
			}
			firsts[at[1].Sub(at[0])] = true
		})
	}
	synctest.Test(t, func(t *testing.T) { // the minimum may be 0
		started := time.Now()
		_, _ = newClient(&network{respond: respondWith(502, nil, "")}, func(c *digitalocean.Config) { c.RetryWaitMin = 0 }).Policies(t.Context())
		if time.Since(started) == 0 {
			t.Error("five attempts were made without a wait")
		}
	})
	if len(firsts) < 10 {
		t.Errorf("20 reads have only %d different waits", len(firsts))
	}
}

// TestInterrupt checks that an interrupt ends an attempt, a body, a backoff and a wait for a rate limit at once, and leaves no
// goroutine, which synctest would report.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	tests := map[string]respondFunc{
		"in an attempt":                 stall,
		"in a body":                     stallInBody,
		"in a backoff":                  respondWith(502, nil, ""),
		"in a wait for a limit":         retryAfter(429, "60"),
		"in a wait that a 503 asks for": retryAfter(503, "60"),
	}
	for name, respond := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				started := time.Now()
				time.AfterFunc(500*time.Millisecond, interrupt)
				_, err := newClient(faultOnPage(2, fault{respond: respond}, -1, 1000)).Policies(ctx)
				if err == nil || !strings.Contains(err.Error(), "context canceled") {
					t.Errorf("error %v", err)
				}
				if took := time.Since(started); took != 500*time.Millisecond {
					t.Errorf("the read ended after %s", took)
				}
			})
		})
	}
}
