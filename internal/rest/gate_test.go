package rest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

func requestsPerSecond(rate float64) func(*rest.Config) {
	return func(c *rest.Config) { c.RequestsPerSecond = rate }
}

// TestConcurrency checks that the concurrency starts with one request and grows with the responses.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(reply{latency: time.Second})
		getAll(t, newClient(api), 100)
		for second, want := range []int{1, 5, 32, 32, 30} {
			if got := api.sentAt(time.Duration(second) * time.Second); got != want {
				t.Errorf("%d requests were sent after %d s, want %d", got, second, want)
			}
		}
	})
}

// TestMaxConcurrent checks that requests without a response still count toward MaxConcurrent after a 429.
func TestMaxConcurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			switch {
			case number == 7: // the first of the 32 that are sent after two seconds
				time.Sleep(time.Second)
				return retryAfter(429, "1")
			case number > 7 && number <= 38:
				return reply{latency: time.Hour}
			}
			return reply{latency: time.Second}
		}}
		getAll(t, newClient(api), 100)
		if got := api.sentAt(2 * time.Second); got != rest.MaxConcurrent || api.highest != rest.MaxConcurrent {
			t.Errorf("%d requests were sent after two seconds, and up to %d were in flight, want %d", got, api.highest, rest.MaxConcurrent)
		}
	})
}

// TestQueue checks that requests are sent in the order in which they were made.
func TestQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(reply{})
		client := newClient(api, requestsPerSecond(1))
		var reads sync.WaitGroup
		var want []string
		for i := range 20 {
			path := fmt.Sprint("/v2/droplets/", i)
			want = append(want, path)
			reads.Go(func() {
				if err := getPath(t.Context(), client, path); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		reads.Wait()
		if !slices.Equal(api.paths, want) {
			t.Errorf("requests were sent in the order %v", api.paths)
		}
	})
}

// TestStalledRequests checks that reads without any response fail at the same time, not one after the other.
func TestStalledRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(inTurn(reply{latency: time.Hour}), fixedWaits(time.Second))
		started := time.Now()
		var reads sync.WaitGroup
		for range 10 {
			reads.Go(func() {
				if err := getWithin(t, readTimeout, client); err == nil || err.Kind != rest.Connection || err.Attempts != 5 {
					t.Errorf("error %v, want one of the connection after 5 attempts", err)
				}
			})
		}
		reads.Wait()
		if took := time.Since(started); took > 4*time.Minute {
			t.Errorf("ten reads without a response took %s", took)
		}
	})
}

// TestNoTimeLeft checks that a read fails as soon as it is known that a limit blocks it until its deadline, even if a read with
// more time is ahead of it.
func TestNoTimeLeft(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		respond           func() reply
		requestsPerSecond float64
	}{
		"429":                 {respond: func() reply { return retryAfter(429, "3600") }},
		"429 until a reset":   {respond: func() reply { return reply{status: 429, header: rateLimit(0, time.Hour)} }},
		"requests per second": {respond: func() reply { return reply{} }, requestsPerSecond: 1. / 3600},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(int, *http.Request) reply { time.Sleep(time.Second); return test.respond() }}
			client := newClient(api, requestsPerSecond(test.requestsPerSecond))
			ctx, interrupt := context.WithCancel(t.Context())
			started := time.Now()
			var reads sync.WaitGroup
			for range 2 { // one that sends the first request, and one that waits behind it
				reads.Go(func() {
					err := get(ctx, client)
					for err == nil {
						err = get(ctx, client)
					}
					if !isCause(err, context.Canceled) {
						t.Errorf("error of a read that can wait: %v", err)
					}
				})
			}
			synctest.Wait()
			for range 5 {
				reads.Go(func() {
					err := getWithin(t, time.Minute, client)
					if !isCause(err, rest.ErrNoTimeLeft) || isCause(err, rest.ErrRequestsPerSecond) != (test.requestsPerSecond > 0) {
						t.Errorf("error %v", err)
					}
					if took := time.Since(started); took > time.Second {
						t.Errorf("the error took %s", took)
					}
				})
			}
			time.Sleep(time.Minute)
			interrupt()
			reads.Wait()
		})
	}
}

// TestLongestLimit checks that a read fails at once if one of several limits blocks it until its deadline.
func TestLongestLimit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reply             reply
		requestsPerSecond float64
		wantRate          bool // as the reason
	}{
		"near reset":                     {reply{header: headers("Ratelimit-Remaining", "0", "Ratelimit-Reset", "946684803")}, 0, false},
		"near reset, and a higher rate":  {reply{header: headers("Ratelimit-Remaining", "0", "Ratelimit-Reset", "946684803")}, 1, false},
		"near reset, and a lower rate":   {reply{header: headers("Ratelimit-Remaining", "0", "Ratelimit-Reset", "946684803")}, 0.1, true},
		"Retry-After, and a higher rate": {retryAfter(429, "3"), 1, false},
		"Retry-After, and a lower rate":  {retryAfter(429, "1"), 0.1, true},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			client := newClient(inTurn(test.reply), requestsPerSecond(test.requestsPerSecond))
			started := time.Now()
			err := getWithin(t, 2*time.Second, client)
			if err == nil {
				err = getWithin(t, 2*time.Second, client)
			}
			if !isCause(err, rest.ErrNoTimeLeft) || isCause(err, rest.ErrRequestsPerSecond) != test.wantRate || time.Since(started) != 0 {
				t.Errorf("after %s: error %v", time.Since(started), err)
			}
		})
	}
}

// TestWaitUntilDeadline checks that a wait that ends before the deadline is waited for, and one that ends at the deadline is not.
func TestWaitUntilDeadline(t *testing.T) {
	t.Parallel()
	tests := map[string][]reply{
		"at the gate":  {retryAfter(429, "60"), {}},
		"in a backoff": {retryAfter(503, "60"), {}},
	}
	for name, replies := range tests {
		inBubble(t, name, func(t *testing.T) {
			started := time.Now()
			err := getWithin(t, time.Minute, newClient(inTurn(replies...)))
			if !isCause(err, rest.ErrNoTimeLeft) || err.Attempts != 1 || time.Since(started) != 0 {
				t.Errorf("after %s: error %v, want one at once", time.Since(started), err)
			}
			if err := getWithin(t, time.Minute+1, newClient(inTurn(replies...))); err != nil || time.Since(started) != time.Minute {
				t.Errorf("after %s: error %v, want none after a minute", time.Since(started), err)
			}
		})
	}
}

// TestResumeAfter429 checks that nothing is sent after a 429 until the time that it asks for, and then one request before others.
func TestResumeAfter429(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rejection func() reply
		wait      time.Duration
	}{
		"Retry-After": {func() reply { return retryAfter(429, "60") }, time.Minute},
		"reset":       {func() reply { return reply{status: 429, header: rateLimit(0, time.Minute)} }, time.Minute},
		"reset, but Retry-After": {func() reply {
			header := rateLimit(0, time.Hour)
			header.Set("Retry-After", "60")
			return reply{status: 429, header: header}
		}, time.Minute},
		"a count that is left": {func() reply { return reply{status: 429, header: rateLimit(1, time.Hour)} }, 9 * time.Second},
		"past reset":           {func() reply { return reply{status: 429, header: rateLimit(0, -time.Second)} }, 9 * time.Second},
		"present reset":        {func() reply { return reply{status: 429, header: rateLimit(0, 0)} }, 9 * time.Second},
		"nothing":              {func() reply { return reply{status: 429} }, 9 * time.Second},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(number int, _ *http.Request) reply {
				time.Sleep(time.Second)
				switch {
				case number == 10:
					return test.rejection()
				case number > 6 && number <= 38: // those that are sent together with the rejected one
					return reply{latency: time.Second}
				}
				return reply{}
			}}
			getAll(t, newClient(api, fixedWaits(9*time.Second)), 70)
			resumed := 3*time.Second + test.wait
			for at, want := range map[time.Duration]int{
				0: 1, time.Second: 5, 2 * time.Second: 32, 3 * time.Second: 0, resumed: 1, resumed + time.Second: 5, resumed + 2*time.Second: 27,
			} {
				if got := api.sentAt(at); got != want {
					t.Errorf("%d requests were sent after %s, want %d", got, at, want)
				}
			}
		})
	}
}

// TestLongestWait checks that of the waits that several 429s ask for, the longest counts.
func TestLongestWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			wait := map[int]string{2: "60", 3: "5", 4: "61", 5: "1"}[number]
			if wait == "" {
				return reply{}
			}
			rejection := retryAfter(429, wait)
			rejection.latency = time.Duration(number) * time.Second
			return rejection
		}}
		client := newClient(api)
		getAll(t, client, 1)
		getAll(t, client, 5)
		if got := api.sent[6]; got != 65*time.Second {
			t.Errorf("requests were resumed after %s, want 1m5s", got)
		}
	})
}

// TestBackoffAfter429 checks that reads that get 429s without a time have one backoff together, and that these do not count as
// failed attempts.
func TestBackoffAfter429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(reply{status: 429})
		client := newClient(api, fixedWaits(30*time.Second), func(c *rest.Config) { c.RetryMax = 0 })
		var reads sync.WaitGroup
		for range 10 {
			reads.Go(func() {
				if err := getWithin(t, readTimeout, client); !isCause(err, rest.ErrNoTimeLeft) {
					t.Errorf("error %v", err)
				}
			})
		}
		reads.Wait()
		if len(api.sent) != 20 {
			t.Errorf("%d requests in ten minutes, want one every 30 s", len(api.sent))
		}
	})
}

// TestMinBackoffAfter429 checks that without a configured wait, a 429 without a time is not repeated in a busy loop.
func TestMinBackoffAfter429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			if number > 10 {
				return reply{}
			}
			return reply{status: 429}
		}}
		getAll(t, newClient(api, fixedWaits(0)), 1)
		if took := api.sent[10]; took != 10*time.Second {
			t.Errorf("ten 429s took %s, want 10s", took)
		}
	})
}

// TestBackoffAfter429Grows checks the range of the waits after 429s without a time, and that it starts over after a success.
func TestBackoffAfter429Grows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			if number%8 == 0 {
				return reply{}
			}
			return reply{status: 429}
		}}
		client := newClient(api)
		for range 10 {
			getAll(t, client, 1)
		}
		longest := time.Duration(0)
		for i := range len(api.sent) - 1 {
			wait, maximum := api.sent[i+1]-api.sent[i], min(2*time.Second<<(i%8), 30*time.Second)
			longest = max(longest, wait)
			if i%8 != 7 && (wait < time.Second || wait > maximum) {
				t.Errorf("wait %d is %s, want at least 1s and at most %s", i%8, wait, maximum)
			}
		}
		if longest < 10*time.Second {
			t.Errorf("the longest of 70 waits is %s", longest)
		}
	})
}

// TestLateResponses checks that responses to requests that were sent before a 429 neither raise the concurrency nor lengthen the
// backoff.
func TestLateResponses(t *testing.T) {
	t.Parallel()
	tests := map[string]reply{"success": {latency: 3 * time.Second}, "429": {status: 429, latency: 1500 * time.Millisecond}}
	for name, late := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(number int, _ *http.Request) reply {
				switch {
				case number == 7:
					return reply{status: 429, latency: time.Second}
				case number > 7 && number <= 38:
					return late
				}
				return reply{latency: time.Second}
			}}
			// The first request, five, and 32, of which the first is rejected at 3 s; 2 s later one, then five.
			getAll(t, newClient(api, fixedWaits(4*time.Second)), 60)
			for second, want := range map[int]int{0: 1, 1: 5, 2: 32, 7: 1, 8: 5} {
				if got := api.sentAt(time.Duration(second) * time.Second); got != want {
					t.Errorf("%d requests were sent after %d s, want %d", got, second, want)
				}
			}
		})
	}
}

// TestCount checks what a number of requests that are left means for those that are sent.
func TestCount(t *testing.T) {
	t.Parallel()
	const s = time.Second
	tests := map[string]struct {
		remaining int
		reset     time.Duration
		want      [3]int // requests that are sent after 1, 2 and 6 s
		highest   int    // number in flight
	}{
		"0, past reset":            {0, -time.Hour, [3]int{1, 1, 1}, 1},
		"0, far reset":             {0, time.Hour, [3]int{1, 1, 1}, 1},
		"0, reset after 6 seconds": {0, 6 * s, [3]int{1, 1, 1}, 1},
		"0, reset after 5 seconds": {0, 5 * s, [3]int{0, 0, 1}, 1},
		"1, reset after 5 seconds": {1, 5 * s, [3]int{1, 1, 1}, 1},
		"1":                        {1, time.Hour, [3]int{1, 1, 1}, 1},
		"3":                        {3, time.Hour, [3]int{3, 3, 0}, 3},
		"4000":                     {4000, time.Hour, [3]int{5, 4, 0}, 10},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(int, *http.Request) reply {
				time.Sleep(s)
				return reply{header: rateLimit(test.remaining, test.reset)}
			}}
			getAll(t, newClient(api), 10)
			got := [3]int{api.sentAt(s), api.sentAt(2 * s), api.sentAt(6 * s)}
			if got != test.want || api.highest > test.highest {
				t.Errorf("%v requests were sent after 1, 2 and 6 s, and %d at once, want %v and at most %d", got, api.highest, test.want, test.highest)
			}
		})
	}
}

// TestLowestCount checks that the lowest count for a reset counts if responses arrive out of order, and any count for a later one.
func TestLowestCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		at := func(latency time.Duration, remaining int, reset time.Time) reply {
			return reply{latency: latency, header: rateLimit(remaining, time.Until(reset))}
		}
		api := &network{respond: func(number int, _ *http.Request) reply {
			switch hour := started.Add(time.Hour); {
			case number == 1:
				return at(0, 90, hour)
			case number == 2:
				return at(2*time.Second, 2, hour)
			case number <= 6:
				return at(3*time.Second, 3+number, hour)
			case number == 7:
				return at(10*time.Second, 2, hour)
			case number == 8:
				return at(11*time.Second, 20, hour.Add(time.Second))
			}
			return reply{latency: time.Second}
		}}
		client := newClient(api)
		getAll(t, client, 1)
		getAll(t, client, 5)
		getAll(t, client, 10)
		getAll(t, client, 20)
		got := []int{api.sentAt(0), api.sentAt(3 * time.Second), api.sentAt(15 * time.Second)}
		if want := []int{6, 2, 20}; !slices.Equal(got, want) {
			t.Errorf("%v requests were sent at once, want %v", got, want)
		}
	})
}

// TestOutdatedCount checks that a count for an earlier reset does not replace that for a later one if it arrives after it.
func TestOutdatedCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			switch number {
			case 2:
				return reply{latency: time.Second, header: rateLimit(90, 2*time.Hour)}
			case 3:
				return reply{latency: 2 * time.Second, header: rateLimit(2, time.Hour)}
			}
			return reply{latency: time.Second}
		}}
		client := newClient(api)
		getAll(t, client, 1)
		getAll(t, client, 2)
		getAll(t, client, 20)
		if got := api.sentAt(3 * time.Second); got != 20 {
			t.Errorf("%d requests were sent at once, want 20", got)
		}
	})
}

// TestCountWithoutReset checks that a count without a reset limits nothing: it would never be replaced by a higher one.
func TestCountWithoutReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(int, *http.Request) reply {
			return reply{latency: time.Second, header: headers("Ratelimit-Remaining", "1")}
		}}
		getAll(t, newClient(api), 40)
		if api.highest < 25 {
			t.Errorf("%d requests at once, want 25 or more", api.highest)
		}
	})
}

// TestCountRises checks that a count of 0 does not last until a far reset if the next response has a higher one: the burst limit
// was met, but not exceeded.
func TestCountRises(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reset := time.Now().Add(time.Hour)
		api := &network{respond: func(number int, _ *http.Request) reply {
			remaining := 4000
			if number == 1 {
				remaining = 0
			}
			return reply{latency: time.Second, header: rateLimit(remaining, time.Until(reset))}
		}}
		getAll(t, newClient(api), 40)
		if api.highest < 25 {
			t.Errorf("%d requests at once after a count of 4000, want 25 or more", api.highest)
		}
	})
}

// TestCountAfter429 checks that a count of 0 does not block requests after a 429 either: only another 429 does.
func TestCountAfter429(t *testing.T) {
	t.Parallel()
	tests := map[string]func() http.Header{
		"reset":       func() http.Header { return rateLimit(0, time.Minute) },
		"Retry-After": func() http.Header { return headers("Retry-After", "60") },
		"both": func() http.Header {
			return headers("Retry-After", "60", "Ratelimit-Remaining", "0", "Ratelimit-Reset", "946684900")
		},
	}
	for name, header := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(number int, _ *http.Request) reply {
				if number == 1 {
					return reply{status: 429, header: header()}
				}
				return reply{header: rateLimit(0, time.Minute)}
			}}
			getAll(t, newClient(api), 5)
			if took := api.sent[5]; took != time.Minute {
				t.Errorf("the last request was sent after %s, want 1m0s", took)
			}
		})
	}
}

// TestReset checks that after the reset of a count, one request is sent before others.
func TestReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &network{respond: func(number int, _ *http.Request) reply {
			time.Sleep(time.Second)
			if number <= 38 {
				return reply{header: rateLimit(38-number, 3*time.Second)}
			}
			return reply{header: rateLimit(5000, time.Hour)}
		}}
		getAll(t, newClient(api), 60)
		for at, sent := range api.sent {
			if at == 38 && sent != api.sent[37]+4*time.Second || at == 39 && sent != api.sent[38]+time.Second {
				t.Errorf("request %d was sent after %s", at+1, sent)
			}
		}
		if got := api.sentAt(api.sent[39]); got != 5 {
			t.Errorf("%d requests were sent after the first one, want 5", got)
		}
	})
}

// TestResetWithoutEffect checks that a reset does not lower the concurrency if it lies in the past, or if many requests are left: it
// is when the oldest request of the hour expires, which is always near if requests are made all the time.
func TestResetWithoutEffect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		remaining int
		reset     time.Duration
	}{
		"past":                 {32, -time.Hour},
		"present":              {32, 0},
		"near":                 {4000, time.Second},
		"near, enough is left": {32, time.Second},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(int, *http.Request) reply {
				time.Sleep(time.Second)
				return reply{header: rateLimit(test.remaining, test.reset)}
			}}
			client := newClient(api)
			getAll(t, client, 38) // 1, 5 and 32
			time.Sleep(2 * time.Second)
			getAll(t, client, 32)
			if got := api.sentAt(5 * time.Second); got != 32 {
				t.Errorf("%d requests were sent at once, want 32", got)
			}
		})
	}
}

// TestStalledRequest checks that a request without a response does not delay others after a 429 or a count of 0. With a count of 1, it
// delays them until its attempt ends.
func TestStalledRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		limited func() reply
		next    time.Duration // when the seventh request is sent
	}{
		"429":                    {func() reply { return retryAfter(429, "1") }, 3 * time.Second},
		"count of 0":             {func() reply { return reply{header: rateLimit(0, time.Hour)} }, 2 * time.Second},
		"count of 0, near reset": {func() reply { return reply{header: rateLimit(0, 2*time.Second)} }, 4 * time.Second},
		"count of 1":             {func() reply { return reply{header: rateLimit(1, 2*time.Second)} }, 31 * time.Second},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := &network{respond: func(number int, _ *http.Request) reply {
				time.Sleep(time.Second)
				switch {
				case number == 2: // of the five that are sent after a second
					return reply{latency: time.Hour}
				case number > 2 && number <= 6:
					return test.limited()
				}
				return reply{}
			}}
			getAll(t, newClient(api), 12)
			got := []int{api.sentAt(0), api.sentAt(time.Second), api.sentAt(test.next)}
			if want := []int{1, 5, 1}; !slices.Equal(got, want) || api.sent[6] != test.next {
				t.Errorf("requests were sent after %v", api.sent)
			}
		})
	}
}

// TestDeadlineInQueue checks that a read whose deadline passes while it waits for another request ends at once, with the cause.
func TestDeadlineInQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(inTurn(reply{latency: 20 * time.Second}))
		var first sync.WaitGroup
		first.Go(func() { getAll(t, client, 1) })
		synctest.Wait()
		started, cause := time.Now(), errors.New("the read timeout")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
		defer cancel()
		if err := get(ctx, client); !isCause(err, cause) || err.Kind != rest.Ended || time.Since(started) != time.Second {
			t.Errorf("after %s: error %v", time.Since(started), err)
		}
		first.Wait()
	})
}

// TestRequestsPerSecond checks that requests keep to the configured rate, also if none was sent for a while.
func TestRequestsPerSecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(reply{})
		client := newClient(api, requestsPerSecond(2))
		getAll(t, client, 3)
		time.Sleep(10 * time.Second)
		getAll(t, client, 2)
		ms := time.Millisecond
		if want := []time.Duration{0, 500 * ms, 1000 * ms, 11_000 * ms, 11_500 * ms}; !slices.Equal(api.sent, want) {
			t.Errorf("requests were sent after %v, want %v", api.sent, want)
		}
		if err := getWithin(t, 500*ms, client); !isCause(err, rest.ErrRequestsPerSecond) || err.Kind != rest.Ended {
			t.Errorf("error %v", err)
		}
		tiny := newClient(inTurn(reply{}), requestsPerSecond(math.SmallestNonzeroFloat64))
		getAll(t, tiny, 1)
		if err := getWithin(t, 1000*time.Hour, tiny); !isCause(err, rest.ErrRequestsPerSecond) {
			t.Errorf("error %v", err)
		}
	})
}

// TestInterrupt checks that an interrupt ends whatever a read is waiting for, and leaves no goroutine, which synctest would report.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reply             reply
		requestsPerSecond float64
	}{
		"in an attempt":                     {reply: reply{latency: time.Hour}},
		"in a body":                         {reply: reply{stalls: true}},
		"in the body of an error":           {reply: reply{status: 500, stalls: true}},
		"in a backoff":                      {reply: reply{status: 500}},
		"in a backoff after a 429":          {reply: reply{status: 429}},
		"in a wait for a limit":             {reply: retryAfter(429, "60")},
		"in a wait that a 503 asks for":     {reply: retryAfter(503, "60")},
		"in a wait for the configured rate": {reply: reply{}, requestsPerSecond: 0.1},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			client := newClient(inTurn(test.reply), requestsPerSecond(test.requestsPerSecond))
			started := time.Now()
			time.AfterFunc(500*time.Millisecond, interrupt)
			var reads sync.WaitGroup
			for range 3 {
				reads.Go(func() {
					err := get(ctx, client)
					for err == nil {
						err = get(ctx, client)
					}
					if !errors.Is(err.Stopped, context.Canceled) {
						t.Errorf("error %v", err)
					}
				})
			}
			reads.Wait()
			if took := time.Since(started); took != 500*time.Millisecond {
				t.Errorf("the reads ended after %s", took)
			}
			if err := get(ctx, client); err == nil || err.Kind != rest.Ended {
				t.Errorf("error of a read after the interrupt: %v", err)
			}
		})
	}
}

// TestWaitLog checks that each wait of at least a second is logged once.
func TestWaitLog(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		replies           []reply
		requestsPerSecond float64
		want              []string
	}{
		"429":             {[]reply{retryAfter(429, "61"), {}}, 0, []string{"wait=1m1s"}},
		"two 429s":        {[]reply{retryAfter(429, "1"), retryAfter(429, "2"), {}}, 0, []string{"wait=1s", "wait=2s"}},
		"configured rate": {[]reply{{}}, 1 / 1.2341, []string{"wait=1.234s", "wait=1.234s"}},
		"short waits":     {[]reply{{}}, 1 / 0.999, nil},
		"503":             {[]reply{retryAfter(503, "7"), {}}, 0, []string{"wait=7s"}},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			var log strings.Builder
			client := newClient(inTurn(test.replies...), requestsPerSecond(test.requestsPerSecond), logTo(&log, slog.LevelInfo))
			getAll(t, client, 3)
			var got []string
			for field := range strings.FieldsSeq(log.String()) {
				if strings.HasPrefix(field, "wait=") {
					got = append(got, field)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("the log has the waits %v, want %v: %s", got, test.want, log.String())
			}
		})
	}
}
