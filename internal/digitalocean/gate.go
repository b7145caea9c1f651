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
	// maxInFlight limits the concurrent requests of a Client. With it, fifty pages take five round trips; the API's burst
	// limit is 250 requests a minute.
	maxInFlight = 24
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
	sentBefore429 int             // of inFlight
	notBefore     time.Time       // nothing is sent before
	rateLimit     *rateLimit      // the lowest that was reported for its reset; nil if unknown
	released      chan struct{}   // closed and replaced on each release
	waiters       map[*waiter]any // every call of acquire that has not returned
	waitUntil     time.Time       // when the wait of the waiter whose turn it is ends; zero if unknown
	waitReason    error           // the limit that waitUntil is due to
}

// waiter is a call of acquire.
type waiter struct {
	deadline time.Time // zero if there is none
	cancel   context.CancelCauseFunc
}

func newGate(limiter *rate.Limiter, logger *slog.Logger) *gate {
	return &gate{
		logger: logger, limiter: limiter, turn: semaphore.NewWeighted(1), concurrency: 1,
		released: make(chan struct{}), waiters: map[*waiter]any{},
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
		acquired, wait, limit, released := g.tryAcquire(now)
		if acquired {
			return nil
		}
		g.setWait(wait, limit)
		if ctx.Err() != nil {
			break
		}
		var timer <-chan time.Time
		if wait > 0 {
			if until := now.Add(wait); until.Sub(loggedUntil) >= time.Second {
				loggedUntil = until
				g.logger.InfoContext(ctx, "Waiting for a rate limit", "wait", wait.String(), "limit", limit.Error())
			}
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

// tryAcquire takes a slot if a request may be sent at once. Otherwise it returns how long a limit blocks requests (0 if
// unknown), and a channel that is closed on the next release.
func (g *gate) tryAcquire(now time.Time) (acquired bool, wait time.Duration, limit error, released <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.blockedFor(now); wait > 0 {
		return false, wait, errAPIRateLimit, g.released
	}
	exhausted := g.exhausted()
	if g.inFlight >= g.concurrency || exhausted && g.inFlight > 0 { // the next response may change the limit
		return false, 0, nil, g.released
	}
	if exhausted {
		g.rateLimit, g.concurrency = nil, 1 // the reset has passed: the next response reports the new limit
	}
	reservation := g.limiter.ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return false, wait, ErrRequestsPerSecond, g.released
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
	switch {
	case !ok && g.rateLimit != nil:
		g.rateLimit.remaining-- // the API may have counted the request
	case ok && (g.rateLimit == nil || limit.reset > g.rateLimit.reset || limit.remaining < g.rateLimit.remaining):
		g.rateLimit = &limit
	}
}

func (g *gate) addWaiter(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiters[w] = nil
	g.cancelIfTooLate(w)
}

func (g *gate) removeWaiter(w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.waiters, w)
}

// setWait records how long the waiter whose turn it is waits, and cancels all waiters that cannot wait as long.
func (g *gate) setWait(wait time.Duration, limit error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waitUntil, g.waitReason = time.Time{}, limit
	if wait <= 0 {
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
