package digitalocean_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
		maxRejected int
	}{
		"burst limit, visible only in 429 and Retry-After": {fakeapi.Limit{Max: 50, Window: 12 * time.Second}, 9 * 12 * time.Second, 9 * atOnce},
		"documented burst limit":                           {fakeapi.Limit{Max: 250, Window: time.Minute}, time.Minute, atOnce},
		"rate limit in the headers":                        {fakeapi.Limit{Max: 50, Window: 12 * time.Second, Headers: true}, 9 * 12 * time.Second, 0},
		"rate limit of a few requests":                     {fakeapi.Limit{Max: 3, Window: 2 * time.Second, Headers: true}, 166 * 2 * time.Second, 0},
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
				if took, maxDuration := time.Since(started), test.minDuration+test.minDuration/10+3*time.Second; took > maxDuration {
					t.Errorf("the fleet took %s, want at most %s with a limit that requires %s", took, maxDuration, test.minDuration)
				}
				if n := rejected(); n > test.maxRejected {
					t.Errorf("%d requests were rejected, want at most %d", n, test.maxRejected)
				}
			})
		})
	}
}

// TestResumeAfter429 checks that nothing is sent after a 429 until the time that it names, and then one request before the others.
func TestResumeAfter429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var sent []time.Duration
		started := time.Now()
		api := newAccount(10_000)
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			sent = append(sent, time.Since(started))
			rejected := len(sent) == 3
			mu.Unlock()
			if rejected {
				time.Sleep(time.Second / 2) // others have been sent by then
				return retryAfter(429, "60")(r)
			}
			time.Sleep(time.Second)
			return serveInMemory(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		// The first page and the last; 24 others, of which one is rejected at 2.5 s; then one again, five, and the rest.
		want := "[0s 1s" + strings.Repeat(" 2s", 24) + " 1m2.5s" + strings.Repeat(" 1m3.5s", 5) + " 1m4.5s"
		if got := fmt.Sprint(sent); !strings.HasPrefix(got, want) {
			t.Errorf("requests were sent at %s, want %s", got, want)
		}
	})
}

// TestLongestWait checks that the longest wait counts that several 429s, or several headers of one, ask for.
func TestLongestWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		var resumed time.Time
		started := time.Now()
		api := newAccount(1000)
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			switch sent.Add(1) {
			case 3:
				time.Sleep(time.Second)
				resp, err := retryAfter(429, "1")(r)
				resp.Header.Add("Retry-After", "60")
				return resp, err
			case 4, 5:
				time.Sleep(2 * time.Second)
				return retryAfter(429, "5")(r)
			case 6:
				resumed = time.Now()
			}
			return serveInMemory(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if waited := resumed.Sub(started); waited != 61*time.Second {
			t.Errorf("requests went on after %s, want 1m1s", waited)
		}
	})
}

// TestLateResponsesAfter429 checks that responses to requests that were sent before a 429 do not raise the concurrency.
func TestLateResponsesAfter429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		perSecond := map[time.Duration]int{}
		requests := 0
		started := time.Now()
		api := newAccount(8000)
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			requests++
			number := requests
			perSecond[time.Since(started).Truncate(time.Second)]++
			mu.Unlock()
			switch {
			case number == 3:
				time.Sleep(time.Second / 2)
				return retryAfter(429, "1")(r)
			case number > 3 && number <= 26:
				time.Sleep(3 * time.Second) // much longer than the wait that the 429 asks for
			case number > 26:
				time.Sleep(time.Second)
			}
			return serveInMemory(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if got := perSecond[3*time.Second]; got != 1 {
			t.Errorf("%d concurrent requests after the late responses, want 1", got)
		}
	})
}

// TestStalledReads checks that reads without any response fail at the same time, not one after the other.
func TestStalledReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(&network{respond: stall})
		started := time.Now()
		var readers sync.WaitGroup
		for range 10 {
			readers.Go(func() {
				_, err := client.Policies(readContext(t))
				if err == nil || !strings.Contains(err.Error(), "no complete response within 30s") {
					t.Errorf("error %v", err)
				}
			})
		}
		readers.Wait()
		if took := time.Since(started); took > 5*time.Minute {
			t.Errorf("ten reads without a response took %s", took)
		}
	})
}

// TestFairness checks that requests are sent in the order in which they were made.
func TestFairness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, _ := fakeapi.Limit{Max: 20, Window: 60 * time.Second, Headers: true}.Middleware(newAccount(1))
		client := newClient(serve(limited))
		var readers sync.WaitGroup
		for range 30 {
			readers.Go(func() {
				for range 5 {
					ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // one round of all reads takes two windows
					if _, err := client.Policies(ctx); err != nil {
						t.Error(err)
					}
					cancel()
				}
			})
		}
		readers.Wait()
	})
}

// TestWaitIsLogged checks that a wait is logged with its duration.
func TestWaitIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		client := newClient(faultOnPage(1, fault{respond: retryAfter(429, "61")}, 1, 1), func(c *digitalocean.Config) {
			c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))
		})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(log.String(), "level=INFO") || !strings.Contains(log.String(), "wait=1m1s") {
			t.Errorf("the log is %q", log.String())
		}
	})
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
		if want := "GET /v2/droplets/backups/policies: not enough time left before the read timeout: the API's rate limit blocks requests for 1m0s"; err == nil || err.Error() != want {
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
		if n := rejected(); n > 0 {
			t.Errorf("%d requests were rejected", n)
		}
	})
}

func TestRequestsPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newAccount(4000)
		client := newClient(serve(api),
			func(c *digitalocean.Config) { c.RequestsPerSecond = 2 })
		started := time.Now()
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if took, want := time.Since(started), 21*time.Second/2; took.Round(time.Millisecond) != want {
			t.Errorf("22 requests at 2 per second took %s, want %s", took, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
		defer cancel()
		if _, err := client.Policies(ctx); err == nil || !strings.Contains(err.Error(), "read timeout: the limit requests_per_second blocks requests for 500ms") {
			t.Errorf("error %v", err)
		}
	})
}

// TestLastFailure checks that the error of a read timeout includes the last failure.
func TestLastFailure(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout  time.Duration
		respond  respondFunc
		wantErrs []string
	}{
		"in an attempt": {40 * time.Second, stall, []string{"deadline exceeded", "no complete response within 30s"}},
		"in a wait":     {3 * time.Second, retryAfter(503, "2"), []string{"not enough time left before the read timeout", "503 Service Unavailable"}},
		"at the gate":   {9 * time.Second, retryAfter(429, "7"), []string{"not enough time left", "blocks requests for 7s", "429 Too Many Requests"}},
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
