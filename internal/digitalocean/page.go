package digitalocean

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	pageSize = 200
	// maxPages limits the size of a list. A server that returns 20 items per page can return 40,000.
	maxPages = 2000
)

// item is an element of a list. Its key is unique in the list; it is empty if the API omitted it.
type item interface{ key() string }

// page is one response of a list.
type page[T item] struct {
	number int
	items  []*T
	total  *int64 // of the items in the list; nil if the response has none
	// next is the number of the page that the link "next" leads to: 0 without one, or if it does not lead to a page of this list.
	next int
	// saysLast means that the response has links, but no "next". A response without links says nothing about further pages.
	saysLast bool
}

// parsePageLink returns the number of the page that a link leads to: 0 if that is not a page of the list at path, because the API's
// reference has links to another list. A link without a number leads to the next page.
func parsePageLink(link, path string, nextPage int) int {
	target, err := url.Parse(link)
	if link == "" || err != nil || target.Path != "" && !strings.HasSuffix(strings.TrimRight(target.Path, "/"), path) {
		return 0
	}
	number, err := strconv.Atoi(target.Query().Get("page"))
	if err != nil {
		return nextPage
	}
	return number
}

// sortedKeys returns the keys of all items, so that readings can be compared whatever the order within a page.
func sortedKeys[T item](pages ...page[T]) []string {
	var keys []string
	for _, item := range allItems(pages) {
		keys = append(keys, item.key())
	}
	slices.Sort(keys)
	return keys
}

func allItems[T item](pages []page[T]) []T {
	var items []T
	for _, p := range pages {
		for _, item := range p.items {
			items = append(items, *item)
		}
	}
	return items
}

// pageCount returns the number of pages that the total and the number of items on page 1 imply. It is 1 without a total, and more than
// maxPages if the list is too long.
func (p page[T]) pageCount() int {
	size := int64(len(p.items))
	if size == 0 || p.total == nil || *p.total <= 0 {
		return 1
	}
	return int(min((*p.total-1)/size, maxPages)) + 1
}

// checkPages fails if a page has another number of items than the first one implies, another total, or a link beyond the last page, or if
// an item is on the pages twice.
func checkPages[T item](first page[T], pages []page[T]) error {
	total, size, count := *first.total, len(first.items), first.pageCount()
	for _, p := range pages {
		want := int64(size)
		if p.number == count {
			want = total - int64(count-1)*int64(size)
		}
		switch {
		case int64(len(p.items)) != want:
			return inconsistent("page %d has %d instead of %d items; the total is %d, and page 1 has %d", p.number, len(p.items), want, total, size)
		case p.total != nil && *p.total != total:
			return inconsistent("page %d has a total of %d, page 1 one of %d", p.number, *p.total, total)
		case p.next > count:
			return inconsistent("page %d links to another page, but a total of %d ends with page %d", p.number, total, count)
		}
	}
	return checkKeys(pages...)
}

// checkKeys fails if an item is on the pages twice, or if items that may have moved between the pages cannot be told apart.
func checkKeys[T item](pages ...page[T]) error {
	keys := sortedKeys(pages...)
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
