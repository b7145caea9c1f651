package digitalocean

import (
	"context"
	"slices"
)

// readByTotal returns all pages of a list whose first page has a total.
//
// It reads the first and the last page, then the pages in between, and then the first and the last page again. An item that is inserted
// at one end of the list changes the page at that end, and an item that is deleted anywhere changes the last page. So if both have the
// same items as before, nothing moved while the pages in between were read. This takes two conditions: new items appear at one end of
// the list, and no response is older than one that came before it.
func (l listOperation[T]) readByTotal(ctx context.Context, first page[T]) ([]page[T], error) {
	total, count := *first.total, first.pageCount()
	if count > maxPages || total > maxItems {
		return nil, l.tooLong("a total of %d with %d items on page 1", total, len(first.items))
	}
	ends := []page[T]{first}
	if count > 1 {
		// Before the pages in between: after them, both readings of the last page would be the same even if an item had moved from a page
		// that was not read yet to one that was.
		last, err := l.fetch(ctx, count)
		if err != nil {
			return nil, err
		}
		ends = append(ends, last)
	}
	if err := checkPages(first, ends); err != nil {
		return nil, err
	}
	last := ends[len(ends)-1]
	// Without links, only the total says that a full page is the last one, and it may be too low, or count the items of the page.
	readBeyond := !last.saysLast && (len(last.items) >= pageSize || count > 1 && len(last.items) == len(first.items))
	if readBeyond {
		beyond, err := l.fetch(ctx, count+1)
		if err != nil {
			return nil, err
		}
		if len(beyond.items) > 0 || beyond.next > count+1 || beyond.total != nil && *beyond.total > total {
			return nil, inconsistent("the list goes on after page %d, where a total of %d ends", count, total)
		}
	} else if count == 1 { // one response is consistent
		return ends, nil
	}
	middle, err := l.fetchPages(ctx, numbers(2, count-1)...)
	if err != nil {
		return nil, err
	}
	pages := slices.Insert(slices.Clone(ends), 1, middle...)
	if err := checkPages(first, pages); err != nil {
		return nil, err
	}
	endNumbers := []int{1, count}[:len(ends)]
	if count == 2 && !readBeyond {
		endNumbers = endNumbers[:1] // nothing was read after the last page
	}
	again, err := l.fetchPages(ctx, endNumbers...)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(sortedKeys(again), sortedKeys(ends[:len(again)])) {
		return nil, &IncompleteError{Reason: "the list changed while it was read", Changed: true}
	}
	// The totals and links of the pages that were read again count, too.
	return pages, checkPages(first, append(again, ends[len(again):]...))
}

// pageCount returns the number of pages that the total and the number of items on page 1 imply.
func (p page[T]) pageCount() int {
	size := int64(len(p.items))
	if size == 0 || *p.total <= size {
		return 1
	}
	return int((*p.total-1)/size) + 1
}

// checkPages fails if a page does not have the number of items that the first one implies, another total, or a link beyond the last page,
// or if an item is on the pages twice. Pages may be missing between the first and the last one.
func checkPages[T item](first page[T], pages []page[T]) error {
	total, size, count := *first.total, len(first.items), first.pageCount()
	for i, p := range pages {
		number, want := i+1, int64(size)
		if i == len(pages)-1 {
			number, want = count, total-int64(count-1)*int64(size)
		}
		switch {
		case int64(len(p.items)) != want:
			return inconsistent("page %d has %d instead of %d items; the total is %d, and page 1 has %d", number, len(p.items), want, total, size)
		case p.total != nil && *p.total != total:
			return inconsistent("page %d has a total of %d, page 1 one of %d", number, *p.total, total)
		case p.next > count:
			return inconsistent("page %d links to another page, but a total of %d ends with page %d", number, total, count)
		}
	}
	return checkKeys(pages)
}
