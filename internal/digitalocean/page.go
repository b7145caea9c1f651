package digitalocean

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
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
func sortedKeys[T item](pages []page[T]) []string {
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
