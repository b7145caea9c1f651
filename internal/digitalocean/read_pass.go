package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"golang.org/x/sync/errgroup"
)

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
	p := &pass[T]{first: first, last: first, keys: map[string]bool{}}
	pages, err := p.readAnnounced(ctx, fetch, int(announced))
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		if err := p.add(page); err != nil {
			return nil, err
		}
	}
	for p.hasMore() {
		number := p.pages + 1
		next, err := fetch(ctx, number)
		if err != nil {
			return nil, err
		}
		if number == 2 && first.hasNoLinks() && reflect.DeepEqual(next, first) {
			p.unproven = "page 2 equals page 1" // each response is the whole list, unless a page of items was inserted
			break
		}
		if err := errors.Join(p.addKeys(next, number), p.add(next)); err != nil {
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
func (p *pass[T]) readAnnounced(ctx context.Context, fetch fetchFunc[T], announced int) ([]page[T], error) {
	pages := make([]page[T], announced)
	size := len(p.first.items)
	minItems := 1 // of the last page
	if p.first.total != nil {
		minItems = int(*p.first.total) - (announced-1)*size
	}
	read := func(ctx context.Context, number int) error {
		next, err := fetch(ctx, number)
		if err != nil {
			return err
		}
		switch n := len(next.items); {
		case n > size, n < size && number < announced:
			return inconsistent("page %d has %d items, page 1 has %d", number, n, size)
		case n < minItems:
			return inconsistent("page %d has %d items, want at least %d", number, n, minItems)
		}
		pages[number-1] = next
		return p.addKeys(next, number)
	}
	pages[0] = p.first
	if err := p.addKeys(p.first, 1); err != nil || announced == 1 {
		return pages, err
	}
	if err := read(ctx, announced); err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxInFlight)
	for number := 2; number < announced; number++ {
		group.Go(func() error { return read(ctx, number) })
	}
	return pages, group.Wait()
}

// verifyEnds reads the first and the last page again. If both have the same items as before, no item moved from one page to
// another in the meantime: the API adds items at one end of a list.
func (p *pass[T]) verifyEnds(ctx context.Context, fetch fetchFunc[T]) error {
	verify := func(number int, before page[T]) func() error {
		return func() error {
			again, err := fetch(ctx, number)
			switch {
			case err != nil:
				return err
			case !again.hasSameItems(before), number == p.pages && again.linksBeyond(number):
				return inconsistent("page %d changed while the list was being read", number)
			case again.total != nil && *again.total != int64(len(p.items)):
				return inconsistent("the API reports a total of %d but returned %d", *again.total, len(p.items))
			}
			return nil
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(verify(1, p.first))
	if p.pages > 2 {
		group.Go(verify(p.pages, p.last))
	}
	return group.Wait()
}
