package rest

import (
	"math/rand/v2"
	"time"
)

// backoff draws each wait at random between min and current, so that reads that failed together do not retry together. Current starts at
// twice min or a second, whichever is longer, and doubles with each wait, up to max.
type backoff struct{ min, max, current time.Duration }

// next returns the next wait: the one that the API asked for, if there is one.
func (b *backoff) next(asked time.Duration) time.Duration {
	if asked > 0 {
		return asked
	}
	b.current = min(2*max(b.current, b.min, time.Second/2), b.max)
	return b.min + rand.N(b.current-b.min+1) //nolint:gosec // a wait is not a secret
}
