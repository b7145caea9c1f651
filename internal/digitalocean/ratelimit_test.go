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

// A fleet that needs more requests than a limit allows takes little longer than the limit dictates.
func TestFleetUnderLimits(t *testing.T) {
	t.Parallel()
	const droplets, atOnce = 500, 10 // Terraform reads ten data sources at once
	tests := map[string]struct {
		limit   fakeapi.Limit
		dictate time.Duration // from the first window to the last that is needed
		refused int           // at the most
	}{
		"a burst limit that only 429 and retry-after tell": {fakeapi.Limit{Max: 50, Window: 12 * time.Second}, 9 * 12 * time.Second, 9 * atOnce},
		"the documented burst limit":                       {fakeapi.Limit{Max: 250, Window: time.Minute}, time.Minute, atOnce},
		"a budget that the headers tell":                   {fakeapi.Limit{Max: 50, Window: 12 * time.Second, Headers: true}, 9 * 12 * time.Second, 0},
		"a budget smaller than the fleet's appetite":       {fakeapi.Limit{Max: 3, Window: 2 * time.Second, Headers: true}, 166 * 2 * time.Second, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api, refused := test.limit.Middleware(account(3))
				client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
					time.Sleep(10 * time.Millisecond)
					return handled(api, r)
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
				if took, most := time.Since(started), test.dictate+test.dictate/10+3*time.Second; took > most {
					t.Errorf("the fleet took %s, want no more than %s where the limit dictates %s", took, most, test.dictate)
				}
				if n := refused(); n > test.refused {
					t.Errorf("%d requests were refused, want no more than %d", n, test.refused)
				}
			})
		})
	}
}

// After a 429 nothing is sent until the API said, and then one request before the others.
func TestGentleResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var sent []time.Duration
		started := time.Now()
		api := account(3000)
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			sent = append(sent, time.Since(started))
			refused := len(sent) == 2
			mu.Unlock()
			if refused {
				time.Sleep(time.Second / 2) // the others are on their way by then
				return retryAfter(429, "60")(r)
			}
			time.Sleep(time.Second)
			return handled(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		// Page 1; then four at once, of which one is refused at 1.5 s; then one again, four, and the others.
		want := "[0s 1s 1s 1s 1s 1m1.5s 1m2.5s 1m2.5s 1m2.5s 1m2.5s 1m3.5s"
		if got := fmt.Sprint(sent); !strings.HasPrefix(got, want) {
			t.Errorf("requests were sent at %s, want %s", got, want)
		}
	})
}

// Of the waits that several 429s ask for, and several headers of one, the longest counts.
func TestLongestWaitCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		var resumed time.Time
		started := time.Now()
		api := account(1000)
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
			switch sent.Add(1) {
			case 1:
			case 2:
				time.Sleep(time.Second)
				response, err := retryAfter(429, "1")(r)
				response.Header.Add("Retry-After", "60")
				return response, err
			case 3, 4, 5:
				time.Sleep(2 * time.Second)
				return retryAfter(429, "5")(r)
			case 6:
				resumed = time.Now()
			}
			return handled(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if waited := resumed.Sub(started); waited != 61*time.Second {
			t.Errorf("requests went on after %s, want 1m1s", waited)
		}
	})
}

// Answers to what was sent before a 429 do not count as the resumption.
func TestGentleResumeAfterLateAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		perSecond := map[time.Duration]int{}
		requests := 0
		started := time.Now()
		api := account(8000)
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			requests++
			number := requests
			perSecond[time.Since(started).Truncate(time.Second)]++
			mu.Unlock()
			switch {
			case number == 2:
				time.Sleep(time.Second / 2)
				return retryAfter(429, "1")(r)
			case number <= 5:
				time.Sleep(3 * time.Second) // far longer than the wait that the 429 asks for
			case number > 5:
				time.Sleep(time.Second)
			}
			return handled(api, r)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if got := perSecond[3*time.Second]; got > 4 {
			t.Errorf("%d requests at once when the late answers came", got)
		}
	})
}

// A request that gets no answer keeps the others waiting for its first attempt alone.
func TestStalledReadersFailTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(&network{answer: stalls})
		started := time.Now()
		var readers sync.WaitGroup
		for range 10 {
			readers.Go(func() {
				_, err := client.Policies(readContext(t))
				if err == nil || !strings.Contains(err.Error(), "no complete answer within 30s") {
					t.Errorf("error %v", err)
				}
			})
		}
		readers.Wait()
		if took := time.Since(started); took > 5*time.Minute {
			t.Errorf("ten readers took %s to see that nothing answers", took)
		}
	})
}

// Readers get their turns in the order in which they came.
func TestNobodyStarves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, _ := fakeapi.Limit{Max: 20, Window: 60 * time.Second, Headers: true}.Middleware(account(1))
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) { return handled(limited, r) }})
		var readers sync.WaitGroup
		for range 30 {
			readers.Go(func() {
				for range 5 {
					ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // a round of all takes two windows
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

// A wait is told in the log, with the time that it takes, before it begins.
func TestWaitIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		client := newClient(faultOnPage(1, fault{answer: retryAfter(429, "61")}, 1, 1), func(c *digitalocean.Config) {
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

// A spent budget ends a read that has no time to wait for its reset at once, also behind others that wait.
func TestSpentBudgetEndsAReadAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, _ := fakeapi.Limit{Max: 1, Window: time.Minute, Headers: true}.Middleware(account(1))
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) { return handled(limited, r) }})
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
		if want := "GET /v2/droplets/backups/policies: the read has no time left to wait: the API's rate limit lets nothing through for 1m0s"; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if took := time.Since(started); took != 0 {
			t.Errorf("the error took %s", took)
		}
		patient.Wait()
	})
}

// A budget that is just enough for a list is spent on it to the last request, though the answers come in another order.
func TestBudgetThatSuffices(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, refused := fakeapi.Limit{Max: 50, Window: time.Hour, Headers: true}.Middleware(account(10_000))
		ids, _, err := lists["policies"].read(readContext(t), newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
			response, err := handled(limited, r)
			left, _ := strconv.Atoi(response.Header.Get("Ratelimit-Remaining"))
			time.Sleep(time.Duration(100+7*left) * time.Millisecond)
			return response, err
		}}))
		if err != nil {
			t.Fatal(err)
		}
		expectWhole(t, ids, 10_000)
		if n := refused(); n > 0 {
			t.Errorf("%d requests were refused", n)
		}
	})
}

func TestRequestsPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := account(4000)
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) { return handled(api, r) }},
			func(c *digitalocean.Config) { c.RequestsPerSecond = 2 })
		started := time.Now()
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if took, want := time.Since(started), 19*time.Second/2; took.Round(time.Millisecond) != want {
			t.Errorf("20 pages at 2 a second took %s, want %s", took, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
		defer cancel()
		if _, err := client.Policies(ctx); err == nil || !strings.Contains(err.Error(), "no time left to wait: the ceiling requests_per_second lets nothing through for 500ms") {
			t.Errorf("a read that the ceiling does not allow in its time gave %v", err)
		}
	})
}

// When the time of a read is over, the error says what kept it from being done.
func TestLastFailureIsTold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		limit time.Duration
		fault func(*http.Request) (*http.Response, error)
		words []string
	}{
		"in an attempt": {40 * time.Second, stalls, []string{"deadline exceeded", "no complete answer within 30s"}},
		"in a wait":     {3 * time.Second, retryAfter(503, "2"), []string{"no time left to wait", "503 Service Unavailable"}},
		"at the gate":   {9 * time.Second, retryAfter(429, "7"), []string{"no time left", "nothing through for 7s", "429 Too Many Requests"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.limit)
				defer cancel()
				_, err := newClient(faultOnPage(1, fault{answer: test.fault}, -1, 1)).Policies(ctx)
				for _, words := range test.words {
					if err == nil || !strings.Contains(err.Error(), words) {
						t.Errorf("error %v, want one with %q", err, words)
					}
				}
			})
		})
	}
}

// Waits lie between the least and a bound that doubles up to the most, and differ from reader to reader.
func TestBackoff(t *testing.T) {
	t.Parallel()
	bounds := []struct{ least, most time.Duration }{
		{time.Second, 2 * time.Second},
		{time.Second, 4 * time.Second},
		{time.Second, 8 * time.Second},
		{time.Second, 10 * time.Second},
	}
	firsts := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			var at []time.Time
			client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
				at = append(at, time.Now())
				return with(502, nil, "")(r)
			}}, func(c *digitalocean.Config) { c.RetryWaitMax = 10 * time.Second })
			_, _ = client.Policies(t.Context())
			for i, bound := range bounds {
				if wait := at[i+1].Sub(at[i]); wait < bound.least || wait > bound.most {
					t.Errorf("wait %d is %s, want %s to %s", i+1, wait, bound.least, bound.most)
				}
			}
			firsts[at[1].Sub(at[0])] = true
		})
	}
	synctest.Test(t, func(t *testing.T) { // a least wait of none is no reason to hammer
		started := time.Now()
		_, _ = newClient(&network{answer: with(502, nil, "")}, func(c *digitalocean.Config) { c.RetryWaitMin = 0 }).Policies(t.Context())
		if time.Since(started) == 0 {
			t.Error("five attempts were made at once")
		}
	})
	if len(firsts) < 10 {
		t.Errorf("20 readers waited %d different times", len(firsts))
	}
}

// An interrupt ends an attempt, a body, a backoff and a rate-limit wait at once, and leaves nothing running: synctest
// fails a bubble with a goroutine left.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*http.Request) (*http.Response, error){
		"in an attempt":           stalls,
		"in a body":               stallsInBody,
		"in a backoff":            with(502, nil, ""),
		"in a wait for a limit":   retryAfter(429, "60"),
		"in a wait that 503 asks": retryAfter(503, "60"),
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				started := time.Now()
				time.AfterFunc(500*time.Millisecond, interrupt)
				_, err := newClient(faultOnPage(2, fault{answer: answer}, -1, 1000)).Policies(ctx)
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
