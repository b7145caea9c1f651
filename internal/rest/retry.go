package rest

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"
)

// ErrNoTimeLeft means that a wait was not started because it would have ended after the deadline of the read.
var ErrNoTimeLeft = errors.New("not enough time left before the read timeout")

// send makes attempts until one succeeds, one fails in a way that a retry cannot fix, RetryMax retries have failed, or
// the deadline of ctx leaves no time for the next wait. A 429 does not count as a failure: the gate waits as long as it asks.
func (c *Client) send(ctx context.Context, r request) *Error {
	last := &Error{Kind: NotSent, Endpoint: c.config.Endpoint.String(), Path: r.path}
	waits := backoff{min: c.config.RetryWaitMin, max: c.config.RetryWaitMax}
	failures := uint(0)
	for attempt := 1; ; attempt++ {
		slot, err := c.gate.acquire(ctx)
		if err != nil {
			return last.stoppedBy(err)
		}
		started := time.Now()
		resp, apiErr := c.attempt(ctx, r)
		c.gate.release(slot, resp)
		c.logAttempt(ctx, r, attempt, time.Since(started), resp, apiErr)
		switch {
		case apiErr == nil:
			return nil
		case ctx.Err() != nil: // the attempt did not fail, it was ended
			return last.stoppedBy(ended(ctx))
		}
		last = apiErr
		last.Attempts = attempt
		if last.Kind == RateLimited {
			continue
		}
		if failures++; !last.transient || failures > c.config.RetryMax {
			return last
		}
		if err := c.sleep(ctx, r, waits.next(last.RetryAfter)); err != nil {
			return last.stoppedBy(err)
		}
	}
}

// stoppedBy returns the last failure with the reason why there are no more attempts.
func (e *Error) stoppedBy(reason error) *Error {
	e.Stopped = reason
	return e
}

// ended returns why a context has ended. It omits the cause of a cancellation: with Go 1.26.0 to 1.26.4, that of signal.NotifyContext
// is not a context.Canceled.
func ended(ctx context.Context) error {
	if err := ctx.Err(); errors.Is(err, context.Canceled) {
		return err
	}
	return context.Cause(ctx)
}

// sleep waits before the next attempt. It fails at once if ctx ends before the wait does.
func (c *Client) sleep(ctx context.Context, r request, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return ErrNoTimeLeft
	}
	c.config.Logger.InfoContext(ctx, "Waiting before the next attempt", "path", r.path, "wait", wait.String())
	select {
	case <-ctx.Done():
		return ended(ctx)
	case <-time.After(wait):
		return nil
	}
}

// backoff draws each wait at random from the range between min and a current maximum that doubles up to max, so that reads
// that failed together do not retry together.
type backoff struct{ min, max, current time.Duration }

// next returns the next wait: retryAfter if the API asked for one.
func (b *backoff) next(retryAfter time.Duration) time.Duration {
	if retryAfter > 0 {
		return retryAfter
	}
	b.current = min(2*max(b.current, b.min, time.Second/2), b.max)
	return b.min + rand.N(b.current-b.min+1) //nolint:gosec // a wait is not a secret
}

// logAttempt writes one DEBUG record, which never contains the token or a body.
func (c *Client) logAttempt(ctx context.Context, r request, attempt int, duration time.Duration, resp response, apiErr *Error) {
	attrs := []slog.Attr{
		slog.String("method", "GET"),
		slog.String("path", r.path),
		slog.Int("attempt", attempt),
		slog.Int64("duration_ms", duration.Milliseconds()),
		slog.Int("status", resp.status),
		slog.String("request_id", c.Sanitize(resp.header.Get("X-Request-Id"))),
		slog.String("ratelimit_remaining", c.Sanitize(resp.header.Get("Ratelimit-Remaining"))),
	}
	if apiErr != nil {
		attrs = append(attrs, slog.String("error", apiErr.Error()))
	}
	c.config.Logger.LogAttrs(ctx, slog.LevelDebug, "API request", attrs...)
}
