package rest_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// TestRetryMax checks how many attempts are made.
func TestRetryMax(t *testing.T) {
	t.Parallel()
	unavailable, rejected := reply{status: 503}, retryAfter(429, "1")
	tests := map[string]struct {
		retryMax uint
		replies  []reply
		attempts int // 0 if the last one succeeds
	}{
		"no retry":               {0, []reply{unavailable}, 1},
		"one retry":              {1, []reply{unavailable}, 2},
		"success at last":        {2, []reply{unavailable, unavailable, {}}, 0},
		"success too late":       {1, []reply{unavailable, unavailable, {}}, 2},
		"429s do not count":      {1, []reply{rejected, rejected, unavailable, rejected, {}}, 0},
		"429s are attempts":      {1, []reply{rejected, rejected, unavailable, rejected, unavailable}, 5},
		"permanent after others": {4, []reply{unavailable, unavailable, {status: 404}}, 3},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			err := get(t.Context(), newClient(inTurn(test.replies...), func(c *rest.Config) { c.RetryMax = test.retryMax }))
			if test.attempts == 0 {
				if err != nil {
					t.Error(err)
				}
			} else if err == nil || err.Attempts != test.attempts || err.Stopped != nil {
				t.Errorf("error %v, want one after %d attempts", err, test.attempts)
			}
		})
	}
}

// TestBackoff checks that waits are random between the minimum and a maximum that doubles up to its limit.
func TestBackoff(t *testing.T) {
	t.Parallel()
	const s = time.Second
	tests := map[string]struct {
		min, max time.Duration
		want     [5]time.Duration // the highest waits
	}{
		"default":      {s, 30 * s, [5]time.Duration{2 * s, 4 * s, 8 * s, 16 * s, 30 * s}},
		"no minimum":   {0, 5 * s, [5]time.Duration{s, 2 * s, 4 * s, 5 * s, 5 * s}},
		"high minimum": {10 * s, 30 * s, [5]time.Duration{20 * s, 30 * s, 30 * s, 30 * s, 30 * s}},
		"fixed":        {7 * s, 7 * s, [5]time.Duration{7 * s, 7 * s, 7 * s, 7 * s, 7 * s}},
		"none":         {0, 0, [5]time.Duration{}},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			var lowest, highest [5]time.Duration
			for range 100 {
				api := inTurn(reply{status: 502})
				_ = get(t.Context(), newClient(api, func(c *rest.Config) { c.RetryMax, c.RetryWaitMin, c.RetryWaitMax = 5, test.min, test.max }))
				for i := range 5 {
					wait := api.sent[i+1] - api.sent[i]
					if lowest[i] == 0 || wait < lowest[i] {
						lowest[i] = wait
					}
					highest[i] = max(highest[i], wait)
				}
			}
			for i, want := range test.want {
				// The chance that 100 waits miss a fifth of the range at one of its ends is one in four billion.
				margin := (want - test.min) / 5
				if lowest[i] < test.min || lowest[i] > test.min+margin || highest[i] > want || highest[i] < want-margin {
					t.Errorf("wait %d is between %s and %s, want %s to %s", i+1, lowest[i], highest[i], test.min, want)
				}
			}
		})
	}
}

// TestRetryAfter503 checks that a wait that another status asks for replaces the backoff of this read only.
func TestRetryAfter503(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(retryAfter(503, "60"), reply{})
		client := newClient(api)
		time.AfterFunc(time.Second, func() {
			if err := get(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
		if err := get(t.Context(), client); err != nil {
			t.Error(err)
		}
		if got := fmt.Sprint(api.sent); got != "[0s 1s 1m0s]" {
			t.Errorf("requests were sent after %s", got)
		}
	})
}

// TestLastFailure checks that the error of a read that runs out of time describes the last failure.
func TestLastFailure(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout  time.Duration
		reply    reply
		kind     rest.Kind
		attempts int
		stopped  error
	}{
		"in the first attempt": {20 * time.Second, reply{latency: time.Hour}, rest.Ended, 0, context.DeadlineExceeded},
		"in an attempt":        {40 * time.Second, reply{latency: time.Hour}, rest.Connection, 1, context.DeadlineExceeded},
		"in a backoff":         {3 * time.Second, retryAfter(503, "2"), rest.Unavailable, 2, rest.ErrNoTimeLeft},
		"at the gate":          {9 * time.Second, retryAfter(429, "7"), rest.RateLimited, 2, rest.ErrNoTimeLeft},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			err := getWithin(t, test.timeout, newClient(inTurn(test.reply)))
			if !isCause(err, test.stopped) || err.Kind != test.kind || err.Attempts != test.attempts || err.Stopped == nil {
				t.Errorf("error %v, want one of the kind %d after %d attempts, stopped by: %v", err, test.kind, test.attempts, test.stopped)
			}
		})
	}
}

// TestCause checks that the cause of a deadline is in the error, and that of an interrupt is not, nor in the log: the error is
// context.Canceled.
func TestCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(inTurn(reply{latency: time.Hour}))
		cause := fmt.Errorf("the read timed out")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
		defer cancel()
		if err := get(ctx, client); !isCause(err, cause) {
			t.Errorf("error %v", err)
		}
		var log strings.Builder
		client = newClient(inTurn(reply{latency: time.Hour}), logTo(&log, slog.LevelDebug))
		interrupted, interrupt := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { interrupt(cause) })
		if err := get(interrupted, client); !isCause(err, context.Canceled) || isCause(err, cause) {
			t.Errorf("error %v", err)
		}
		if got := log.String(); !strings.Contains(got, "context canceled") || strings.Contains(got, cause.Error()) {
			t.Errorf("the log of the attempt is %s", got)
		}
	})
}

// TestAttemptLog checks that each attempt is one line in the log.
func TestAttemptLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		header := headers("X-Request-Id", "request-9", "Ratelimit-Remaining", "4816")
		client := newClient(inTurn(reply{status: 503, body: "Try later."}, reply{header: header, latency: time.Second, body: `{"secret":1}`}),
			logTo(&log, slog.LevelDebug), fixedWaits(time.Second))
		if err := get(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		wants := [][]string{
			{"level=DEBUG", "method=GET", "path=/v2/droplets", "status=503", "attempt=1", "duration_ms=0", "Try later."},
			{"level=INFO", "path=/v2/droplets", "wait=1s"},
			{"level=DEBUG", "status=200", "attempt=2", "duration_ms=1000", "request_id=request-9", "ratelimit_remaining=4816"},
		}
		if len(lines) != len(wants) || strings.Contains(log.String(), "secret") {
			t.Fatalf("the log has %d lines, want %d without a body: %s", len(lines), len(wants), log.String())
		}
		for i, fields := range wants {
			for _, field := range fields {
				if !strings.Contains(lines[i], field) {
					t.Errorf("line %d has no %s: %s", i+1, field, lines[i])
				}
			}
		}
	})
}
