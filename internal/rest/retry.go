package rest

import (
	"context"
	"time"
)

// retrier sends requests until they succeed or a retry cannot help.
type retrier struct {
	sender
	gate        *gate
	maxRetries  uint
	backoff     backoff // between the attempts of a request
	debug, info Log
}

// send makes attempts until one succeeds, one fails in a way that a retry cannot fix, the maximum number of retries have failed, or
// the deadline of ctx leaves no time for the next wait. A 429 does not count as a failure: the gate waits as long as it asks.
func (r *retrier) send(ctx context.Context, op operation) *Error {
	last := &Error{Kind: NotSent, Endpoint: r.endpoint.String(), Path: WithQuery(op.path, op.query)}
	waits := r.backoff // a copy, because each request has waits of its own
	failures := uint(0)
	for attempt := 1; ; attempt++ {
		if err := r.gate.acquire(ctx); err != nil {
			return last.stoppedBy(err)
		}
		started := time.Now()
		resp, apiErr := r.attempt(ctx, op)
		r.gate.release(resp.status, resp.header)
		r.logAttempt(ctx, op, attempt, time.Since(started), resp, apiErr)
		switch {
		case apiErr == nil:
			return nil
		case ctx.Err() != nil: // the attempt did not fail, it was ended
			return last.stoppedBy(endCause(ctx))
		}
		last = apiErr
		last.Attempts = attempt
		if last.Kind == RateLimited {
			continue
		}
		if failures++; !last.transient || failures > r.maxRetries {
			return last
		}
		if err := r.sleep(ctx, op, waits.next(last.RetryAfter)); err != nil {
			return last.stoppedBy(err)
		}
	}
}

// sleep waits before the next attempt. It fails at once if ctx ends before the wait does.
func (r *retrier) sleep(ctx context.Context, op operation, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return ErrNoTimeLeft
	}
	r.info(ctx, "Waiting before the next attempt", map[string]any{"path": WithQuery(op.path, op.query), "wait": wait.String()})
	select {
	case <-ctx.Done():
		return endCause(ctx)
	case <-time.After(wait):
		return nil
	}
}

// logAttempt writes one DEBUG record, which never contains the token or a body.
func (r *retrier) logAttempt(ctx context.Context, op operation, attempt int, duration time.Duration, resp response, apiErr *Error) {
	fields := map[string]any{
		"method":              "GET",
		"path":                WithQuery(op.path, op.query),
		"attempt":             attempt,
		"duration_ms":         duration.Milliseconds(),
		"status":              resp.status,
		"request_id":          r.sanitize(resp.header.Get("X-Request-Id")),
		"ratelimit_remaining": r.sanitize(resp.header.Get("Ratelimit-Remaining")),
	}
	if apiErr != nil {
		fields["error"] = apiErr.Error()
	}
	r.debug(ctx, "API request", fields)
}
