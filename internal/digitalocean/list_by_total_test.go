package digitalocean_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	meta401         = `{"total":401}`
	numberless      = `{"pages":{"next":"?cursor=x"}}`
	linkOfOtherList = `{"pages":{"next":"https://api.digitalocean.com/v2/other?page=%d"}}`
)

func TestListByTotal(t *testing.T) {
	t.Parallel()
	complete(t, map[string]listTest{
		"pages of 7":                     {size: 7, requests: 58 + 2},
		"pages of one item":              {items: 3, size: 1, requests: 3 + 2},
		"no links":                       {change: noLinks, requests: 5},
		"no links, pages of 7":           {change: noLinks, size: 7, requests: 58 + 2},
		"null links":                     {change: with(meta401, `null`), requests: 5},
		"null pages":                     {change: with(meta401, `{"pages":null}`), requests: 5},
		"null next":                      {change: with(meta401, `{"pages":{"next":null}}`), requests: 5},
		"total as 4.01e2":                {change: with(`{"total":4.01e2}`, ""), requests: 5},
		"total on page 1 only":           {change: allOf(onPage(2, noMeta), onPage(3, noMeta)), requests: 5},
		"links on page 1 only":           {change: allOf(onPage(2, noLinks), onPage(3, noLinks)), requests: 5},
		"links of another list":          {change: with(meta401, linkOfOtherList), requests: 5},
		"link of page 1 to another list": {items: 1, change: with(`{"total":1}`, linkOfOtherList), requests: 1},
		"links to page 1":                {change: with(meta401, `{"pages":{"next":"?page=1"}}`), requests: 5},
		"links to page -1":               {change: with(meta401, `{"pages":{"next":"?page=-1"}}`), requests: 5},
		"links to page 3":                {change: with(meta401, `{"pages":{"next":"?page=3"}}`), requests: 5},

		// Without links, the page after a full last page has to be empty.
		"199 items, no links":                         {items: 199, change: noLinks, requests: 1},
		"200 items, no links":                         {items: 200, change: noLinks, requests: 3},
		"399 items, no links":                         {items: 399, change: noLinks, requests: 3},
		"400 items, no links":                         {items: 400, change: noLinks, requests: 5},
		"400 items, no links, page 3 without a total": {items: 400, change: allOf(noLinks, onPage(3, noMeta)), requests: 5},
		"400 items, no links, page 3 links to itself": {
			items: 400, change: allOf(noLinks, onPage(3, with("", `{"pages":{"next":"?page=3"}}`))), requests: 5,
		},
		"600 items, no links":                     {items: 600, change: noLinks, requests: 6},
		"600 items, no links at last":             {items: 600, change: onPage(3, noLinks), requests: 6},
		"200 items, total of each page, no links": {items: 200, change: allOf(noLinks, onPage(2, withTotal(0))), requests: 3},
		"links without a number":                  {change: allOf(with(meta401, numberless), onPage(3, noLinks)), requests: 5},
		"400 items, pages of 100, no links":       {items: 400, size: 100, change: noLinks, requests: 4 + 2},
		"all items on page 1":                     {items: 450, size: 450, requests: 1},
	})
}

func TestWrongTotals(t *testing.T) {
	t.Parallel()
	page3With := func(meta, links string) changeFunc { return onPage(3, with(meta, links)) }
	incomplete(t, map[string]listTest{
		"one too low":                              {change: withTotal(400)},
		"one too low, no links":                    {change: with(`{"total":400}`, "")},
		"total of the page, no links":              {change: with(`{"total":200}`, "")},
		"total of the page, links of another list": {change: with(`{"total":200}`, linkOfOtherList)},
		"total of the page, links to page 1":       {change: with(`{"total":200}`, `{"pages":{"next":"?page=1"}}`)},
		"too low for page 2":                       {change: withTotal(300)},
		"too low for page 1, no next link":         {change: with(`{"total":199}`, `{}`)},
		"one too high":                             {change: withTotal(402)},
		"far too high":                             {change: withTotal(1000)},
		"too high, one page":                       {items: 1, change: withTotal(2)},
		"too high, no items":                       {items: 200, change: allOf(truncate(0), withTotal(1))},
		"negative":                                 {items: 1, change: withTotal(-1)},
		"negative, no items":                       {items: 200, change: allOf(truncate(0), withTotal(-1))},
		"lowest":                                   {change: with(`{"total":-9223372036854775808}`, "")},
		"0, with items":                            {items: 1, change: withTotal(0)},

		"another total on page 2":              {change: onPage(2, withTotal(402))},
		"another total on page 3":              {change: onPage(3, withTotal(400))},
		"another total on page 1 at last":      {change: onPage(1, onSecondReading(withTotal(402)))},
		"another total on page 3 at last":      {change: onPage(3, onSecondReading(withTotal(402)))},
		"another total on page 1 of 2 at last": {items: 201, change: onPage(1, onSecondReading(withTotal(202)))},
		"link on page 3":                       {change: page3With(meta401, `{"pages":{"next":"?page=%d"}}`)},
		"link without a number on page 3":      {change: page3With(meta401, numberless)},
		"link on page 3 at last":               {change: onPage(3, onSecondReading(with(meta401, `{"pages":{"next":"?page=%d"}}`)))},
		"link on page 2 to page 4":             {change: onPage(2, with(meta401, `{"pages":{"next":"?page=4"}}`))},
		"another total after the last page":    {items: 400, change: allOf(noLinks, page3With(meta401, ""))},
		"link after the last page":             {items: 400, change: allOf(noLinks, page3With("", `{"pages":{"next":"?page=%d"}}`))},
		"fewer items on page 2":                {change: onPage(2, truncate(199))},
		"no items on page 2":                   {change: onPage(2, truncate(0))},
		"no items on page 3":                   {change: onPage(3, truncate(0))},
		"fewer items on page 1":                {change: onPage(1, truncate(150))},
		"more items on page 2":                 {change: onPage(2, addItem)},
		"more items on page 3":                 {change: onPage(3, addItem)},
		"page 1 instead of page 2":             {change: onPage(2, firstItems(200))},
		"page 1 instead of page 2, of 2":       {items: 400, change: onPage(2, firstItems(200))},
		"all items on each page, no links":     {change: allOf(noLinks, firstItems(401))},
		"an item of page 1 on page 3":          {change: onPage(3, firstItems(1))},
	})
}

// onSecondReading makes a change to every second response for a page.
func onSecondReading(change changeFunc) changeFunc {
	return func(r *response) {
		if r.count%2 == 1 {
			change(r)
		}
	}
}

func addItem(r *response) { r.ids = append([]int{100_000}, r.ids...) }

// firstItems replaces all items by the first n of the list.
func firstItems(n int) changeFunc {
	return func(r *response) { r.ids = newList(listKind{}, n).ids }
}

// TestSwappedEnds checks that each end is compared on its own: an item that moves from one to the other is a change.
func TestSwappedEnds(t *testing.T) {
	t.Parallel()
	forEachKind(t, func(t *testing.T, kind listKind) {
		l := newList(kind, 401)
		l.change = onSecondReading(func(r *response) {
			r.ids = slices.Clone(r.ids)
			r.ids[0] = map[int]int{1: 401, 3: 1}[r.page]
		})
		ids, _, err := kind.read(t.Context(), newClient(&network{respond: l.respond}))
		requireIncomplete(t, ids, err, true)
	})
}

// TestTotalTooHighToRead checks that no list is read whose pages are too many.
func TestTotalTooHighToRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		items, total int
		wantRead     bool
	}{
		"2,000 pages":   {1, 2000, true},
		"2,001 pages":   {1, 2001, false},
		"400,000 items": {200, 400_000, true},
		"400,001 items": {200, 400_001, false},
		"the most":      {1, math.MaxInt, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newList(listKinds["array"], test.items)
			l.size, l.change = 400, withTotal(test.total) // the other pages are empty
			network := &network{respond: l.respond}
			ids, _, err := l.kind.read(t.Context(), newClient(network))
			if test.wantRead {
				requireIncomplete(t, ids, err, false)
				return
			}
			requireTooLong(t, ids, err)
			if n := network.requests(); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// requireTooLong fails unless err says that the list is too long.
func requireTooLong(t *testing.T, ids []int, err error) {
	t.Helper()
	apiErr, ok := errors.AsType[*rest.Error](err)
	if !ok || apiErr.Kind != rest.Unexpected || len(ids) > 0 {
		t.Fatalf("%d items, error %v", len(ids), err)
	}
}

// TestListMissing checks that a response may lack the list only if its total is 0.
func TestListMissing(t *testing.T) {
	t.Parallel()
	for body, wantOK := range map[string]bool{
		`{"meta":{"total":0}}`:                                true,
		`{"links":{},"meta":{"total":0}}`:                     true,
		`{"backups":null,"policies":null,"meta":{"total":0}}`: true,
		`{"backups":[],"policies":{}}`:                        true,
		`{"meta":{"total":1}}`:                                false,
		`{"meta":{"total":-1}}`:                               false,
		`{"backups":null,"policies":null}`:                    false,
		`{"backups":null,"policies":null,"meta":{"total":1}}`: false,
		`{"meta":{"total":null}}`:                             false,
		`{}`:                                                  false,
		`null`:                                                false,
		`{"backups":{},"policies":[],"meta":{"total":0}}`:     false,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			forEachKind(t, func(t *testing.T, kind listKind) {
				ids, _, err := kind.read(t.Context(), respondWith(body))
				if len(ids) > 0 || wantOK != (err == nil) {
					t.Fatalf("%d items, error %v", len(ids), err)
				}
				if apiErr, ok := errors.AsType[*rest.Error](err); !wantOK && (!ok || apiErr.Kind != rest.Unexpected) {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}
