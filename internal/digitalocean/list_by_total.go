package digitalocean

import (
	"cmp"
	"context"
	"slices"
)

// readByTotal returns all pages of a list whose first page has a total.
//
// It reads the first and the last page, then the pages in between, and then the first and the last page again. An item that is deleted
// anywhere changes the last page, because later items move up. An insertion at the front can move them back, but changes the first page;
// one at the back changes the last page. So if both have the same items as before, nothing moved while the pages in between were read,
// unless an item came and went at the front: the lowest page read with it repeats the last item of the page before. This holds if new
// items appear at one end of the list, and if no response is older than one that came before it.
func (l listOperation[T]) readByTotal(ctx context.Context, first page[T]) ([]page[T], error) {
	ends := []page[T]{first}
	if count := first.pageCount(); count > 1 {
		// It is read before the pages in between. Otherwise, both readings of it could be the same although an item had moved from a page
		// that was not read yet to one that was: if c is deleted from ab|cd|ef|gh after page 2 was read, and i is appended, e is missed.
		last, err := l.fetch(ctx, count)
		if err != nil {
			return nil, err
		}
		ends = append(ends, last)
	}
	if err := checkPages(first, ends); err != nil { // the pages in between could not make this right
		return nil, err
	}
	last := ends[len(ends)-1]
	pagesInPass := last.number // the number of pages that this pass reads, with those in between
	if !last.saysLast && len(last.items) >= pageSize {
		// Without links, only the total says that this full page is the last one, and it may count the items of the page.
		beyond, err := l.fetch(ctx, last.number+1)
		if err != nil {
			return nil, err
		}
		// The total of an empty page may be 0, the number of its own items.
		if len(beyond.items) > 0 || beyond.next > beyond.number || beyond.total != nil && *beyond.total > *first.total {
			return nil, inconsistent("the list goes on after page %d, where a total of %d ends", last.number, *first.total)
		}
		pagesInPass = beyond.number
	}
	middle, err := l.fetchPages(ctx, numbers(2, last.number-1)...)
	if err != nil {
		return nil, err
	}
	var endsToReread []int // in the order of ends: those that an item can have left or entered since they were read
	if pagesInPass > 1 {
		endsToReread = append(endsToReread, 1)
	}
	if pagesInPass > 2 { // otherwise, last is page 1, or page 2, after which no page was read
		endsToReread = append(endsToReread, last.number)
	}
	again, err := l.fetchPages(ctx, endsToReread...)
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(again, ends[:len(again)], func(a, b page[T]) bool { return slices.Equal(sortedKeys(a), sortedKeys(b)) }) {
		return nil, &IncompleteError{Reason: "the list changed while it was read", Changed: true}
	}
	pages := slices.Insert(ends, 1, middle...)
	return pages, cmp.Or(checkPages(first, pages), checkPages(first, again))
}
