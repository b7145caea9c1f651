package digitalocean

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// item has a key that no other item of its list has, unless the API omitted it.
type item interface{ key() (string, bool) }

// page is one response of a paginated operation.
type page[T item] struct {
	items []T
	total *int64
	// next and last are the numbers of the pages that links of this list lead to: 0 without such a link.
	next, last int
	// isLast means that the links announce no further page.
	isLast bool
}

// pagination is how a response announces further pages. Any part may be missing or wrong.
type pagination struct {
	Links *struct {
		Pages struct {
			Next string `json:"next"`
			Last string `json:"last"`
		} `json:"pages"`
	}
	Meta struct {
		Total *Int64 `json:"total"`
	}
}

// decodePage returns the page in a response body. A body without the list is an error unless it reports a total of 0.
func decodePage[T item](body []byte, path, name string) (page[T], error) {
	items, announced, err := decodeList[T](body, name)
	if err != nil {
		return page[T]{}, err
	}
	p := page[T]{total: (*int64)(announced.Meta.Total)}
	if items != nil || p.total == nil || *p.total != 0 {
		if p.items, err = requireItems(name, items); err != nil {
			return page[T]{}, err
		}
	}
	if links := announced.Links; links != nil {
		p.next, p.last = parsePageLink(links.Pages.Next, path), parsePageLink(links.Pages.Last, path)
		p.isLast = links.Pages.Next == "" && len(items) < pageSize // a full page without a link has been a server's mistake
	}
	return p, nil
}

// requireItems returns an error if a list or one of its items is missing or null.
func requireItems[T any](name string, items []*T) ([]T, error) {
	if items == nil {
		return nil, &unexpectedResponseError{detail: fmt.Sprintf("%q is missing", name)}
	}
	values := make([]T, len(items))
	for i, item := range items {
		if item == nil {
			return nil, &unexpectedResponseError{detail: fmt.Sprintf("an item of %q is null", name)}
		}
		values[i] = *item
	}
	return values, nil
}

// pastLastPage stands for a page after all others.
const pastLastPage = math.MaxInt

// parsePageLink returns the number of the page that a link leads to: 0 if that is not a page of the list at path (the API's
// reference has a link to another list), and pastLastPage if the link has no number.
func parsePageLink(link, path string) int {
	target, err := url.Parse(link)
	if link == "" || err != nil || target.Path != "" && !strings.HasSuffix(strings.TrimRight(target.Path, "/"), path) {
		return 0
	}
	number, err := strconv.Atoi(target.Query().Get("page"))
	if err != nil {
		return pastLastPage
	}
	return max(number, 1)
}

// announcedPages returns the number of pages that page 1 announces, by its total or else by its link to the last page.
func (p page[T]) announcedPages() int64 {
	size := int64(len(p.items))
	switch {
	case size == 0:
		return 1
	case p.total != nil:
		return (max(*p.total, 1)-1)/size + 1
	case p.last != pastLastPage:
		return max(int64(p.last), 1)
	}
	return 1
}

// hasNoLinks reports whether neither a link nor the number of items says whether there are more pages.
func (p page[T]) hasNoLinks() bool {
	return p.next == 0 && p.last == 0 && !p.isLast && len(p.items) != pageSize
}

// linksBeyond reports whether the page links to one after the given page.
func (p page[T]) linksBeyond(number int) bool { return max(p.next, p.last) > number }

// hasSameItems reports whether two readings of a page have the same items, in any order.
func (p page[T]) hasSameItems(other page[T]) bool {
	return slices.Equal(p.sortedKeys(), other.sortedKeys())
}

func (p page[T]) sortedKeys() []string {
	keys := make([]string, len(p.items))
	for i, item := range p.items {
		keys[i], _ = item.key()
	}
	slices.Sort(keys)
	return keys
}
