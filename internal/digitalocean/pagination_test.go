package digitalocean_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
)

// TestPagination checks unusual and wrong announcements of further pages: each list is complete, or an error.
func TestPagination(t *testing.T) {
	t.Parallel()
	const items = 401
	const linkOfAnotherList = "https://api.digitalocean.com/v2/other?page=2"
	linksOfAnotherList := set("links", fmt.Sprintf(`{"pages":{"next":%[1]q,"last":%[1]q}}`, linkOfAnotherList))
	tests := map[string]struct {
		rewrite  rewriteFunc
		pageCap  int
		wantErr  string // empty if all items are returned
		total    int64  // 0 if no total is returned
		requests int64
	}{
		// Announced by page 1, and proven by reading the first and the last page again.
		"no links":                {rewrite: remove("links"), total: items, requests: 5},
		"null links":              {rewrite: set("links", `{"pages":null}`), total: items, requests: 5},
		"no meta":                 {rewrite: remove("meta"), requests: 5},
		"null total":              {rewrite: set("meta", `{"total":null}`), requests: 5},
		"total as 4.01e2":         {rewrite: set("meta", `{"total":4.01e2}`), total: items, requests: 5},
		"pages of 7":              {pageCap: 7, total: items, requests: 60},
		"pages of 7, no links":    {pageCap: 7, rewrite: remove("links"), total: items, requests: 60},
		"pages of 150, no meta":   {pageCap: 150, rewrite: remove("meta"), requests: 5},
		"next is the page itself": {rewrite: linkTo(0), total: items, requests: 5},
		"links of another list":   {rewrite: linksOfAnotherList, total: items, requests: 5},
		"links to another host": {
			rewrite: combine(replaceInLinks("api.digitalocean.com", "other.example.com"), remove("meta")), requests: 5,
		},
		"total on some pages": {rewrite: onPage(2, remove("meta")), total: items, requests: 5},

		// Not announced by page 1, and proven by a second pass.
		"no links, no meta":               {rewrite: remove("links", "meta"), requests: 8},
		"no links, no meta, pages of 150": {pageCap: 150, rewrite: remove("links", "meta"), requests: 8},
		"empty links, no meta":            {rewrite: combine(set("links", "{}"), remove("meta")), requests: 6},
		"total on the second page only": {
			rewrite: combine(remove("links"), onPage(1, remove("meta")), onPage(3, remove("meta"))), total: items, requests: 6,
		},
		"next is the page itself, no meta": {rewrite: combine(linkTo(0), remove("meta")), requests: 8},
		"next after the last page":         {rewrite: linkTo(1), total: items, requests: 8},
		"links without a page number": {
			pageCap:  150,
			rewrite:  combine(remove("meta"), onPages(1, 2, set("links", `{"pages":{"next":"?cursor=x","last":"?cursor=y"}}`))),
			requests: 6,
		},
		"next link, then only a last link, no meta": {
			pageCap: 150, rewrite: combine(remove("meta"), onPage(1, linkTo(1)), onPage(2, lastLink(3))), requests: 6,
		},
		"relative links, no meta": {
			pageCap: 20,
			rewrite: combine(remove("meta"), onPages(1, 20, func(r *http.Request, body map[string]json.RawMessage) {
				setJSON(body, "links", `{"pages":{"next":"?page=%d"}}`, pageOf(r)+1)
			})),
			requests: 42,
		},
		"links of another list, no meta": {pageCap: 20, rewrite: combine(linksOfAnotherList, remove("meta")), requests: 44},

		// More items than each total: confirmed by a second pass, and returned with the total.
		"total too low":                {rewrite: setTotal(3), total: 3, requests: 6},
		"lowest total":                 {rewrite: setTotal(math.MinInt64), total: math.MinInt64, requests: 6},
		"total of fewer full pages":    {rewrite: combine(setTotal(300), remove("links")), total: 300, requests: 8},
		"last link beyond the total":   {rewrite: combine(setTotal(200), lastLink(3)), total: 200, requests: 6},
		"totals too low and different": {rewrite: combine(setTotal(3), onPage(2, setTotal(400))), total: 400, requests: 6},

		// Fewer items than a total, or contradictions: errors.
		"total too high":      {rewrite: setTotal(402), wantErr: "page 3 has 1 items, want at least 2", requests: 6},
		"total far too high":  {rewrite: setTotal(1000), wantErr: "page 5 has 0 items, want at least 200", requests: 6},
		"total grows too far": {rewrite: onPage(3, setTotal(999)), wantErr: "the pages report totals from 401 to 999", requests: 12},
		"three totals, no links": {
			rewrite: combine(onPage(1, setTotal(201)), onPage(3, setTotal(300)), remove("links")),
			wantErr: "the pages report totals from 201 to 401", requests: 9,
		},
		"first total too low": {
			rewrite: combine(onPage(1, setTotal(400)), remove("links")),
			wantErr: "the pages report totals from 400 to 401", requests: 9,
		},
		"half of page 2": {rewrite: onPage(2, truncate(100)), wantErr: "page 2 has 100 items, page 1 has 200", requests: 9},
		"half of page 2, no meta": {
			rewrite: combine(onPage(2, truncate(100)), remove("meta")),
			wantErr: "page 2 has 100 items, page 1 has 200", requests: 9,
		},
		"half of page 2, no meta, no links": {
			rewrite: combine(onPage(2, truncate(100)), remove("meta", "links")),
			wantErr: "page 2 has 100 items, page 1 has 200", requests: 9,
		},
		"total too low, links without end": {
			rewrite: combine(setTotal(3), linkTo(1)), wantErr: "page 4 is empty but links to another page", requests: 12,
		},
		"one item on page 1, no meta": {
			rewrite: combine(onPage(1, truncate(1)), remove("meta")),
			wantErr: "page 2 has 200 items, page 1 has 1", requests: 9,
		},
		"empty page 1, no meta": {
			rewrite: combine(onPage(1, truncate(0)), remove("meta")),
			wantErr: "page 2 has 200 items, page 1 has 0", requests: 6,
		},
		"large last page": {
			rewrite: combine(onPages(1, 2, truncate(1)), onPage(3, set("links", "{}")), remove("meta")), pageCap: 150,
			wantErr: "page 3 has 101 items, page 1 has 1", requests: 6,
		},
		"empty last page of two": {
			rewrite: combine(setTotal(400), onPages(2, 3, truncate(0)), remove("links")),
			wantErr: "page 2 has 0 items, want at least 200", requests: 6,
		},
		"empty pages after the first": {rewrite: onPages(2, 3, truncate(0)), wantErr: "page 3 has 0 items, want at least 1", requests: 6},
		"empty last page, no meta": {
			rewrite: combine(onPage(3, truncate(0)), remove("meta")),
			wantErr: "page 3 has 0 items, want at least 1", requests: 6,
		},
		"empty middle page": {rewrite: onPage(2, truncate(0)), wantErr: "page 2 has 0 items, page 1 has 200", requests: 9},
		"empty middle page, no meta": {
			rewrite: combine(onPage(2, truncate(0)), remove("meta")),
			wantErr: "page 2 has 0 items, page 1 has 200", requests: 9,
		},
		"empty middle page, next only": {
			rewrite: combine(onPage(2, truncate(0)), remove("meta"), onPages(1, 2, linkTo(1))),
			wantErr: "page 2 has 0 items, page 1 has 200", requests: 9,
		},
		"nothing but a total": {
			rewrite: combine(truncate(0), remove("links")),
			wantErr: "the API reports a total of 401 but returned 0", requests: 3,
		},
		"a total beyond all pages": {
			rewrite: setTotal(math.MaxInt64),
			wantErr: "at most 2000 pages and 400000 items", requests: 1,
		},
		"a last link beyond all pages": {
			rewrite: combine(lastLink(2001), remove("meta")),
			wantErr: "at most 2000 pages and 400000 items", requests: 1,
		},
		"pages without end": {
			rewrite: combine(truncate(0), linkTo(1), remove("meta")),
			wantErr: "does not end within 2000 pages", requests: 2000,
		},
	}
	for list, listTest := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				api := newAccount(items)
				api.pageCap, api.rewrite = test.pageCap, test.rewrite
				transport := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Host != "api.example.com" {
						t.Errorf("a request went to %s", r.URL.Host)
					}
					api.ServeHTTP(w, r)
				}))
				ids, total, err := listTest.read(t.Context(), newClient(transport))
				if n := transport.requests.Load(); n != test.requests {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
				if test.wantErr != "" {
					if err == nil || !strings.Contains(err.Error(), test.wantErr) || len(ids) > 0 {
						t.Fatalf("%d items, error %v, want one with %q", len(ids), err, test.wantErr)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				requireAllIDs(t, ids, items)
				if test.total == 0 != (total == nil) || total != nil && *total != test.total {
					t.Errorf("total %v, want %d", total, test.total)
				}
			})
		}
	}
}
