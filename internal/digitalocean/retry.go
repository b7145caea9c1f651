package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// ErrNoTimeLeft is a wait that would have ended after the deadline of the read, and was not begun.
var ErrNoTimeLeft = errors.New("the read has no time left to wait")

// send makes attempts until one succeeds, one fails in a way that no other heals, RetryMax more than the first have
// failed, or the deadline of ctx leaves no room for the next wait. Its error tells of the last failure in every case.
func (c *Client) send(ctx context.Context, r request) error {
	var last *Error // the last failure that was not the end of ctx
	attempts, failed := 0, uint(0)
	waits := &fullJitter{least: c.config.RetryWaitMin, most: c.config.RetryWaitMax}

	operation := func() (none struct{}, err error) {
		for {
			if err := c.gate.acquire(ctx); err != nil {
				return none, backoff.Permanent(err)
			}
			attempts++
			started := time.Now()
			got, failure := c.attempt(ctx, r)
			toldToWait := c.gate.release(got)
			if failure != nil {
				failure.Attempts = attempts
			}
			c.logAttempt(ctx, r, attempts, time.Since(started), got, failure)
			switch {
			case failure == nil:
				return none, nil
			case ctx.Err() != nil:
				return none, backoff.Permanent(context.Cause(ctx))
			case !failure.temporary():
				return none, backoff.Permanent(failure)
			}
			last = failure
			if !toldToWait { // a wait that the gate will see to is not a failed attempt
				failed++
				waits.asked = failure.RetryAfter
				return none, failure
			}
		}
	}
	_, err := backoff.Retry(ctx, operation,
		backoff.WithBackOff(waits),
		backoff.WithMaxTries(c.config.RetryMax+1),
		backoff.WithMaxElapsedTime(timeLeft(ctx)),
		backoff.WithNotify(func(_ error, wait time.Duration) {
			c.config.Logger.InfoContext(ctx, "Waiting before another attempt", "path", r.path, "wait", wait.String())
		}))

	var failure *Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &failure) && last == nil:
		return fmt.Errorf("GET %s: %w", r.path, err)
	case !errors.As(err, &failure):
		return fmt.Errorf("%w; before that: %w", err, last)
	case failure == last && failed <= c.config.RetryMax:
		return fmt.Errorf("%w: %w", ErrNoTimeLeft, last)
	}
	return err
}

// timeLeft is the time until the deadline of ctx; without one it is 0, which backoff takes as no limit.
func timeLeft(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return max(time.Until(deadline), 1)
}

// fullJitter draws each wait from all that lies between the least and an upper end that doubles up to the most, so that
// readers that failed together do not come back together. The API's own word goes before it.
type fullJitter struct {
	least, most, upper time.Duration
	asked              time.Duration
}

// Reset begins with an upper end that grows even if the least wait is none.
func (j *fullJitter) Reset() { j.upper = max(j.least, time.Second/2) }

func (j *fullJitter) NextBackOff() time.Duration {
	if j.asked > 0 {
		return j.asked
	}
	if j.upper > j.most/2 {
		j.upper = j.most
	} else {
		j.upper *= 2
	}
	return j.least + rand.N(j.upper-j.least+1) //nolint:gosec // a wait is no secret
}

// logAttempt writes one DEBUG record. Neither the token nor a body is ever in it.
func (c *Client) logAttempt(ctx context.Context, r request, attempt int, took time.Duration, got answer, failure *Error) {
	fields := []slog.Attr{
		slog.String("method", "GET"),
		slog.String("path", r.path),
		slog.String("query", r.query.Encode()),
		slog.Int("attempt", attempt),
		slog.Int64("duration_ms", took.Milliseconds()),
		slog.Int("status", got.status),
		slog.String("request_id", c.clean(got.header.Get("X-Request-Id"))),
		slog.String("ratelimit_remaining", c.clean(got.header.Get("Ratelimit-Remaining"))),
	}
	if failure != nil {
		fields = append(fields, slog.String("error", failure.Error()))
	}
	c.config.Logger.LogAttrs(ctx, slog.LevelDebug, "API request", fields...)
}
