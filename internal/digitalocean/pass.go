package digitalocean

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// pass is a list read once, from page 1 to the last.
type pass[T item] struct {
	items []T
	total *int64 // the first that a page gave
	pages int
	last  page[T]
	seen  map[string]bool

	endless  bool
	repeated *string // an identity that came twice
	gap      int     // an empty page before others with items, or where a link led to more
	empty    int     // the last empty page
	changed  *int64  // the largest total unlike the first
}

// readPass reads page 1, then all at once those pages that it foretells, then one after the other what a total or a
// link says to be there still.
func readPass[T item](ctx context.Context, fetch func(context.Context, int) (page[T], error)) (*pass[T], error) {
	first, err := fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	p := &pass[T]{seen: map[string]bool{}}
	p.add(first)

	foretold := first.foretells()
	if foretold > maxPages {
		p.endless = true
		return p, nil
	}
	rest := make([]page[T], foretold-1)
	var items atomic.Int64
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(maxInFlight)
	for i := range rest {
		group.Go(func() (err error) {
			if items.Load() > maxItems {
				return nil // and nothing is kept of a list like that
			}
			rest[i], err = fetch(groupCtx, i+2)
			items.Add(int64(len(rest[i].items)))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for _, page := range rest {
		p.add(page)
	}

	for !p.endless && p.goesOn() {
		page, err := fetch(ctx, p.pages+1)
		if err != nil {
			return nil, err
		}
		if p.pages == 1 && first.silent && len(first.items) != pageSize && reflect.DeepEqual(page, first) {
			break // a server without pages gives all it has whatever page is asked for
		}
		p.add(page)
	}
	return p, nil
}

// foretells is the number of pages that page 1 lets expect. A short page tells the page size of a server that caps it,
// but without a link to more it may as well be all there is beside a wrong total.
func (p page[T]) foretells() int64 {
	size := int64(len(p.items))
	if p.total == nil || *p.total <= size || size == 0 || size < pageSize && p.next == 0 {
		return 1
	}
	return (*p.total-1)/size + 1
}

func (p *pass[T]) add(next page[T]) {
	p.pages++
	switch {
	case len(next.items) == 0:
		p.empty = p.pages
		if p.last.next == p.pages && p.total != nil {
			p.gap = cmp.Or(p.gap, p.pages)
		}
	case p.empty > 0:
		p.gap = cmp.Or(p.gap, p.empty)
	}
	p.last = next
	switch {
	case p.total == nil:
		p.total = next.total
	case next.total != nil && *next.total != *p.total && (p.changed == nil || *next.total > *p.changed):
		p.changed = next.total
	}
	for _, item := range next.items {
		if identity, ok := item.identity(); ok {
			if p.seen[identity] {
				p.repeated = &identity
			}
			p.seen[identity] = true
		}
	}
	p.items = append(p.items, next.items...)
	p.endless = len(p.items) > maxItems || p.pages == maxPages && p.goesOn()
}

// counted says whether there are as many items as the total says.
func (p *pass[T]) counted() bool {
	return p.total != nil && p.changed == nil && *p.total == int64(len(p.items))
}

// goesOn says whether there may be items after the last page: while the total says so or a link does. A link back to a
// page that was read counts only where nothing else tells the end of the list, as does a page that tells nothing. An
// empty page is the end unless a link leads forward.
func (p *pass[T]) goesOn() bool {
	missing := p.total == nil || *p.total > int64(len(p.items)) || p.changed != nil && *p.changed > int64(len(p.items))
	forward := p.last.next > p.pages
	switch {
	case p.repeated != nil:
		return false
	case len(p.last.items) == 0:
		return missing && forward
	case !missing:
		return forward
	}
	return p.total != nil || p.last.next != 0 || p.last.silent
}

// told is the total to report: where pages differ, one that is not the number of items, so that the caller warns.
func (p *pass[T]) told() *int64 {
	if p.changed != nil && *p.changed != int64(len(p.items)) {
		return p.changed
	}
	return p.total
}

// fault says why the pages are no complete list, or nothing if they are one.
func (p *pass[T]) fault() string {
	switch {
	case p.endless && p.total != nil && *p.total > maxItems:
		return fmt.Sprintf("the API counts %d items, more than the %d that are read of a list", *p.total, maxItems)
	case p.endless:
		return fmt.Sprintf("the list does not end within %d pages and %d items", maxPages, maxItems)
	case p.repeated != nil:
		return fmt.Sprintf("%q came twice", *p.repeated)
	case p.counted():
		return ""
	case p.gap > 0:
		return fmt.Sprintf("page %d is empty, but there is more after it or a link led to more on it", p.gap)
	case p.changed != nil:
		return fmt.Sprintf("the total changed from %d to %d between pages", *p.total, *p.changed)
	case p.total != nil:
		return fmt.Sprintf("the API counts %d and delivered %d", *p.total, len(p.items))
	}
	return ""
}

// confirms says whether two passes brought the same items, and nothing but the total speaks against them.
func (p *pass[T]) confirms(before *pass[T]) bool {
	return p.sound() && before.sound() && reflect.DeepEqual(p.sorted(), before.sorted())
}

// sound says whether the pages by themselves are a list. No items at all beside a total that tells of some are none.
func (p *pass[T]) sound() bool {
	nothing := len(p.items) == 0 && p.total != nil && *p.total > 0
	return !p.endless && p.repeated == nil && p.gap == 0 && !nothing
}

func (p *pass[T]) sorted() []T {
	return slices.SortedStableFunc(slices.Values(p.items), func(a, b T) int {
		first, _ := a.identity()
		second, _ := b.identity()
		return cmp.Compare(first, second)
	})
}
