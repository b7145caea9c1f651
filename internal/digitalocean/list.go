package digitalocean

import (
	"context"
	"errors"
	"fmt"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// maxPasses limits how often an inconsistent list is read.
const maxPasses = 3

// List is a complete list.
type List[T any] struct {
	Items []T
	// Total is the number of items that the API reports, which equals the number of Items; nil if the list was read page by page.
	Total *int64
}

// read returns all items of a list, or fails. It makes another pass if one is inconsistent.
func (l listOperation[T]) read(ctx context.Context) (List[T], error) {
	var incomplete *IncompleteError
	reasons := map[string]bool{}
	for range maxPasses {
		list, err := l.readPass(ctx)
		if err == nil {
			return list, nil
		}
		if !errors.As(err, &incomplete) {
			return List[T]{}, err
		}
		incomplete.Path, incomplete.Reason = rest.WithQuery(l.path, l.query), l.client.Sanitize(incomplete.Reason)
		l.client.Info(ctx, "The list is inconsistent", map[string]any{"path": incomplete.Path, "reason": incomplete.Reason})
		reasons[incomplete.Reason] = true
	}
	incomplete.Changed = incomplete.Changed || len(reasons) > 1 // a list that does not change fails for the same reason each time
	incomplete.Reason += fmt.Sprintf("; the list was read %d times", maxPasses)
	return List[T]{}, incomplete
}

// readPass reads all pages once, and some or all of them twice, to prove that no item was missed while items moved from page to page.
func (l listOperation[T]) readPass(ctx context.Context) (List[T], error) {
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return List[T]{}, err
	}
	// If page 1 links to another page although its total is no more than its items, the total may count only those items.
	if first.total == nil || first.next > 1 && *first.total <= int64(len(first.items)) {
		pages, err := l.readPageByPage(ctx, first)
		return List[T]{Items: allItems(pages)}, err
	}
	pages, err := l.readByTotal(ctx, first)
	return List[T]{Items: allItems(pages), Total: first.total}, err
}

// ListRequests returns how many requests a list of n items takes if the API returns full pages.
func ListRequests(n int) int {
	pages := pagesOf(n)
	return pages + min(pages-1, 2) // the first and the last page again; of two, only the first
}
