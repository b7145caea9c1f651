package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
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
	// shortWait is the longest wait for the reset of a rate limit that is better than risking a 429.
	shortWait = 5 * time.Second
)

// The limits that can block all requests. With ErrNoTimeLeft, they say which one a read has no time to wait for.
var (
	ErrRequestsPerSecond = errors.New("the limit requests_per_second")
	ErrAPIRateLimit      = errors.New("the API's rate limit")
)

// gate decides when a request may be sent: when its call of acquire is first in the queue, no limit blocks all requests, and fewer requests
// are in flight than the concurrency and the remaining count allow. The concurrency grows with the responses. A 429 or a count of 0 starts
// a new generation with one request, which shows whether the limit still applies. The requests of earlier generations count only toward
// MaxConcurrent, so that one without a response does not hold up the new generation.
type gate struct {
	info     Log
	interval time.Duration // between requests; 0 without RequestsPerSecond

	mu           sync.Mutex
	queue        []int         // the calls of acquire that wait, by number
	calls        int           // number of calls so far
	changed      chan struct{} // closed and replaced when the gate changes
	generation   int
	inGeneration int // requests in flight, of this generation
	inFlight     int // requests in flight, of all generations
	concurrency  int
	nextRequest  time.Time // by RequestsPerSecond
	blockedUntil time.Time // by the API
	loggedUntil  time.Time // the end of the wait that was logged last
	backoff      backoff   // for 429s that name no time

	// remaining is the lowest count for the latest reset, because responses arrive out of order. It is never 0, which would block forever.
	// A 429 does not set it, because its count and its reset may be those of different limits.
	remaining int
	reset     int64
}

func newGate(requestsPerSecond float64, waits backoff, info Log) *gate {
	g := &gate{info: info, backoff: waits, changed: make(chan struct{}), concurrency: 1, remaining: math.MaxInt}
	if requestsPerSecond > 0 {
		g.interval = time.Duration(min(float64(time.Second)/requestsPerSecond, float64(maxWait)))
	}
	return g
}

// acquire waits until a request may be sent, and returns its generation; the caller must call release afterwards. It fails as soon as a
// limit is known to block all requests until after the deadline of ctx, even while other calls are ahead of this one.
func (g *gate) acquire(ctx context.Context) (generation int, err error) {
	deadline, hasDeadline := ctx.Deadline()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls++
	call := g.calls
	g.queue = append(g.queue, call)
	defer func() {
		g.queue = slices.DeleteFunc(g.queue, func(other int) bool { return other == call })
		g.wake()
	}()
	for {
		now := time.Now()
		until, limit := g.blockedUntil, ErrAPIRateLimit
		if g.nextRequest.After(until) {
			until, limit = g.nextRequest, ErrRequestsPerSecond
		}
		wait := until.Sub(now)
		var timer <-chan time.Time
		switch {
		case errors.Is(ctx.Err(), context.Canceled): // in an errgroup, the cause is the error of another request
			return 0, ctx.Err()
		case ctx.Err() != nil:
			return 0, context.Cause(ctx)
		case wait > 0 && hasDeadline && !until.Before(deadline):
			return 0, fmt.Errorf("%w: %w blocks requests for %s", ErrNoTimeLeft, limit, wait.Round(time.Millisecond))
		case wait > 0:
			g.logWait(ctx, until, wait, limit)
			timer = time.After(wait)
		case g.queue[0] == call && g.inGeneration < min(g.concurrency, g.remaining) && g.inFlight < MaxConcurrent:
			g.inGeneration++
			g.inFlight++
			g.nextRequest = now.Add(g.interval)
			return g.generation, nil
		}
		changed := g.changed
		g.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer:
		}
		g.mu.Lock()
	}
}

// wake makes all calls of acquire look at the gate again.
func (g *gate) wake() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// logWait logs a wait of at least a second once.
func (g *gate) logWait(ctx context.Context, until time.Time, wait time.Duration, limit error) {
	if wait >= time.Second && !until.Equal(g.loggedUntil) {
		g.loggedUntil = until
		g.info(ctx, "Waiting for a rate limit", map[string]any{"wait": wait.Round(time.Millisecond).String(), "limit": limit.Error()})
	}
}

// release ends a request and adapts the gate to its response. The status is 0 if there was no complete one.
func (g *gate) release(generation, status int, header http.Header) {
	g.mu.Lock()
	defer g.mu.Unlock()
	defer g.wake()
	g.inFlight--
	now := time.Now()
	isRejected := status == http.StatusTooManyRequests
	remaining, reset := parseRateLimit(header)
	asked, untilReset := retryAfter(header, now), untilUnix(reset, header, now)
	var wait time.Duration
	switch {
	case isRejected && asked > 0:
		wait = asked
	// The count of 0 may be the burst limit's, and the reset the hourly limit's: only a 429, which leaves no choice, is worth a long wait.
	case remaining == 0 && untilReset > 0 && (isRejected || untilReset <= shortWait):
		wait = untilReset
	case isRejected && !g.blockedUntil.After(now): // a 429 without a time does not lengthen a wait
		wait = max(g.backoff.next(0), time.Second) // without a minimum, waits of 0 would repeat 429s in a busy loop
	}
	if until := now.Add(wait); until.After(g.blockedUntil) { // without a wait, this is now, which blocks nothing
		g.blockedUntil = until
	}
	if !isRejected && remaining > 0 && reset > 0 && (reset > g.reset || reset == g.reset && remaining < g.remaining) {
		g.reset, g.remaining = reset, remaining
	}
	if generation != g.generation { // the request is older than the 429 or the count of 0 that began this generation
		return
	}
	if !isRejected {
		g.backoff.current = 0
	}
	if isRejected || remaining == 0 {
		g.generation, g.inGeneration, g.concurrency = g.generation+1, 0, 1
		return
	}
	g.inGeneration--
	// Also after requests without a response, so that reads do not wait for each other's timeouts.
	g.concurrency = min(g.concurrency*concurrencyGrowth, MaxConcurrent)
}
