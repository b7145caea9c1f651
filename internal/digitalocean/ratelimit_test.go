package digitalocean_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestFleetUnderLimits checks that reading a fleet that needs more requests than a limit allows takes little longer than the
// limit requires.
func TestFleetUnderLimits(t *testing.T) {
	t.Parallel()
	const droplets, atOnce = 500, 10 // Terraform reads ten data sources at once
	tests := map[string]struct {
		limit       fakeapi.Limit
		minDuration time.Duration // from the first window to the last one needed
		maxRejected int64
	}{
		"burst limit, visible only in 429 responses": {fakeapi.Limit{Max: 50, Window: 12 * time.Second}, 108 * time.Second, 9 * atOnce},
		"documented burst limit":                     {fakeapi.Limit{Max: 250, Window: time.Minute}, time.Minute, atOnce},
		"rate limit in the headers":                  {fakeapi.Limit{Max: 50, Window: 12 * time.Second, Headers: true}, 108 * time.Second, 0},
		"rate limit of a few requests":               {fakeapi.Limit{Max: 3, Window: 2 * time.Second, Headers: true}, 332 * time.Second, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api, rejected := test.limit.Middleware(newAccount(3))
				client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
					time.Sleep(10 * time.Millisecond)
					return serveInMemory(api, r)
				}})
				started := time.Now()
				droplet := make(chan int)
				var readers sync.WaitGroup
				for range atOnce {
					readers.Go(func() {
						for range droplet {
							if _, err := client.Backups(readContext(t), dropletID); err != nil {
								t.Error(err)
							}
						}
					})
				}
				for n := range droplets {
					droplet <- n
				}
				close(droplet)
				readers.Wait()
				if took, maxDuration := time.Since(started), test.minDuration*11/10+3*time.Second; took > maxDuration {
					t.Errorf("the fleet took %s, want at most %s with a limit that requires %s", took, maxDuration, test.minDuration)
				}
				if n := rejected.Load(); n > test.maxRejected {
					t.Errorf("%d requests were rejected, want at most %d", n, test.maxRejected)
				}
			})
		})
	}
}

// TestExhaustedRateLimit checks that a read that cannot wait for the reset fails at once, also behind others that wait.
func TestExhaustedRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, _ := fakeapi.Limit{Max: 1, Window: time.Minute, Headers: true}.Middleware(newAccount(1))
		client := newClient(serve(limited))
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		var patient sync.WaitGroup
		patient.Go(func() {
			if _, err := client.Policies(readContext(t)); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		started := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := client.Policies(ctx)
		const want = "GET /v2/droplets/backups/policies: not enough time left before the read timeout: " +
			"the API's rate limit blocks requests for 1m0s"
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if took := time.Since(started); took != 0 {
			t.Errorf("the error took %s", took)
		}
		patient.Wait()
	})
}

// TestSufficientRateLimit checks that a list gets the last request that the limit allows, even if responses arrive out of order.
func TestSufficientRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, rejected := fakeapi.Limit{Max: 52, Window: time.Hour, Headers: true}.Middleware(newAccount(10_000))
		ids, _, err := lists["policies"].read(readContext(t), newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			resp, err := serveInMemory(limited, r)
			left, _ := strconv.Atoi(resp.Header.Get("Ratelimit-Remaining"))
			time.Sleep(time.Duration(100+7*left) * time.Millisecond)
			return resp, err
		}}))
		if err != nil {
			t.Fatal(err)
		}
		requireAllIDs(t, ids, 10_000)
		if n := rejected.Load(); n > 0 {
			t.Errorf("%d requests were rejected", n)
		}
	})
}

// TestRequestsPerSecond checks that requests keep to the configured rate, and that a read without time for the next one fails.
func TestRequestsPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(serve(newAccount(4000)), func(c *digitalocean.Config) { c.RequestsPerSecond = 2 })
		started := time.Now()
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if took, want := time.Since(started), 21*time.Second/2; took.Round(time.Millisecond) != want {
			t.Errorf("22 requests at 2 per second took %s, want %s", took, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
		defer cancel()
		const wantErr = "read timeout: the limit requests_per_second blocks requests for 500ms"
		if _, err := client.Policies(ctx); err == nil || !strings.Contains(err.Error(), wantErr) {
			t.Errorf("error %v, want one with %q", err, wantErr)
		}
	})
}
