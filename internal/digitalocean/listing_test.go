package digitalocean_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestListing checks how many requests a consistent list takes: one for one page, three for two pages, and two more than the
// number of pages for longer lists.
func TestListing(t *testing.T) {
	t.Parallel()
	for list, test := range lists {
		for items, requests := range map[int]int64{0: 1, 1: 1, 199: 1, 200: 1, 201: 3, 400: 3, 401: 5, 10_000: 52} {
			t.Run(fmt.Sprintf("%d %s", items, list), func(t *testing.T) {
				t.Parallel()
				transport := serve(newAccount(items))
				ids, total, err := test.read(t.Context(), newClient(transport))
				if err != nil {
					t.Fatal(err)
				}
				requireAllIDs(t, ids, items)
				if total == nil || *total != int64(items) {
					t.Errorf("total %v, want %d", total, items)
				}
				if n := transport.requests.Load(); n != requests {
					t.Errorf("%d requests, want %d", n, requests)
				}
			})
		}
	}
}

// TestWithoutPages checks servers that respond with the same items whatever page is requested.
func TestWithoutPages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		items    int
		rest     string
		wantErr  string
		requests int64
	}{
		"nothing announced":              {401, ``, "", 4},
		"nothing announced, one item":    {1, ``, "", 4},
		"nothing announced, a full page": {200, ``, "duplicate item", 6},
		"total":                          {401, `{"meta":{"total":401}}`, "", 1},
		"total too low":                  {401, `{"meta":{"total":3}}`, "", 4},
		"total too high":                 {401, `{"meta":{"total":402}}`, "duplicate item", 6},
		"end of the list":                {199, `{"links":{}}`, "", 1},
		"next link":                      {401, `{"links":{"pages":{"next":"?page=2"}}}`, "duplicate item", 6},
		"last link":                      {401, `{"links":{"pages":{"last":"?page=2"}}}`, "duplicate item", 6},
		"total of 2000 pages":            {20, `{"meta":{"total":40000}}`, "duplicate item", 6},
	}
	for list, listTest := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				body := listTest.body(newAccount(test.items).ids)
				if test.rest != "" {
					if err := json.Unmarshal([]byte(test.rest), &body); err != nil {
						t.Fatal(err)
					}
				}
				text, err := json.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				transport := &network{respond: respondWith(http.StatusOK, nil, string(text))}
				ids, _, err := listTest.read(t.Context(), newClient(transport))
				if n := transport.requests.Load(); n != test.requests {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
				if test.wantErr != "" {
					if err == nil || !strings.Contains(err.Error(), test.wantErr) {
						t.Errorf("error %v, want one with %q", err, test.wantErr)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				requireAllIDs(t, ids, test.items)
			})
		}
	}
}

// TestDuplicates checks that the error names the duplicate, shortened and without the token.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	longKey := strings.Repeat("k", 1<<20)
	tests := map[string]struct{ list, body, wantErr string }{
		"ID":             {"backups", `{"backups":[{"id":1},{"id":1}]}`, `duplicate item "1"`},
		"key":            {"policies", `{"policies":{"foo":{},"foo":{}}}`, `duplicate item "foo"`},
		"empty key":      {"policies", `{"policies":{"":{"droplet_id":1},"":{"droplet_id":2}},"meta":{"total":2}}`, `duplicate item ""`},
		"long key":       {"policies", `{"policies":{"` + longKey + `":{},"` + longKey + `":{}}}`, "kkk…"},
		"key with token": {"policies", `{"policies":{"` + testToken + `":{},"` + testToken + `":{}}}`, `duplicate item "[token]"`},
		"member":         {"backups", `{"backups":[{"id":1,"name":"a"}],"backups":[{"id":1}],"meta":{"total":1}}`, `duplicate item "1"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := lists[test.list].read(t.Context(), newClient(&network{respond: respondWith(http.StatusOK, nil, test.body)}))
			if err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Fatalf("error %.500v, want one with %q", err, test.wantErr)
			}
			if strings.Contains(err.Error(), testToken) || len(err.Error()) > 500 {
				t.Errorf("the error has %d characters, or the token: %.500v", len(err.Error()), err)
			}
		})
	}
}

// TestLargePages checks that the number of items is bounded whatever the page size.
func TestLargePages(t *testing.T) {
	t.Parallel()
	const maxItems, size = 400_000, 150_000
	transport := &network{respond: func(r *http.Request) (*http.Response, error) {
		var items strings.Builder
		for i := range size {
			fmt.Fprintf(&items, `{"id":%d},`, pageOf(r)*size+i)
		}
		body := fmt.Sprintf(`{"backups":[%s],"links":{"pages":{"next":%q}}}`, strings.TrimSuffix(items.String(), ","), pageLink(r, pageOf(r)+1))
		return respondWith(http.StatusOK, nil, body)(r)
	}}
	_, err := newClient(transport).Backups(t.Context(), dropletID)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("does not end within 2000 pages and %d items", maxItems)) {
		t.Errorf("error %v", err)
	}
	if n := transport.requests.Load(); n != maxItems/size+1 {
		t.Errorf("%d requests, want %d", n, maxItems/size+1)
	}
}
