package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

const (
	// maxInFlight limits the concurrent requests of a Client. With it, 300 pages take 13 round trips; the API's burst
	// limit is 250 requests a minute.
	maxInFlight = 32
	// concurrencyGrowth is the factor by which each response raises the concurrency.
	concurrencyGrowth = 5
)

// ErrRequestsPerSecond means that the wait for which a read has no time left is due to RequestsPerSecond.
var ErrRequestsPerSecond = errors.New("the limit requests_per_second")

var errAPIRateLimit = errors.New("the API's rate limit")

// gate decides when a request may be sent. It limits the concurrency, keeps to the rate limit that the API's headers report,
// and sends nothing before the time that a 429 names. The concurrency grows with the responses from one request to
// maxInFlight, at the start and again after each 429, so that few requests exceed a limit.
type gate struct {
	logger  *slog.Logger
	limiter *rate.Limiter
	turn    *semaphore.Weighted // first in, first out

	mu            sync.Mutex
	concurrency   int
	inFlight      int
	sentBefore429 int                  // of inFlight
	notBefore     time.Time            // nothing is sent before
	rateLimit     *rateLimit           // the lowest that was reported for its reset; nil if unknown
	released      chan struct{}        // closed and replaced on each release
	waiters       map[*waiter]struct{} // every call of acquire that has not returned
	waitUntil     time.Time            // when the wait of the waiter whose turn it is ends; zero if unknown
	waitReason    error                // the limit that waitUntil is due to
}

// waiter is a call of acquire.
type waiter struct {
	deadline time.Time // zero if there is none
	cancel   context.CancelCauseFunc
}

func newGate(limiter *rate.Limiter, logger *slog.Logger) *gate {
	return &gate{
		logger: logger, limiter: limiter, turn: semaphore.NewWeighted(1), concurrency: 1,
		released: make(chan struct{}), waiters: map[*waiter]struct{}{},
	}
}

// acquire waits until a request may be sent; the caller must call release afterwards. It fails as soon as the wait is known
// to end after the deadline of ctx, even while other calls are ahead of this one.
func (g *gate) acquire(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &waiter{cancel: cancel}
	w.deadline, _ = ctx.Deadline()
	g.addWaiter(w)
	defer g.removeWaiter(w)

	if g.turn.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	defer g.turn.Release(1)
	defer g.setWait(0, nil)

	var loggedUntil time.Time
	for ctx.Err() == nil {
		now := time.Now()
		acquired, wait, released, reason := g.tryAcquire(now)
		if acquired {
			return nil
		}
		g.setWait(wait, reason)
		if ctx.Err() != nil {
			break
		}
		if until := now.Add(wait); reason != nil && until.Sub(loggedUntil) >= time.Second {
			loggedUntil = until
			g.logger.InfoContext(ctx, "Waiting for a rate limit", "wait", wait.String(), "limit", reason.Error())
		}
		var timer <-chan time.Time
		if wait > 0 {
			timer = time.After(wait)
		}
		select {
		case <-ctx.Done():
		case <-released:
		case <-timer:
		}
	}
	return context.Cause(ctx)
}

// tryAcquire takes a slot if a request may be sent at once. Otherwise it returns after which time (0 if unknown) or on which
// event to try again, and the limit that blocks all requests until then, if there is one.
func (g *gate) tryAcquire(now time.Time) (acquired bool, wait time.Duration, released <-chan struct{}, reason error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.blockedFor(now); wait > 0 {
		return false, wait, g.released, errAPIRateLimit
	}
	if g.exhausted() {
		if wait := g.rateLimit.resetAt.Sub(now); wait > 0 {
			return false, wait, g.released, nil // the next response may change the limit
		}
		// The reset has passed. One more request is sent, even if those in flight get no response.
		g.rateLimit, g.concurrency = nil, min(g.inFlight+1, maxInFlight)
	}
	if g.inFlight >= g.concurrency {
		return false, 0, g.released, nil
	}
	reservation := g.limiter.ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return false, wait, g.released, ErrRequestsPerSecond
	}
	g.inFlight++
	return true, 0, nil, nil
}

// blockedFor returns how long the API rejects every request: after a 429, or once its rate limit is exhausted.
func (g *gate) blockedFor(now time.Time) time.Duration {
	wait := g.notBefore.Sub(now)
	if g.exhausted() && g.inFlight == 0 {
		wait = max(wait, g.rateLimit.resetAt.Sub(now))
	}
	return wait
}

// exhausted reports whether the rate limit allows no more than the requests in flight.
func (g *gate) exhausted() bool {
	return g.rateLimit != nil && g.rateLimit.remaining <= int64(g.inFlight)
}

// release returns a slot and updates the gate from the response. It reports whether the API asked all requests to wait.
func (g *gate) release(resp response) (throttled bool) {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	wait := throttleWait(resp, now)
	if resp.status == http.StatusTooManyRequests {
		g.rateLimit, g.concurrency, g.sentBefore429 = nil, 1, g.inFlight
		if until := now.Add(wait); wait > 0 && until.After(g.notBefore) {
			g.notBefore = until
		}
	} else {
		g.update(resp, now)
	}
	close(g.released)
	g.released = make(chan struct{})
	return wait > 0
}

// update raises the concurrency, whatever the attempt's result (failures have waits of their own), unless the request was
// sent before the last 429. It keeps the lowest count for a reset, because responses arrive out of order.
func (g *gate) update(resp response, now time.Time) {
	if g.sentBefore429 > 0 {
		g.sentBefore429--
	} else {
		g.concurrency = min(g.concurrency*concurrencyGrowth, maxInFlight)
	}
	limit, ok := parseRateLimit(resp.header, now)
	if ok && (g.rateLimit == nil || limit.reset > g.rateLimit.reset || limit.remaining < g.rateLimit.remaining) {
		g.rateLimit = &limit
	}
}

func (g *gate) addWaiter(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiters[w] = struct{}{}
	g.cancelIfTooLate(w)
}

func (g *gate) removeWaiter(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.waiters, w)
}

// setWait records how long a limit blocks all requests, and cancels the waiters that cannot wait as long. Without a reason, no
// limit is known to block them.
func (g *gate) setWait(wait time.Duration, reason error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waitUntil, g.waitReason = time.Time{}, reason
	if reason == nil {
		return
	}
	g.waitUntil = time.Now().Add(wait)
	for w := range g.waiters {
		g.cancelIfTooLate(w)
	}
}

func (g *gate) cancelIfTooLate(w *waiter) {
	if w.deadline.IsZero() || g.waitUntil.Before(w.deadline) {
		return
	}
	wait := time.Until(g.waitUntil)
	unit := time.Second
	if wait < 10*time.Second {
		unit = time.Millisecond
	}
	w.cancel(fmt.Errorf("%w: %w blocks requests for %s", ErrNoTimeLeft, g.waitReason, wait.Round(unit)))
}
