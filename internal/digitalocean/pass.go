package digitalocean

import (
	"context"
	"fmt"
	"reflect"

	"golang.org/x/sync/errgroup"
)

// pass is one reading of all pages of a list.
type pass[T item] struct {
	first, last        page[T]
	pages              int // number of pages read
	items              []T
	keys               map[string]bool
	minTotal, maxTotal *int64 // of the totals that the pages report; nil if they report none
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

type fetchFunc[T item] func(ctx context.Context, number int) (page[T], error)

// readPass reads page 1, the pages that it announces, and then one page after another while there are more. It returns an
// *inconsistentError as soon as the pages cannot be a complete list.
func readPass[T item](ctx context.Context, fetch fetchFunc[T]) (*pass[T], error) {
	first, err := fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	announced := first.announcedPages()
	if announced > maxPages || (announced-1)*int64(len(first.items)) > maxItems {
		reason := fmt.Sprintf("page 1 announces %d pages, but a list may have at most %d pages and %d items", announced, maxPages, maxItems)
		return nil, &inconsistentError{reason: reason, final: true}
	}
	pages, err := readAnnounced(ctx, fetch, first, int(announced))
	if err != nil {
		return nil, err
	}
	p := &pass[T]{first: first, last: first, keys: map[string]bool{}}
	for _, page := range pages {
		if err := p.add(page); err != nil {
			return nil, err
		}
	}
	for p.hasMore() {
		next, err := fetch(ctx, p.pages+1)
		if err != nil {
			return nil, err
		}
		if p.pages == 1 && first.hasNoLinks() && reflect.DeepEqual(next, first) {
			p.unproven = "page 2 equals page 1" // each response is the whole list, unless a page of items was inserted
			break
		}
		if err := p.add(next); err != nil {
			return nil, err
		}
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	switch {
	case p.exceedsTotal():
		p.unproven = fmt.Sprintf("the API reports a total of %d but returned %d", *p.maxTotal, len(p.items))
	case p.pages > len(pages):
		p.unproven = "the first page did not announce all pages"
	case p.pages > 1: // a single response is consistent
		return p, p.verifyEnds(ctx, fetch)
	}
	return p, nil
}

// readAnnounced reads the last of the announced pages, which tells early whether they can be a complete list, and then all
// pages between it and the first concurrently.
func readAnnounced[T item](ctx context.Context, fetch fetchFunc[T], first page[T], announced int) ([]page[T], error) {
	pages := make([]page[T], announced)
	pages[0] = first
	if announced == 1 {
		return pages, nil
	}
	last, err := fetch(ctx, announced)
	if err != nil {
		return nil, err
	}
	pages[announced-1] = last
	size := len(first.items)
	wantItems := int64(1)
	if first.total != nil {
		wantItems = *first.total - int64(announced-1)*int64(size)
	}
	if int64(len(last.items)) < wantItems {
		return nil, inconsistent("page %d has %d items, want at least %d", announced, len(last.items), wantItems)
	}

	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxInFlight)
	for i := 1; i < announced-1; i++ {
		group.Go(func() (err error) {
			pages[i], err = fetch(ctx, i+1)
			if n := len(pages[i].items); err == nil && n != size {
				return inconsistent("page %d has %d items, page 1 has %d", i+1, n, size)
			}
			return err
		})
	}
	return pages, group.Wait()
}

// add appends the items of the next page.
func (p *pass[T]) add(next page[T]) error {
	if len(next.items) > 0 && len(p.last.items) != len(p.first.items) {
		return inconsistent("page %d has %d items, page 1 has %d", p.pages, len(p.last.items), len(p.first.items))
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
	for _, item := range next.items {
		key, ok := item.key()
		if ok && p.keys[key] {
			return inconsistent("duplicate item %q", key)
		}
		if ok {
			p.keys[key] = true
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
func (p *pass[T]) linksForward() bool { return max(p.last.next, p.last.last) > p.pages }

// exceedsTotal reports whether there are more items than each total that the pages report.
func (p *pass[T]) exceedsTotal() bool {
	return p.maxTotal != nil && int64(len(p.items)) > *p.maxTotal
}

// check returns an error if a page announces items that were not returned, or if the pages report different totals. Totals
// that are all too low are not an error here: another pass has to confirm the items.
func (p *pass[T]) check() error {
	switch {
	case p.pages > 1 && len(p.keys) < len(p.items):
		return inconsistent("an item has no ID, so that its page cannot be checked")
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

// verifyEnds reads the first and the last page again. If both have the same items as before, no item moved from one page to
// another in the meantime: the API adds items at one end of a list.
func (p *pass[T]) verifyEnds(ctx context.Context, fetch fetchFunc[T]) error {
	verify := func(number int, before page[T]) func() error {
		return func() error {
			again, err := fetch(ctx, number)
			if err == nil && !again.equal(before) {
				return inconsistent("page %d changed while the list was being read", number)
			}
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(verify(1, p.first))
	if p.pages > 2 {
		group.Go(verify(p.pages, p.last))
	}
	return group.Wait()
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
