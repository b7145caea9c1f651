package digitalocean

import (
	"fmt"
	"sync"
)

// pass is one reading of all pages of a list.
type pass[T item] struct {
	first, last        page[T]
	pages              int // number of pages read
	items              []T
	minTotal, maxTotal *int64 // of the totals that the pages report; nil if they report none

	mu        sync.Mutex // guards the keys while pages are read concurrently
	keys      map[string]bool
	missingID bool // whether an item has no key

	// unproven is why the pass alone does not show that the list is complete; empty if it does.
	unproven string
}

// inconsistentError is the reason why the pages of a pass are not a complete list. Another pass may be, unless it is final.
type inconsistentError struct {
	reason string
	final  bool
}

func (e *inconsistentError) Error() string { return e.reason }

func inconsistent(format string, values ...any) error {
	return &inconsistentError{reason: fmt.Sprintf(format, values...)}
}

var errTooLong = &inconsistentError{
	reason: fmt.Sprintf("the list does not end within %d pages and %d items", maxPages, maxItems), final: true,
}

// addKeys adds the keys of a page, in any order of pages. It returns an error if another item has one of them, or if there are
// several pages and an item has no key.
func (p *pass[T]) addKeys(next page[T], number int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, item := range next.items {
		key, ok := item.key()
		if ok && p.keys[key] {
			return inconsistent("duplicate item %q", key)
		}
		if ok {
			p.keys[key] = true
		} else {
			p.missingID = true
		}
	}
	if number > 1 && p.missingID {
		return inconsistent("an item has no ID, so that its page cannot be checked")
	}
	return nil
}

// add appends the items of the next page, whose keys have been added.
func (p *pass[T]) add(next page[T]) error {
	size := len(p.first.items)
	if n := len(p.last.items); n != size && len(next.items) > 0 {
		return inconsistent("page %d has %d items, page 1 has %d", p.pages, n, size)
	}
	if n := len(next.items); n > size {
		return inconsistent("page %d has %d items, page 1 has %d", p.pages+1, n, size)
	}
	p.last = next
	p.pages++
	if total := next.total; total != nil {
		if p.maxTotal == nil || *total > *p.maxTotal {
			p.maxTotal = total
		}
		if p.minTotal == nil || *total < *p.minTotal {
			p.minTotal = total
		}
	}
	p.items = append(p.items, next.items...)
	if len(p.items) > maxItems || p.pages == maxPages && p.hasMore() {
		return errTooLong
	}
	return nil
}

// hasMore reports whether another page has to be read:
//
//	last page read | total unknown, or exceeded and thus wrong                  | total not reached | total reached
//	empty          | if there is no total and its links lead forward            | no                | no
//	not empty      | yes, unless it says that it is the last                    | yes               | if its links lead forward
func (p *pass[T]) hasMore() bool {
	switch {
	case len(p.last.items) == 0:
		return p.maxTotal == nil && p.linksForward()
	case p.maxTotal == nil, p.exceedsTotal():
		return !p.last.isLast || p.linksForward()
	}
	return int64(len(p.items)) < *p.maxTotal || p.linksForward()
}

// linksForward reports whether the last page read links to a page that was not read.
func (p *pass[T]) linksForward() bool { return p.last.linksBeyond(p.pages) }

// exceedsTotal reports whether there are more items than each total that the pages report.
func (p *pass[T]) exceedsTotal() bool {
	return p.maxTotal != nil && int64(len(p.items)) > *p.maxTotal
}

// check returns an error if a page announces items that were not returned, or if the pages report different totals. Totals
// that are all too low are not an error here: another pass has to confirm the items.
func (p *pass[T]) check() error {
	switch {
	case p.exceedsTotal() && p.linksForward(): // the last page is empty, or there would be another
		return inconsistent("page %d is empty but links to another page", p.pages)
	case p.exceedsTotal(), p.maxTotal == nil:
		return nil
	case *p.minTotal != *p.maxTotal:
		return inconsistent("the pages report totals from %d to %d", *p.minTotal, *p.maxTotal)
	case *p.maxTotal > int64(len(p.items)):
		return inconsistent("the API reports a total of %d but returned %d", *p.maxTotal, len(p.items))
	}
	return nil
}

// hasSameItems reports whether two passes returned the same items.
func (p *pass[T]) hasSameItems(other *pass[T]) bool {
	if len(p.items) != len(other.items) || len(p.keys) != len(other.keys) {
		return false
	}
	for key := range p.keys {
		if !other.keys[key] {
			return false
		}
	}
	return true
}
