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
	tests := map[string]struct {
		respond respondFunc
		wantErr string
	}{
		"429":                  {retryAfter(429, "3600"), "the API's rate limit blocks requests for 1h0m0s"},
		"429 until a reset":    {resetIn(3600, 0), "the API's rate limit blocks requests for"},
		"requests per second":  {nil, "the limit requests_per_second blocks requests for"},
		"exhausted rate limit": {nil, "the API's rate limit blocks requests for"},
	}
	for name, test := range tests {
		for patient := range 8 {
			t.Run(fmt.Sprintf("%s, read %d can wait", name, patient), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := newAccount(1)
					client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
						time.Sleep(time.Second)
						if test.respond != nil {
							return test.respond(r)
						}
						resp, err := serveInMemory(api, r)
						if name == "exhausted rate limit" {
							resp.Header.Set("Ratelimit-Remaining", "0")
							resp.Header.Set("Ratelimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
						}
						return resp, err
					}}, func(c *digitalocean.Config) {
						if name == "requests per second" {
							c.RequestsPerSecond = 1. / 3600
						}
					})
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
							if i == patient || i == 0 && test.respond == nil {
								return // succeeds after some time, or fails after several waits
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
