package digitalocean

import (
	"context"
	"slices"
)

// readPageByPage returns all pages of a list whose first page has no total that could tell how many there are. If there are several, it
// reads them twice: the list is complete if the same items came both times.
func (l listOperation[T]) readPageByPage(ctx context.Context, first page[T]) ([]page[T], error) {
	pages, err := l.followPages(ctx, first)
	if err != nil || len(pages) == 1 {
		return pages, err
	}
	firstAgain, err := l.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	again, err := l.followPages(ctx, firstAgain)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(sortedKeys(pages), sortedKeys(again)) {
		return nil, &IncompleteError{Reason: "two readings of all pages returned different items", Changed: true}
	}
	return again, nil
}

// followPages reads page by page, from the first one, while a page links forward or is full.
func (l listOperation[T]) followPages(ctx context.Context, first page[T]) ([]page[T], error) {
	pages := []page[T]{first}
	items, maxTotal := 0, int64(0)
	for number := 1; ; number++ {
		last := pages[number-1]
		items += len(last.items)
		if last.total != nil {
			maxTotal = max(maxTotal, *last.total)
		}
		linksForward := last.next > number
		switch {
		case len(last.items) == 0 && linksForward:
			return nil, inconsistent("page %d is empty but links to another page", number)
		case len(last.items) < pageSize && !linksForward:
			if int64(items) < maxTotal {
				return nil, inconsistent("the API returned %d items but reports a total of %d", items, maxTotal)
			}
			return pages, checkKeys(pages)
		case number == maxPages || items > maxItems:
			return nil, l.tooLong("page %d is not the last one", number)
		}
		next, err := l.fetch(ctx, number+1)
		if err != nil {
			return nil, err
		}
		if err := checkKeys([]page[T]{last, next}); err != nil { // a server that repeats a page ends the pass at once
			return nil, err
		}
		pages = append(pages, next)
	}
}
