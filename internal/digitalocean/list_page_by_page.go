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
	if !slices.Equal(sortedKeys(pages...), sortedKeys(again...)) {
		return nil, &IncompleteError{Reason: "two readings of all pages returned different items", Changed: true}
	}
	return again, nil
}

// followPages reads page by page, from the first one, while a page links forward or is full. A full page may be followed by another one
// even if it has no link.
func (l listOperation[T]) followPages(ctx context.Context, first page[T]) ([]page[T], error) {
	pages := []page[T]{first}
	for p := first; p.next > p.number || len(p.items) >= pageSize; {
		if len(p.items) == 0 {
			return nil, inconsistent("page %d is empty but links to another page", p.number)
		}
		next, err := l.fetch(ctx, p.number+1)
		if err != nil {
			return nil, err
		}
		if err := checkKeys(p, next); err != nil { // a server that repeats a page ends the pass at once
			return nil, err
		}
		pages, p = append(pages, next), next
	}
	items := len(allItems(pages))
	for _, p := range pages {
		if p.total != nil && *p.total > int64(items) {
			return nil, inconsistent("the API returned %d items but reports a total of %d", items, *p.total)
		}
	}
	return pages, checkKeys(pages...)
}
