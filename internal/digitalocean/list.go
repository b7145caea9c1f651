package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	pageSize = 200
	// maxPages and maxItems limit the size of a list. A server that returns 20 items per page can return 40,000.
	maxPages = 2000
	maxItems = maxPages * pageSize
	// maxPasses limits how often an inconsistent list is read.
	maxPasses = 3
)

// Listing is a complete list.
type Listing[T any] struct {
	Items []T
	// Total is the number of items that the API reports, which equals the number of Items; nil if it reports none.
	Total *int64
}

// IncompleteError means that the responses were inconsistent, so that the list may not be complete.
type IncompleteError struct {
	Path, Reason string
	// Changed means that the list changed while it was read, so that another read may succeed.
	Changed bool
}

func (e *IncompleteError) Error() string { return "GET " + e.Path + ": " + e.Reason }

func inconsistent(format string, values ...any) error {
	return &IncompleteError{Reason: fmt.Sprintf(format, values...)}
}

// list is a list with pages.
type list[T item] struct {
	client      *Client
	path        string
	query       url.Values
	name        string                                    // of the member of a response that has the items
	decodeItems func(m members, name string) ([]T, error) // fails if there are none
}

// read returns all items of a list, or fails. It makes another pass if one is inconsistent.
func (l list[T]) read(ctx context.Context) (Listing[T], error) {
	var last *IncompleteError
	for range maxPasses {
		listing, err := l.readPass(ctx)
		incomplete, ok := errors.AsType[*IncompleteError](err)
		if !ok {
			return listing, err
		}
		incomplete.Path, incomplete.Reason = rest.WithQuery(l.path, l.query), l.client.Sanitize(incomplete.Reason)
		l.client.Logger.InfoContext(ctx, "The list is inconsistent", "path", incomplete.Path, "reason", incomplete.Reason)
		if last != nil {
			incomplete.Changed = incomplete.Changed || last.Changed || incomplete.Reason != last.Reason
		}
		last = incomplete
	}
	last.Reason += fmt.Sprintf("; the list was read %d times", maxPasses)
	return Listing[T]{}, last
}

// readPass reads all pages once, and some of them twice, to prove that no item was missed while items moved from page to page.
func (l list[T]) readPass(ctx context.Context) (Listing[T], error) {
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return Listing[T]{}, err
	}
	total, readPages := first.total, l.readByTotal
	// A total that contradicts the links may count the items of the page.
	if total == nil || first.next > 1 && *total <= int64(len(first.items)) {
		total, readPages = nil, l.readPageByPage
	}
	pages, err := readPages(ctx, first)
	if err != nil {
		return Listing[T]{}, err
	}
	return Listing[T]{Items: allItems(pages), Total: total}, nil
}

// fetch requests one page.
func (l list[T]) fetch(ctx context.Context, number int) (p page[T], err error) {
	query := url.Values{"page": {strconv.Itoa(number)}, "per_page": {strconv.Itoa(pageSize)}}
	maps.Copy(query, l.query)
	err = l.client.Get(ctx, l.path, query, func(body []byte) (err error) {
		p, err = l.decodePage(body, number)
		return err
	})
	return p, err
}

// fetchPages requests the pages with the given numbers concurrently.
func (l list[T]) fetchPages(ctx context.Context, numbers ...int) ([]page[T], error) {
	pages := make([]page[T], len(numbers))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rest.MaxConcurrent)
	for i, number := range numbers {
		group.Go(func() (err error) {
			pages[i], err = l.fetch(ctx, number)
			return err
		})
	}
	return pages, group.Wait()
}

// numbers returns the integers from first to last.
func numbers(first, last int) []int {
	var all []int
	for number := first; number <= last; number++ {
		all = append(all, number)
	}
	return all
}

// ListRequests returns how many requests a list of n items takes if the API returns full pages.
func ListRequests(n int) int {
	pages := max(1, (n+pageSize-1)/pageSize)
	return pages + min(pages-1, 2) // the first and the last page again
}

// tooLong is the error for a list that does not end within maxPages and maxItems.
func (l list[T]) tooLong(format string, values ...any) error {
	return l.client.Unexpected(l.path, l.query, fmt.Sprintf(format, values...)+
		fmt.Sprintf(": a list can have at most %d pages and %d items", maxPages, maxItems))
}

// checkKeys fails if an item is on the pages twice, or if items that may have moved between the pages cannot be told apart.
func checkKeys[T item](pages []page[T]) error {
	keys := sortedKeys(pages)
	for i, key := range keys {
		switch {
		case key == "" && len(pages) > 1:
			return inconsistent("an item has no ID, so that the pages cannot be checked")
		case key != "" && i > 0 && key == keys[i-1]:
			return inconsistent("the item %q was returned twice", key)
		}
	}
	return nil
}
