package digitalocean_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestQueuedReads checks that a read fails as soon as the API asks for a wait that it has no time for, even if a read with more
// time is ahead of it.
func TestQueuedReads(t *testing.T) {
	t.Parallel()
	const oneAnHour = 1. / 3600
	tests := map[string]struct {
		respond           respondFunc
		requestsPerSecond float64
		firstSucceeds     bool
		wantErr           string
	}{
		"429":                  {respond: retryAfter(429, "3600"), wantErr: "the API's rate limit blocks requests for 1h0m0s"},
		"429 until a reset":    {respond: resetIn(3600, 0), wantErr: "the API's rate limit blocks requests for"},
		"exhausted rate limit": {respond: exhaustRateLimit, firstSucceeds: true, wantErr: "the API's rate limit blocks requests for"},
		"requests per second": {
			respond: serve(newAccount(1)).RoundTrip, requestsPerSecond: oneAnHour, firstSucceeds: true,
			wantErr: "the limit requests_per_second blocks requests for",
		},
	}
	for name, test := range tests {
		for patient := range 8 {
			t.Run(fmt.Sprintf("%s, read %d can wait", name, patient), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
						time.Sleep(time.Second)
						return test.respond(r)
					}}, func(c *digitalocean.Config) { c.RequestsPerSecond = test.requestsPerSecond })
					started := time.Now()
					var reads sync.WaitGroup
					for i := range 8 {
						time.Sleep(time.Millisecond)
						reads.Go(func() {
							timeout := time.Minute
							if i == patient {
								timeout = 12 * time.Hour
							}
							ctx, cancel := context.WithTimeout(t.Context(), timeout)
							defer cancel()
							_, err := client.Policies(ctx)
							switch {
							case i == 0 && test.firstSucceeds:
								if err != nil {
									t.Errorf("the first read: %v", err)
								}
								return
							case i == patient: // succeeds after some time, or fails after several waits
								return
							}
							if err == nil || !strings.Contains(err.Error(), test.wantErr) {
								t.Errorf("read %d: error %v, want one with %q", i, err, test.wantErr)
							}
							if took := time.Since(started); took > 3*time.Second {
								t.Errorf("read %d took %s to fail", i, took)
							}
						})
					}
					reads.Wait()
				})
			})
		}
	}
}

// exhaustRateLimit responds to the last request that the rate limit allows for an hour.
func exhaustRateLimit(r *http.Request) (*http.Response, error) {
	return serveWithRateLimit(newAccount(1), r, 0, time.Hour)
}

// serveWithRateLimit responds with the number of requests that are left until the reset.
func serveWithRateLimit(api http.Handler, r *http.Request, remaining int, reset time.Duration) (*http.Response, error) {
	resp, err := serveInMemory(api, r)
	resp.Header.Set("Ratelimit-Remaining", strconv.Itoa(remaining))
	resp.Header.Set("Ratelimit-Reset", strconv.FormatInt(time.Now().Add(reset).Unix(), 10))
	return resp, err
}
