package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	// MaxConcurrent limits the concurrent requests of a Client. With it, 300 pages take 13 round trips; the API's burst
	// limit is 250 requests a minute.
	MaxConcurrent = 32
	// concurrencyGrowth is the factor by which each response raises the concurrency.
	concurrencyGrowth = 5
	// shortWait is how far ahead the reset of a rate limit may be to wait for it rather than to risk a 429.
	shortWait = 5 * time.Second
)

// The limits that can block all requests. With ErrNoTimeLeft, they say which one a read has no time to wait for.
var (
	ErrRequestsPerSecond = errors.New("the limit requests_per_second")
	ErrAPIRateLimit      = errors.New("the API's rate limit")
)

// Log writes a record to a log. The functions of tflog have this type.
type Log func(ctx context.Context, message string, fields ...map[string]any)

// gate decides when a request may be sent. Requests stand in one queue, first in, first out, and wait for three limits: the
// concurrency, the API's rate limits, and RequestsPerSecond. The concurrency starts with one request, also after each 429, and
// grows with the responses, so that few requests exceed a limit.
type gate struct {
	info     Log
	interval time.Duration // between requests; 0 without RequestsPerSecond

	mu          sync.Mutex
	queue       []waiter
	sent        int // number of requests so far
	inFlight    int
	concurrency int
	nextRequest time.Time // by RequestsPerSecond
	loggedUntil time.Time // the end of the wait that was logged last

	rejectedAt int       // sent at the last 429; a response to an earlier request says nothing about the time after
	notBefore  time.Time // by the 429s
	backoff    backoff   // for 429s that name no time
	// limit is the lowest count that was reported for its reset, because responses arrive out of order, until the response to a request
	// that was sent later. It is nil if unknown.
	limit   *rateLimit
	limitAt int // sent when the limit was reported
	// resetDecides means that the last 429 named the reset, so that a count of 0 lasts until the reset. Otherwise it may be due to
	// another limit, such as the burst limit, which reports the reset of the hourly limit all the same.
	resetDecides bool
}

// waiter is a call of acquire in the queue. It looks at the gate again when it receives a value.
type waiter chan struct{}

func newGate(requestsPerSecond float64, waits backoff, info Log) *gate {
	g := &gate{info: info, concurrency: 1, backoff: waits}
	if requestsPerSecond > 0 {
		g.interval = time.Duration(min(float64(time.Second)/requestsPerSecond, float64(maxRetryAfter)))
	}
	return g
}

// acquire waits until a request may be sent, and returns its number; the caller must call release afterwards. It fails as soon as a
// limit is known to block all requests until after the deadline of ctx, even while other calls are ahead of this one.
func (g *gate) acquire(ctx context.Context) (number int, err error) {
	deadline, hasDeadline := ctx.Deadline()
	w := make(waiter, 1)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue = append(g.queue, w)
	defer g.leave(w)
	for {
		now := time.Now()
		g.forgetExpiredLimit(now)
		until, reason := g.blockedUntil(now)
		switch {
		case ctx.Err() != nil:
			return 0, endCause(ctx)
		case reason != nil && hasDeadline && !until.Before(deadline):
			return 0, fmt.Errorf("%w: %w blocks requests for %s", ErrNoTimeLeft, reason, until.Sub(now).Round(time.Millisecond))
		case g.queue[0] == w && reason == nil && g.inFlight < g.maxInFlight():
			g.inFlight++
			g.sent++
			g.nextRequest = now.Add(g.interval)
			return g.sent, nil
		case reason != nil:
			g.logWait(ctx, until, now, reason)
		}
		if reason == nil && g.limit != nil { // forgetExpiredLimit has to run then, even if no request ends
			until = g.limit.resetAt
		}
		g.mu.Unlock()
		w.sleep(ctx, now, until)
		g.mu.Lock()
	}
}

// sleep returns when the gate changes, when ctx ends, or at the time until, if that is after now.
func (w waiter) sleep(ctx context.Context, now, until time.Time) {
	var timer <-chan time.Time
	if until.After(now) {
		timer = time.After(until.Sub(now))
	}
	select {
	case <-ctx.Done():
	case <-w:
	case <-timer:
	}
}

// leave removes a waiter from the queue.
func (g *gate) leave(w waiter) {
	g.queue = slices.DeleteFunc(g.queue, func(other waiter) bool { return other == w })
	g.wakeAll()
}

func (g *gate) wakeAll() {
	for _, w := range g.queue {
		select {
		case w <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}

// forgetExpiredLimit forgets the count once its reset has passed. If the count limited the concurrency, one more request may be sent
// then, even if those in flight get no response.
func (g *gate) forgetExpiredLimit(now time.Time) {
	if g.limit == nil || now.Before(g.limit.resetAt) {
		return
	}
	if g.limit.remaining < int64(g.concurrency) {
		g.concurrency = min(g.inFlight+1, MaxConcurrent)
	}
	g.limit = nil
}

// blockedUntil returns until when limits block all requests, and which one does so longest. Without a reason, none does.
func (g *gate) blockedUntil(now time.Time) (until time.Time, reason error) {
	until = now
	block := func(end time.Time, limit error) {
		if end.After(until) {
			until, reason = end, limit
		}
	}
	block(g.notBefore, ErrAPIRateLimit)
	if g.limit != nil && g.limit.remaining == 0 && g.inFlight == 0 && // no response can change the limit before
		(g.resetDecides || g.limit.resetAt.Sub(now) <= shortWait) {
		block(g.limit.resetAt, ErrAPIRateLimit)
	}
	block(g.nextRequest, ErrRequestsPerSecond)
	return until, reason
}

// maxInFlight returns how many requests may be in flight. With a count of 0 it is one: whether the API rejects it shows which limit the
// count is due to.
func (g *gate) maxInFlight() int {
	if g.limit == nil {
		return g.concurrency
	}
	return int(min(int64(g.concurrency), max(g.limit.remaining, 1)))
}

// release ends the request with the given number and adapts the gate to its response. The status is 0 if there was none.
func (g *gate) release(number, status int, header http.Header) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	isCurrent := number > g.rejectedAt
	g.inFlight--
	if status == http.StatusTooManyRequests {
		g.reject(header, now, isCurrent)
	} else {
		g.accept(header, now, isCurrent, number > g.limitAt)
	}
	if !isCurrent { // while requests from before the 429 are in flight, only one more tests the limit
		g.concurrency = min(g.concurrency, g.inFlight+1)
	}
	g.wakeAll()
}

// reject adapts the gate to a 429. Requests are sent again after its Retry-After, else after its reset if that is ahead, else after a
// backoff that all reads share: then one request, even if those in flight get no response.
func (g *gate) reject(header http.Header, now time.Time, isCurrent bool) {
	wait := retryAfter(header, now)
	limit, ok := parseRateLimit(header, now)
	g.resetDecides = wait <= 0 && ok && limit.remaining == 0
	switch {
	case g.resetDecides:
		wait = limit.resetAt.Sub(now)
	case wait <= 0 && isCurrent:
		wait = max(g.backoff.next(0), time.Second) // nothing else limits the number of attempts
	}
	if until := now.Add(wait); until.After(g.notBefore) {
		g.notBefore = until
	}
	g.limit = nil
	if isCurrent {
		g.rejectedAt, g.concurrency = g.sent, g.inFlight+1
	}
}

// accept adapts the gate to any other response, or to an attempt without one: failures have waits of their own.
func (g *gate) accept(header http.Header, now time.Time, isCurrent, isAfterLimit bool) {
	if isCurrent {
		g.concurrency = min(g.concurrency*concurrencyGrowth, MaxConcurrent)
		g.backoff.current = 0
	}
	limit, ok := parseRateLimit(header, now)
	if ok && (g.limit == nil || isAfterLimit || limit.replaces(*g.limit)) {
		g.limit, g.limitAt = &limit, g.sent
		g.resetDecides = g.resetDecides && limit.remaining == 0
	}
}

// logWait logs a wait of at least a second once.
func (g *gate) logWait(ctx context.Context, until, now time.Time, reason error) {
	if wait := until.Sub(now); wait >= time.Second && !until.Equal(g.loggedUntil) {
		g.loggedUntil = until
		g.info(ctx, "Waiting for a rate limit", map[string]any{"wait": wait.Round(time.Millisecond).String(), "limit": reason.Error()})
	}
}
