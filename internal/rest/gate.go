package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// gate decides when a request may be sent. Requests stand in one queue, first in, first out, and wait for three limits: the
// concurrency, the API's rate limits, and RequestsPerSecond. The concurrency starts with one request, also after each 429, and
// grows with the responses, so that few requests exceed a limit.
type gate struct {
	logger   *slog.Logger
	interval time.Duration // between requests; 0 without RequestsPerSecond

	mu          sync.Mutex
	queue       []*waiter
	inFlight    int
	concurrency int
	nextRequest time.Time // by RequestsPerSecond

	// rejections is the number of 429s. A response to a request that was sent before the last one says nothing about the time after.
	rejections int
	notBefore  time.Time // by the 429s
	backoff    backoff   // for 429s that name no time
	// limit is the lowest count that was reported for its reset, because responses arrive out of order; nil if unknown.
	limit *rateLimit
	// resetDecides means that the last 429 named the reset, so that a count of 0 lasts until the reset. Otherwise it may be due to
	// another limit, such as the burst limit, which reports the reset of the hourly limit all the same.
	resetDecides bool
	loggedUntil  time.Time // the end of the wait that was logged last
}

// waiter is a call of acquire in the queue.
type waiter struct{ wake chan struct{} }

// slot is the permission to send a request.
type slot struct{ rejections int } // when it was acquired

func newGate(requestsPerSecond float64, waits backoff, logger *slog.Logger) *gate {
	g := &gate{logger: logger, concurrency: 1, backoff: waits}
	if requestsPerSecond > 0 {
		g.interval = time.Duration(min(float64(time.Second)/requestsPerSecond, float64(maxRetryAfter)))
	}
	return g
}

// acquire waits until a request may be sent; the caller must call release afterwards. It fails as soon as a limit is known to
// block all requests until after the deadline of ctx, even while other calls are ahead of this one.
func (g *gate) acquire(ctx context.Context) (slot, error) {
	deadline, hasDeadline := ctx.Deadline()
	w := &waiter{wake: make(chan struct{}, 1)}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queue = append(g.queue, w)
	defer g.leave(w)
	for {
		now := time.Now()
		g.forgetExpiredLimit(now)
		until, reason := g.blockedUntil(now)
		isFirst := g.queue[0] == w
		switch {
		case ctx.Err() != nil:
			return slot{}, ended(ctx)
		case reason != nil && hasDeadline && !until.Before(deadline):
			return slot{}, fmt.Errorf("%w: %w blocks requests for %s", ErrNoTimeLeft, reason, roundWait(until.Sub(now)))
		case isFirst && reason == nil && g.inFlight < g.maxInFlight(now):
			g.inFlight++
			g.nextRequest = now.Add(g.interval)
			return slot{rejections: g.rejections}, nil
		case isFirst && reason != nil:
			g.logWait(ctx, until, now, reason)
		}
		g.mu.Unlock()
		w.sleep(ctx, until)
		g.mu.Lock()
	}
}

// sleep returns at the given time, when the gate changes, or when ctx ends.
func (w *waiter) sleep(ctx context.Context, until time.Time) {
	var timer <-chan time.Time
	if !until.IsZero() {
		timer = time.After(time.Until(until))
	}
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-timer:
	}
}

// leave removes a waiter from the queue.
func (g *gate) leave(w *waiter) {
	g.queue = slices.DeleteFunc(g.queue, func(other *waiter) bool { return other == w })
	g.wakeAll()
}

// wakeAll makes all waiters look at the gate again.
func (g *gate) wakeAll() {
	for _, w := range g.queue {
		select {
		case w.wake <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}

// forgetExpiredLimit forgets the count once its reset has passed. One more request may then be sent, even if those in flight get
// no response.
func (g *gate) forgetExpiredLimit(now time.Time) {
	if g.limit != nil && !now.Before(g.limit.resetAt) {
		g.limit, g.concurrency = nil, min(g.inFlight+1, MaxConcurrent)
	}
}

// blockedUntil returns until when a limit blocks all requests, and which one. Without a reason, it returns when to look again, which
// is zero if only a response can change the gate.
func (g *gate) blockedUntil(now time.Time) (until time.Time, reason error) {
	switch {
	case now.Before(g.notBefore):
		return g.notBefore, ErrAPIRateLimit
	case g.limit != nil && g.limit.remaining == 0 && g.resetDecides && g.inFlight == 0: // no response can change the limit before
		return g.limit.resetAt, ErrAPIRateLimit
	case now.Before(g.nextRequest):
		return g.nextRequest, ErrRequestsPerSecond
	case g.limit != nil:
		return g.limit.resetAt, nil
	}
	return time.Time{}, nil
}

// maxInFlight returns how many requests may be in flight. A count of 0 allows one, unless the reset is near: whether the API rejects
// it shows which limit the count is due to.
func (g *gate) maxInFlight(now time.Time) int {
	switch {
	case g.limit == nil:
		return g.concurrency
	case g.limit.remaining == 0 && g.limit.resetAt.Sub(now) <= shortWait:
		return 0
	}
	return int(min(int64(g.concurrency), max(g.limit.remaining, 1)))
}

// release gives a slot back and adapts the gate to the response.
func (g *gate) release(s slot, status int, header http.Header) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	isCurrent := s.rejections == g.rejections
	g.inFlight--
	if status == http.StatusTooManyRequests {
		g.reject(header, now, isCurrent)
	} else {
		g.accept(header, now, isCurrent)
	}
	g.wakeAll()
}

// reject adapts the gate to a 429: requests are sent again after its Retry-After, else after its reset if that is ahead, else after a
// backoff that all reads share.
func (g *gate) reject(header http.Header, now time.Time, isCurrent bool) {
	wait := retryAfter(header, now)
	limit, hasLimit := parseRateLimit(header, now)
	g.resetDecides = wait <= 0 && hasLimit && limit.remaining == 0 && limit.resetAt.After(now)
	if g.resetDecides {
		wait = limit.resetAt.Sub(now)
	}
	if wait <= 0 && isCurrent {
		wait = g.backoff.next(0)
	}
	if until := now.Add(wait); until.After(g.notBefore) {
		g.notBefore = until
	}
	g.limit, g.concurrency = nil, 1
	g.rejections++
}

// accept adapts the gate to any other response, or to an attempt without one: failures have waits of their own.
func (g *gate) accept(header http.Header, now time.Time, isCurrent bool) {
	if isCurrent {
		g.concurrency = min(g.concurrency*concurrencyGrowth, MaxConcurrent)
		g.backoff.current = 0
	}
	limit, ok := parseRateLimit(header, now)
	if ok && (g.limit == nil || limit.reset > g.limit.reset || limit.remaining < g.limit.remaining) {
		g.limit = &limit
		g.resetDecides = g.resetDecides && limit.remaining == 0
	}
}

// logWait logs a wait of at least a second once.
func (g *gate) logWait(ctx context.Context, until, now time.Time, reason error) {
	if wait := until.Sub(now); wait >= time.Second && !until.Equal(g.loggedUntil) {
		g.loggedUntil = until
		g.logger.InfoContext(ctx, "Waiting for a rate limit", "wait", roundWait(wait).String(), "limit", reason.Error())
	}
}

// roundWait rounds a wait for a message.
func roundWait(wait time.Duration) time.Duration {
	if wait < 10*time.Second {
		return wait.Round(time.Millisecond)
	}
	return wait.Round(time.Second)
}
