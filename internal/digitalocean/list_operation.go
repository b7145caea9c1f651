package digitalocean

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// listOperation is an operation of the API that returns a list in pages.
type listOperation[T item] struct {
	client      *Client
	path        string
	query       url.Values
	name        string                                     // of the member of a response that has the items
	decodeItems func(m members, name string) ([]*T, error) // returns nil if the member is missing or null
}

// fetch requests one page.
func (l listOperation[T]) fetch(ctx context.Context, number int) (p page[T], err error) {
	if number > maxPages {
		return p, l.client.Unexpected(l.path, l.query, fmt.Sprintf("the list has more than %d pages", maxPages))
	}
	query := url.Values{"page": {strconv.Itoa(number)}, "per_page": {strconv.Itoa(pageSize)}}
	maps.Copy(query, l.query)
	err = l.client.Get(ctx, l.path, query, func(body []byte) (err error) {
		p, err = l.decodePage(number, body)
		return err
	})
	return p, err
}

// decodePage returns the page in a response body. A body without the list is an error unless it has a total of 0.
func (l listOperation[T]) decodePage(number int, body []byte) (page[T], error) {
	m, err := decode[members]("", body)
	if err != nil {
		return page[T]{}, err
	}
	links, linksErr := decodeMember[*struct {
		Pages struct {
			Next string `json:"next"`
		} `json:"pages"`
	}](m, "links")
	meta, metaErr := decodeMember[struct {
		Total *Integer `json:"total"`
	}](m, "meta")
	items, itemsErr := l.decodeItems(m, l.name)
	err = cmp.Or(linksErr, metaErr, itemsErr)
	switch {
	case err != nil:
		return page[T]{}, err
	case items == nil && (meta.Total == nil || *meta.Total != 0):
		return page[T]{}, fmt.Errorf("%q is missing", l.name)
	case slices.Contains(items, nil):
		return page[T]{}, fmt.Errorf("an item of %q is null", l.name)
	}
	p := page[T]{number: number, items: items, total: (*int64)(meta.Total)}
	if links != nil {
		p.saysLast, p.next = links.Pages.Next == "", parsePageLink(links.Pages.Next, l.path, number+1)
	}
	return p, nil
}

// fetchPages requests the pages with the given numbers concurrently.
func (l listOperation[T]) fetchPages(ctx context.Context, pageNumbers ...int) ([]page[T], error) {
	pages := make([]page[T], len(pageNumbers))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rest.MaxConcurrent) // more goroutines would only wait
	for i, number := range pageNumbers {
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

// pagesOf returns how many pages a list of n items takes, which is at least one.
func pagesOf(n int) int { return max(1, (n+pageSize-1)/pageSize) }
