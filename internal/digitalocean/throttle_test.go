package digitalocean_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

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
		// The first page and the last; 25 others, of which one is rejected at 2.5 s; then one again, five, and the rest.
		want := "[0s 1s" + strings.Repeat(" 2s", 25) + " 1m2.5s" + strings.Repeat(" 1m3.5s", 5) + " 1m4.5s"
		if got := fmt.Sprint(sent); !strings.HasPrefix(got, want) {
			t.Errorf("requests were sent at %s, want %s", got, want)
		}
	})
}

// TestLongestWait checks that of the waits that several 429s, or several headers of one, ask for, the longest counts.
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

// TestStalledRequestAfterReset checks that a request without a response does not block others after the reset of a rate limit.
func TestStalledRequestAfterReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newAccount(1)
		var requests atomic.Int64
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			if requests.Add(1) == 2 {
				return stall(r)
			}
			return serveWithRateLimit(api, r, 1, 2*time.Second)
		}})
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		var stalled sync.WaitGroup
		stalled.Go(func() {
			if _, err := client.Policies(readContext(t)); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		started := time.Now()
		if _, err := client.Policies(readContext(t)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took != 2*time.Second {
			t.Errorf("the read took %s, want 2s until the reset", took)
		}
		stalled.Wait()
	})
}

// TestFailuresDoNotCount checks that attempts without a response do not use up the rate limit.
func TestFailuresDoNotCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := newAccount(1)
		var requests atomic.Int64
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			if n := requests.Add(1); n > 1 && n <= 6 {
				return nil, syscall.ECONNREFUSED
			}
			return serveWithRateLimit(api, r, 5, time.Hour)
		}})
		for _, wantErr := range []bool{false, true, false} {
			if _, err := client.Policies(readContext(t)); (err != nil) != wantErr {
				t.Errorf("error %v, want one: %v", err, wantErr)
			}
		}
	})
}
