package digitalocean_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestListPageByPage(t *testing.T) {
	t.Parallel()
	pageTotal := func(r *response) { withTotal(len(r.ids))(r) }
	complete(t, map[string]listTest{
		"one item":                          {items: 1, change: with("", ""), requests: 1, noTotal: true},
		"199 items":                         {items: 199, change: with("", ""), requests: 1, noTotal: true},
		"200 items":                         {items: 200, change: with("", ""), requests: 2 * 2, noTotal: true},
		"200 items, links":                  {items: 200, change: noMeta, requests: 2 * 2, noTotal: true},
		"201 items":                         {items: 201, change: with("", ""), requests: 2 * 2, noTotal: true},
		"400 items":                         {items: 400, change: with("", ""), requests: 2 * 3, noTotal: true},
		"401 items":                         {change: with("", ""), requests: 2 * 3, noTotal: true},
		"links":                             {change: noMeta, requests: 2 * 3, noTotal: true},
		"null total":                        {change: with(`{"total":null}`, ""), requests: 2 * 3, noTotal: true},
		"null meta":                         {change: with(`null`, ""), requests: 2 * 3, noTotal: true},
		"links, pages of 150":               {size: 150, change: noMeta, requests: 2 * 3, noTotal: true},
		"links, pages of 7":                 {items: 20, size: 7, change: noMeta, requests: 2 * 3, noTotal: true},
		"links of another list, full pages": {change: with("", linkOfOtherList), requests: 2 * 3, noTotal: true},
		"link of page 1 to another list":    {items: 1, change: with("", linkOfOtherList), requests: 1, noTotal: true},
		"links to page 1, full pages":       {change: with("", `{"pages":{"next":"?page=1"}}`), requests: 2 * 3, noTotal: true},
		"total of the page":                 {change: pageTotal, requests: 2 * 3, noTotal: true},
		"total of the page, pages of 150":   {size: 150, change: pageTotal, requests: 2 * 3, noTotal: true},
		"0 with a link":                     {change: withTotal(0), requests: 2 * 3, noTotal: true},
		"negative with a link":              {change: withTotal(-1), requests: 2 * 3, noTotal: true},
		"right total on page 3 only":        {change: allOf(onPage(1, noMeta), onPage(2, noMeta)), requests: 2 * 3, noTotal: true},
	})
}

// TestPageLinks checks links of pages that are not full.
func TestPageLinks(t *testing.T) {
	t.Parallel()
	const noLink = 1
	for link, requests := range map[string]int{
		"https://api.digitalocean.comPATH?page=2&per_page=200": 4,
		"https://other.example.com/proxyPATH/?page=2":          4,
		"PATH?page=2":                     4,
		"?page=2":                         4,
		"?per_page=2":                     4, // without a number
		"?cursor=x":                       4,
		"?page=x":                         4,
		"?page=99999999999999999999":      4,
		"":                                noLink,
		"https://api.digitalocean.com/v2": noLink,
		"PATH/more?page=2":                noLink,
		"?page=1":                         noLink,
		"?page=0":                         noLink,
		"?page=-2":                        noLink,
		"https://[?page=2":                noLink,
	} {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			forEachKind(t, func(t *testing.T, kind listKind) {
				l := newList(kind, 7)
				l.size = 5
				links := fmt.Sprintf(`{"pages":{"next":%q}}`, strings.ReplaceAll(link, "PATH", kind.path))
				l.change = allOf(noMeta, onPage(1, with("", links)))
				network := &network{respond: l.respond}
				ids, _, err := kind.read(t.Context(), newClient(network))
				if n := network.requests(); err != nil || n != requests || (len(ids) == 7) != (requests == 4) {
					t.Errorf("%d items, %d requests, error %v", len(ids), n, err)
				}
			})
		})
	}
}

func TestInconsistentPages(t *testing.T) {
	t.Parallel()
	incomplete(t, map[string]listTest{
		"empty page 1 with a link":         {change: allOf(noMeta, onPage(1, truncate(0)))},
		"empty page 2 with a link":         {change: allOf(noMeta, onPage(2, truncate(0)))},
		"empty page 4 with a link":         {change: with("", `{"pages":{"next":"?page=%d"}}`)},
		"page 1 instead of page 2":         {change: allOf(noMeta, onPage(2, firstItems(200)))},
		"page 1 instead of page 3":         {change: allOf(noMeta, onPage(3, firstItems(1)))},
		"all items on each page":           {change: allOf(noMeta, firstItems(401))},
		"full pages without end":           {change: allOf(with("", ""), firstItems(200))},
		"total too high on page 3":         {change: allOf(onPage(1, noMeta), onPage(2, noMeta), onPage(3, withTotal(402)))},
		"total too high on page 2":         {change: allOf(onPage(1, noMeta), onPage(2, withTotal(402)), onPage(3, withTotal(1)))},
		"total too high, second reading":   {change: allOf(noMeta, onPage(2, onSecondReading(withTotal(402))))},
		"total of the page on page 1 only": {change: allOf(onPage(1, withTotal(200)), onPage(2, withTotal(402)))},
	})
}

// TestDifferentReadings checks that both readings of a list must have the same items.
func TestDifferentReadings(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]changeFunc{
		"fewer items":    onPage(3, onSecondReading(truncate(0))),
		"more items":     onPage(3, onSecondReading(addItem)),
		"another item":   onPage(3, onSecondReading(allOf(truncate(0), addItem))),
		"another page 1": onPage(1, onSecondReading(allOf(truncate(199), addItem))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newList(listKinds["array"], 401)
			l.change = allOf(noMeta, change)
			ids, _, err := l.kind.read(t.Context(), newClient(&network{respond: l.respond}))
			requireIncomplete(t, ids, err, true)
		})
	}
}

// TestEndlessPages checks that the number of pages is bounded.
func TestEndlessPages(t *testing.T) {
	t.Parallel()
	for pages, requests := range map[int]int{2000: 2 * 2000, 2001: 2000} {
		l := newList(listKinds["array"], pages)
		l.size, l.change = 1, noMeta
		network := &network{respond: l.respond}
		ids, _, err := l.kind.read(t.Context(), newClient(network))
		if n := network.requests(); n != requests {
			t.Errorf("%d pages: %d requests, want %d", pages, n, requests)
		}
		if pages > 2000 {
			requireTooLong(t, ids, err)
		} else if err != nil || len(ids) != pages {
			t.Errorf("%d items, error %v", len(ids), err)
		}
	}
}
