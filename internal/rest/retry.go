package rest

import (
	"context"
	"log/slog"
	"time"
)

// retrier sends requests until they succeed or a retry cannot help.
type retrier struct {
	sender
	gate   *gate
	max    uint    // number of retries
	waits  backoff // between attempts
	logger *slog.Logger
}

// send makes attempts until one succeeds, one fails in a way that a retry cannot fix, the maximum number of retries have failed, or
// the deadline of ctx leaves no time for the next wait. A 429 does not count as a failure: the gate waits as long as it asks.
func (r *retrier) send(ctx context.Context, req request) *Error {
	last := &Error{Kind: NotSent, Endpoint: r.endpoint.String(), Path: WithQuery(req.path, req.query)}
	waits := r.waits
	failures := uint(0)
	for attempt := 1; ; attempt++ {
		number, err := r.gate.acquire(ctx)
		if err != nil {
			return last.stoppedBy(err)
		}
		started := time.Now()
		resp, apiErr := r.attempt(ctx, req)
		r.gate.release(number, resp.status, resp.header)
		r.logAttempt(ctx, req, attempt, time.Since(started), resp, apiErr)
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
		if failures++; !last.transient || failures > r.max {
			return last
		}
		if err := r.sleep(ctx, req, waits.next(last.RetryAfter)); err != nil {
			return last.stoppedBy(err)
		}
	}
}

// sleep waits before the next attempt. It fails at once if ctx ends before the wait does.
func (r *retrier) sleep(ctx context.Context, req request, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return ErrNoTimeLeft
	}
	r.logger.InfoContext(ctx, "Waiting before the next attempt", "path", WithQuery(req.path, req.query), "wait", wait.String())
	select {
	case <-ctx.Done():
		return ended(ctx)
	case <-time.After(wait):
		return nil
	}
}

// logAttempt writes one DEBUG record, which never contains the token or a body.
func (r *retrier) logAttempt(ctx context.Context, req request, attempt int, duration time.Duration, resp response, apiErr *Error) {
	attrs := []slog.Attr{
		slog.String("method", "GET"),
		slog.String("path", WithQuery(req.path, req.query)),
		slog.Int("attempt", attempt),
		slog.Int64("duration_ms", duration.Milliseconds()),
		slog.Int("status", resp.status),
		slog.String("request_id", r.sanitize(resp.header.Get("X-Request-Id"))),
		slog.String("ratelimit_remaining", r.sanitize(resp.header.Get("Ratelimit-Remaining"))),
	}
	if apiErr != nil {
		attrs = append(attrs, slog.String("error", apiErr.Error()))
	}
	r.logger.LogAttrs(ctx, slog.LevelDebug, "API request", attrs...)
}
