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

// maxInFlight bounds the requests of one Client. At 150 ms a page it reads fifty pages in five round trips; the API's
// burst limit is 250 requests a minute.
const maxInFlight = 16

// ErrRequestsPerSecond stands for RequestsPerSecond where that is what a read has no time left to wait for.
var ErrRequestsPerSecond = errors.New("the ceiling requests_per_second")

var errAPILimit = errors.New("the API's rate limit")

// gate lets requests out: at most as many at once as its window, no more than the budget that the API's headers
// announce, and none before the time that a 429 named. The window opens from one request to maxInFlight with the
// answers that come back, at the start and again after each 429, so that nobody runs into a limit with many at once.
type gate struct {
	logger  *slog.Logger
	limiter *rate.Limiter
	turn    *semaphore.Weighted // first come, first served

	mu       sync.Mutex
	window   int
	inFlight int
	stale    int           // of inFlight, sent before the last 429
	opens    time.Time     // nothing is sent before
	budget   *budget       // the lowest that was announced for its reset; nil while unknown
	changed  chan struct{} // closed when the gate has changed, and replaced
}

func newGate(limiter *rate.Limiter, logger *slog.Logger) *gate {
	return &gate{logger: logger, limiter: limiter, turn: semaphore.NewWeighted(1), window: 1, changed: make(chan struct{})}
}

// acquire waits until a request may be sent; release must follow. It fails at once where the wait would outlast ctx.
func (g *gate) acquire(ctx context.Context) error {
	g.mu.Lock()
	wait := g.closedFor(time.Now())
	g.mu.Unlock()
	if err := allows(ctx, wait, errAPILimit); err != nil {
		return err
	}
	if g.turn.Acquire(ctx, 1) != nil {
		return context.Cause(ctx)
	}
	defer g.turn.Release(1)

	var announced time.Time
	for ctx.Err() == nil {
		now := time.Now()
		wait, changed, limit := g.tryAcquire(now)
		if changed == nil {
			return nil
		}
		var timer <-chan time.Time
		if wait > 0 {
			if err := allows(ctx, wait, limit); err != nil {
				return err
			}
			if until := now.Add(wait); until.Sub(announced) >= time.Second {
				announced = until
				g.logger.InfoContext(ctx, "Waiting for a rate limit", "wait", wait.String(), "limit", limit.Error())
			}
			timer = time.After(wait)
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer:
		}
	}
	return context.Cause(ctx)
}

// allows says whether ctx leaves time for a wait.
func allows(ctx context.Context, wait time.Duration, limit error) error {
	deadline, ok := ctx.Deadline()
	if !ok || wait <= 0 || time.Now().Add(wait).Before(deadline) {
		return nil
	}
	unit := time.Second
	if wait < 10*time.Second {
		unit = time.Millisecond
	}
	return fmt.Errorf("%w: %w lets nothing through for %s", ErrNoTimeLeft, limit, wait.Round(unit))
}

// tryAcquire takes a place and returns no channel; or it says how long to wait (0: nobody knows) for the gate to change,
// and whose limit that is.
func (g *gate) tryAcquire(now time.Time) (wait time.Duration, changed <-chan struct{}, limit error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.closedFor(now); wait > 0 {
		return wait, g.changed, errAPILimit
	}
	spent := g.spent()
	if g.inFlight >= g.window || spent && g.inFlight > 0 { // an answer on its way may bring news
		return 0, g.changed, nil
	}
	if spent {
		g.budget, g.window = nil, 1 // its time is over: one request learns the next
	}
	turn := g.limiter.ReserveN(now, 1)
	if wait := turn.DelayFrom(now); wait > 0 {
		turn.CancelAt(now)
		return wait, g.changed, ErrRequestsPerSecond
	}
	g.inFlight++
	return 0, nil, nil
}

// closedFor is how long the API answers nothing, as far as it has said: after a 429, or when the budget is spent.
func (g *gate) closedFor(now time.Time) time.Duration {
	wait := g.opens.Sub(now)
	if g.spent() && g.inFlight == 0 {
		wait = max(wait, g.budget.reset.Sub(now))
	}
	return wait
}

// spent says whether the budget allows no more than the requests on their way.
func (g *gate) spent() bool {
	return g.budget != nil && g.budget.remaining <= int64(g.inFlight)
}

// release gives a place back and learns from the answer. It says whether the API told all requests to wait.
func (g *gate) release(got answer) bool {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	wait := toldWait(got, now)
	if got.status == http.StatusTooManyRequests {
		g.budget, g.window, g.stale = nil, 1, g.inFlight
		if until := now.Add(wait); wait > 0 && until.After(g.opens) {
			g.opens = until
		}
	} else {
		g.learn(got)
	}
	close(g.changed)
	g.changed = make(chan struct{})
	return wait > 0
}

// learn opens the window, whatever the attempt brought (failures have waits of their own), unless it was sent before the
// last 429. It keeps the lowest count for a reset, because answers come back in another order than they were counted in.
func (g *gate) learn(got answer) {
	if g.stale > 0 {
		g.stale--
	} else {
		g.window = min(g.window*4, maxInFlight)
	}
	left, ok := readBudget(got.header)
	switch {
	case !ok && g.budget != nil:
		g.budget.remaining-- // it may have counted
	case ok && (g.budget == nil || left.reset.After(g.budget.reset) || left.remaining < g.budget.remaining):
		g.budget = &left
	}
}
