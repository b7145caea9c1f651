package digitalocean

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

const (
	pageSize = 200
	// maxPages and maxItems bound a listing. A server that gives 20 items a page comes to 40,000.
	maxPages = 2000
	maxItems = maxPages * pageSize
	// maxPasses is the first reading of a list and two more, for one that moves while it is read.
	maxPasses = 3
)

// Listing is a complete list.
type Listing[T any] struct {
	Items []T
	// Total is what the API counts; nil if it does not say. Where it is not len(Items), two passes in a row have brought
	// the same items all the same.
	Total *int64
}

// item has an identity that no other item of its list has, unless the API gave it none.
type item interface{ identity() (string, bool) }

// page is one answer of a paginated operation.
type page[T item] struct {
	items []T
	total *int64
	// next is the page number of the link to more of this very list: 0 without such a link, beyond where it names none.
	next int
	// silent is a page that tells nothing of the rest that could be relied on, so that only an empty page is the end.
	silent bool
}

// beyond stands for a page after all others.
const beyond = maxPages + 1

// pagination is how an answer tells of the rest; any part may be missing or wrong.
type pagination struct {
	Links *struct {
		Pages struct {
			Next string `json:"next"`
		} `json:"pages"`
	} `json:"links"`
	Meta struct {
		Total *int64 `json:"total"`
	} `json:"meta"`
}

// newPage checks what came and reads what it tells of the rest. An answer without its list is no page, unless it says
// itself that there is nothing in the list.
func newPage[T item](path, name string, items []*T, rest pagination) (page[T], error) {
	p := page[T]{total: rest.Meta.Total}
	if items != nil || p.total == nil || *p.total != 0 {
		var err error
		if p.items, err = values(name, items); err != nil {
			return page[T]{}, err
		}
	}
	links := rest.Links != nil
	if links && rest.Links.Pages.Next != "" {
		p.next = pageNumber(rest.Links.Pages.Next, path)
	}
	saysEnd := links && rest.Links.Pages.Next == "" && len(items) < pageSize
	p.silent = p.total == nil && p.next == 0 && !saysEnd
	return p, nil
}

// values fails where a list is missing or null, or where an item is.
func values[T any](name string, items []*T) ([]T, error) {
	if items == nil {
		return nil, &shapeError{what: fmt.Sprintf("%q is missing", name)}
	}
	values := make([]T, len(items))
	for i, item := range items {
		if item == nil {
			return nil, &shapeError{what: fmt.Sprintf("%q has an item that is null", name)}
		}
		values[i] = *item
	}
	return values, nil
}

// pageNumber is the number in a link to a page of the list at path. A link to another path is none: the API's reference
// has such a one.
func pageNumber(link, path string) int {
	target, err := url.Parse(link)
	if err != nil || target.Path != "" && !strings.HasSuffix(strings.TrimRight(target.Path, "/"), path) {
		return 0
	}
	number, err := strconv.Atoi(target.Query().Get("page"))
	if err != nil {
		return beyond
	}
	return max(number, 1)
}

// list reads every item of the list at path, or fails.
func list[T item](ctx context.Context, c *Client, path string, decode func([]byte) (page[T], error)) (Listing[T], error) {
	fetch := func(ctx context.Context, number int) (p page[T], err error) {
		query := url.Values{"page": {strconv.Itoa(number)}, "per_page": {strconv.Itoa(pageSize)}}
		err = c.send(ctx, request{path: path, query: query, decode: func(body []byte) (err error) {
			p, err = decode(body)
			return err
		}})
		return p, err
	}

	var before *pass[T]
	reason := ""
	for range maxPasses {
		if before != nil {
			c.config.Logger.InfoContext(ctx, "Listing again", "path", path, "reason", reason)
		}
		now, err := readPass(ctx, fetch)
		if err != nil {
			return Listing[T]{}, err
		}
		if now.fault() == "" || before != nil && now.confirms(before) {
			return Listing[T]{Items: now.items, Total: now.told()}, nil
		}
		reason = c.clean(now.fault())
		if now.endless {
			return Listing[T]{}, &IncompleteError{Path: path, Reason: reason}
		}
		before = now
	}
	return Listing[T]{}, &IncompleteError{Path: path, Reason: fmt.Sprintf("%s, and it was no better after reading the list %d times", reason, maxPasses)}
}

// IncompleteError is a list whose answers contradict each other, so that nobody can say whether it is whole.
type IncompleteError struct{ Path, Reason string }

func (e *IncompleteError) Error() string { return "GET " + e.Path + ": " + e.Reason }
