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
// An error is an *Error.
func (r *retrier) send(ctx context.Context, path string, decode func(body []byte) error) error {
	last := r.newError(path, response{}, Error{Kind: NotSent})
	waits := r.backoff // a copy, because each request has waits of its own
	failures := uint(0)
	for attempt := 1; ; attempt++ {
		number, err := r.gate.acquire(ctx)
		if err != nil {
			last.Stopped = err
			return last
		}
		started := time.Now()
		resp, failure := r.attempt(ctx, path, decode)
		r.gate.release(number, resp.status, resp.header)
		r.logAttempt(ctx, attempt, time.Since(started), resp, path, failure)
		if failure == nil {
			return nil
		}
		if ctx.Err() != nil { // the attempt did not fail, it was ended: acquire returns why
			continue
		}
		last = failure
		last.Attempts = attempt
		if last.Kind == RateLimited {
			continue
		}
		if failures++; !last.transient || failures > r.maxRetries {
			return last
		}
		wait := waits.next(last.RetryAfter)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			last.Stopped = ErrNoTimeLeft
			return last
		}
		r.info(ctx, "Waiting before the next attempt", map[string]any{"path": path, "wait": wait.String()})
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// logAttempt writes one DEBUG record, which never contains the token or a body.
func (r *retrier) logAttempt(ctx context.Context, attempt int, duration time.Duration, resp response, path string, failure *Error) {
	fields := map[string]any{
		"method":              "GET",
		"path":                path,
		"attempt":             attempt,
		"duration_ms":         duration.Milliseconds(),
		"status":              resp.status,
		"request_id":          r.sanitize(resp.header.Get("X-Request-Id")),
		"ratelimit_remaining": r.sanitize(resp.header.Get("Ratelimit-Remaining")),
	}
	if failure != nil {
		fields["error"] = failure.Error()
	}
	r.debug(ctx, "API request", fields)
}
