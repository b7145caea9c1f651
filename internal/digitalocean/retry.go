package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// ErrNoTimeLeft means that a wait was not started because it would have ended after the deadline of the read.
var ErrNoTimeLeft = errors.New("not enough time left before the read timeout")

// send makes attempts until one succeeds, one fails with an error that a retry cannot fix, RetryMax retries have failed, or
// the deadline of ctx leaves no time for the next wait. Its error includes the last failure in every case.
func (c *Client) send(ctx context.Context, r request) error {
	var last *Error
	wait := backoff{min: c.config.RetryWaitMin, max: c.config.RetryWaitMax}
	failures := uint(0)
	for attempt := 1; ; attempt++ {
		if err := c.gate.acquire(ctx); err != nil {
			return addLastFailure(r, err, last)
		}
		started := time.Now()
		resp, apiErr := c.attempt(ctx, r)
		throttled := c.gate.release(resp)
		if apiErr != nil {
			apiErr.Attempts = attempt
		}
		c.logAttempt(ctx, r, attempt, time.Since(started), resp, apiErr)
		switch {
		case apiErr == nil:
			return nil
		case ctx.Err() != nil:
			return addLastFailure(r, context.Cause(ctx), last)
		case !apiErr.retryable():
			return apiErr
		}
		last = apiErr
		if throttled {
			continue // the gate waits as long as the API asked, which does not count as a failure
		}
		if failures++; failures > c.config.RetryMax {
			return apiErr
		}
		if err := c.sleep(ctx, r, wait.next(apiErr.RetryAfter)); err != nil {
			return addLastFailure(r, err, last)
		}
	}
}

// addLastFailure adds the last failure, if there was one, to the reason why there are no more attempts.
func addLastFailure(r request, reason error, last *Error) error {
	if last == nil {
		return fmt.Errorf("GET %s: %w", r.path, reason)
	}
	return fmt.Errorf("%w; last failure: %w", reason, last)
}

// sleep waits before the next attempt. It fails at once if ctx ends before the wait does.
func (c *Client) sleep(ctx context.Context, r request, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return ErrNoTimeLeft
	}
	c.config.Logger.InfoContext(ctx, "Waiting before the next attempt", "path", r.path, "wait", wait.String())
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
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
		slog.String("query", r.query.Encode()),
		slog.Int("attempt", attempt),
		slog.Int64("duration_ms", duration.Milliseconds()),
		slog.Int("status", resp.status),
		slog.String("request_id", c.sanitize(resp.header.Get("X-Request-Id"))),
		slog.String("ratelimit_remaining", c.sanitize(resp.header.Get("Ratelimit-Remaining"))),
	}
	if apiErr != nil {
		attrs = append(attrs, slog.String("error", apiErr.Error()))
	}
	c.config.Logger.LogAttrs(ctx, slog.LevelDebug, "API request", attrs...)
}
