package rest

import (
	"context"
	"net/url"
	"time"
)

// Get requests a path such as /v2/droplets and passes the body of the response to decode. An error of decode means that the API
// returned something that it does not document: Get does not retry it, unless it is a *json.SyntaxError.
//
// Get makes attempts until one succeeds, one fails in a way that a retry cannot fix, RetryMax retries have failed, or the deadline of ctx
// leaves no time for the next wait. A 429 does not count as a failure: the gate waits as long as it asks. Every error of Get is an *Error.
func (c *Client) Get(ctx context.Context, path string, query url.Values, decode func(body []byte) error) error {
	path = WithQuery(path, query)
	last := c.newError(path, response{}, Error{Kind: Ended})
	waits := c.backoff // a copy, because each request has waits of its own
	failures := uint(0)
	for number := 1; ; number++ {
		generation, err := c.gate.acquire(ctx)
		if err != nil {
			last.Stopped = err
			return last
		}
		started := time.Now()
		resp, failure := c.attempt(ctx, path, decode)
		c.gate.release(generation, resp.status, resp.header)
		c.logAttempt(ctx, number, time.Since(started), resp, path, failure)
		if failure == nil {
			return nil
		}
		if ctx.Err() != nil { // the read ended during the attempt: acquire returns why
			continue
		}
		last = failure
		last.Attempts = number
		if last.Kind == RateLimited {
			continue
		}
		if failures++; !last.transient || failures > c.config.RetryMax {
			return last
		}
		wait := waits.next(last.RetryAfter)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			last.Stopped = ErrNoTimeLeft
			return last
		}
		c.Info(ctx, "Waiting before the next attempt", map[string]any{"path": path, "wait": wait.String()})
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// logAttempt writes one DEBUG record, which never contains the token or a body.
func (c *Client) logAttempt(ctx context.Context, number int, duration time.Duration, resp response, path string, failure *Error) {
	fields := map[string]any{
		"method":              "GET",
		"path":                path,
		"attempt":             number,
		"duration_ms":         duration.Milliseconds(),
		"status":              resp.status,
		"request_id":          c.Sanitize(resp.header.Get("X-Request-Id")),
		"ratelimit_remaining": c.Sanitize(resp.header.Get("Ratelimit-Remaining")),
	}
	if failure != nil {
		fields["error"] = failure.Error()
	}
	c.config.Debug(ctx, "API request", fields)
}
