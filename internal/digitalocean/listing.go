package digitalocean

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"sync/atomic"
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
	// Total is the total that the API reports; nil if it reports none. It is below len(Items) only if two consecutive passes
	// returned the same items, and never above.
	Total *int64
}

// IncompleteError means that the responses were inconsistent, so that the list may not be complete.
type IncompleteError struct{ Path, Reason string }

func (e *IncompleteError) Error() string { return "GET " + e.Path + ": " + e.Reason }

// listAll reads all items of the list at path, which is the member with the given name in each response, or fails. A list is
// complete if one pass is proven to be consistent, or if two consecutive passes have the same items.
func listAll[T item](ctx context.Context, c *Client, path, name string, query url.Values) (Listing[T], error) {
	var hasTotal atomic.Bool // whether any response had a total
	fetch := func(ctx context.Context, number int) (p page[T], err error) {
		pageQuery := url.Values{"page": {strconv.Itoa(number)}, "per_page": {strconv.Itoa(pageSize)}}
		maps.Copy(pageQuery, query)
		err = c.send(ctx, request{path: path, query: pageQuery, decode: func(body []byte) (err error) {
			p, err = decodePage[T](body, path, name)
			return err
		}})
		if p.total != nil {
			hasTotal.Store(true)
		}
		return p, err
	}

	var prev *pass[T]
	reason := ""
	for read := range maxPasses {
		if read > 0 {
			c.config.Logger.InfoContext(ctx, "Reading the list again", "path", path, "query", query.Encode(), "reason", reason)
		}
		hadTotal := hasTotal.Load()
		cur, err := readPass(ctx, fetch)
		inconsistent, ok := errors.AsType[*inconsistentError](err)
		switch {
		case ok && inconsistent.final:
			return Listing[T]{}, &IncompleteError{Path: withQuery(path, query), Reason: inconsistent.reason}
		case ok:
			prev, reason = nil, c.sanitize(inconsistent.reason)
			continue
		case err != nil:
			return Listing[T]{}, err
		case cur.maxTotal == nil && hadTotal:
			prev, reason = nil, "the API no longer reports a total"
			continue
		case cur.unproven == "" || prev != nil && cur.hasSameItems(prev):
			return Listing[T]{Items: cur.items, Total: cur.maxTotal}, nil
		case prev != nil:
			reason = "two passes returned different items"
		default:
			reason = cur.unproven
		}
		prev = cur
	}
	return Listing[T]{}, &IncompleteError{
		Path: withQuery(path, query), Reason: fmt.Sprintf("%s; the list was still inconsistent after %d reads", reason, maxPasses),
	}
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
