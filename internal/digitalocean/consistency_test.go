package digitalocean_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// changingAccount is an account that changes after some of the requests.
type changingAccount struct {
	*account
	mu       sync.Mutex
	requests int
	// change returns the IDs after the n-th request.
	change func(n int, ids []int64) []int64
}

func (a *changingAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock() // a response must not see half a change
	defer a.mu.Unlock()
	a.account.ServeHTTP(w, r)
	a.requests++
	a.ids = a.change(a.requests, a.ids)
}

// TestOneDeletionAndOneInsertion deletes one item and inserts another at every point between the requests. However the API
// announces further pages, no item that exists all the time is lost.
func TestOneDeletionAndOneInsertion(t *testing.T) {
	t.Parallel()
	const size, inserted, lastPoint = 3, 99, 7
	signals := map[string]rewriteFunc{
		"total and links": nil, "total": remove("links"), "links": remove("meta"), "neither": remove("links", "meta"),
		"next links": combine(remove("meta"), replaceInLinks(`"last"`, `"other"`)),
	}
	for signal, rewrite := range signals {
		for _, items := range []int{4, 8, 14} {
			t.Run(fmt.Sprintf("%d items, %s", items, signal), func(t *testing.T) {
				t.Parallel()
				complete, cases := 0, items*lastPoint*lastPoint*2
				for i := range cases {
					deleted, atFront := i%items, i/items%2 == 0
					deletedAfter, insertedAfter := i/items/2%lastPoint+1, i/items/2/lastPoint+1
					api := &changingAccount{account: newAccount(items), change: func(n int, ids []int64) []int64 {
						if n == deletedAfter {
							ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == int64(deleted+1) })
						}
						if n == insertedAfter && atFront {
							ids = append([]int64{inserted}, ids...)
						} else if n == insertedAfter {
							ids = append(slices.Clone(ids), inserted)
						}
						return ids
					}}
					api.pageCap, api.rewrite = size, rewrite
					listing, err := newClient(serve(api)).Backups(t.Context(), dropletID)
					if err != nil {
						if _, ok := errors.AsType[*digitalocean.IncompleteError](err); !ok || len(listing.Items) > 0 {
							t.Fatal(err)
						}
						continue
					}
					complete++
					ids := map[int64]bool{}
					for _, item := range listing.Items {
						ids[int64(*item.ID)] = true
					}
					for id := range items {
						if id != deleted && !ids[int64(id+1)] {
							t.Fatalf("item %d is lost if %d is deleted after request %d and another inserted after %d (at the front: %v)",
								id+1, deleted+1, deletedAfter, insertedAfter, atFront)
						}
					}
					if len(ids) != len(listing.Items) {
						t.Fatalf("%d items, but %d IDs", len(listing.Items), len(ids))
					}
				}
				if complete < cases/3 {
					t.Errorf("only %d of %d lists are complete, although each stops changing", complete, cases)
				}
			})
		}
	}
}

// TestChangingLists checks that a list that changes once is read again, and that one that never stops changing is an error.
func TestChangingLists(t *testing.T) {
	t.Parallel()
	removeFirst := func(ids []int64) []int64 { return slices.Clone(ids[1:]) }
	insertFirst := func(ids []int64) []int64 { return append([]int64{ids[0] + 1}, ids...) }
	replace := func(ids []int64) []int64 { return append([]int64{ids[0] + 1}, ids[:len(ids)-1]...) }
	swapEnds := func(ids []int64) []int64 {
		ids = slices.Clone(ids)
		ids[0], ids[len(ids)-1] = ids[len(ids)-1], ids[0]
		return ids
	}
	tests := map[string]struct {
		change  func([]int64) []int64
		once    bool
		wantErr string
	}{
		"one deletion":          {change: removeFirst, once: true},
		"one insertion":         {change: insertFirst, once: true},
		"one replacement":       {change: replace, once: true},
		"one swap":              {change: swapEnds, once: true},
		"permanent deletion":    {change: removeFirst, wantErr: "page 3 has"},
		"permanent insertion":   {change: insertFirst, wantErr: "duplicate item"},
		"permanent replacement": {change: replace, wantErr: "duplicate item"},
		"permanent swaps":       {change: swapEnds, wantErr: "duplicate item"},
	}
	for list, listTest := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				api := &changingAccount{account: newAccount(500), change: func(n int, ids []int64) []int64 {
					if n == 1 || !test.once {
						return test.change(ids)
					}
					return ids
				}}
				transport := serve(api)
				ids, _, err := listTest.read(readContext(t), newClient(transport))
				if test.wantErr != "" {
					for _, want := range []string{test.wantErr, "still inconsistent after 3 reads"} {
						if err == nil || !strings.Contains(err.Error(), want) {
							t.Fatalf("error %v, want one with %q", err, want)
						}
					}
					if n := transport.requests.Load(); n > 15 {
						t.Errorf("%d requests, want at most 15: three passes of five", n)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if want := slices.Sorted(slices.Values(api.ids)); !slices.Equal(slices.Sorted(slices.Values(ids)), want) {
					t.Errorf("%d items, want the %d that the account has after the last change", len(ids), len(want))
				}
			})
		}
	}
}

// TestInsertedPage inserts a whole page of items at the front after page 1 was read, so that page 2 equals page 1.
func TestInsertedPage(t *testing.T) {
	t.Parallel()
	const size, items = 4, 12
	for list, listTest := range lists {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			api := &changingAccount{account: newAccount(items), change: func(n int, ids []int64) []int64 {
				if n == 1 {
					return append([]int64{items + 4, items + 3, items + 2, items + 1}, ids...)
				}
				return ids
			}}
			api.pageCap, api.rewrite = size, remove("links", "meta")
			ids, _, err := listTest.read(t.Context(), newClient(serve(api)))
			if err != nil {
				t.Fatal(err)
			}
			requireAllIDs(t, ids, items+size)
		})
	}
}

// TestItemsWithoutID checks that a list of several pages is an error if its items cannot be distinguished.
func TestItemsWithoutID(t *testing.T) {
	t.Parallel()
	for pages, wantErr := range map[int]string{1: "", 2: "an item has no ID", 2000: "an item has no ID"} {
		transport := &network{respond: func(r *http.Request) (*http.Response, error) {
			body := fmt.Sprintf(`{"backups":[{"name":"a"},{"name":"b"}],"meta":{"total":%d}}`, 2*pages)
			return respondWith(http.StatusOK, nil, body)(r)
		}}
		listing, err := newClient(transport).Backups(t.Context(), dropletID)
		if wantErr == "" && (err != nil || len(listing.Items) != 2) || wantErr != "" && (err == nil || !strings.Contains(err.Error(), wantErr)) {
			t.Errorf("%d pages: %d items, error %v, want one with %q", pages, len(listing.Items), err, wantErr)
		}
		if n := transport.requests.Load(); n > 6 {
			t.Errorf("%d requests, want at most two for each pass", n)
		}
	}
}

// TestOrderWithinPages checks that the order of the items within a page does not matter.
func TestOrderWithinPages(t *testing.T) {
	t.Parallel()
	api := &changingAccount{account: newAccount(401), change: func(_ int, ids []int64) []int64 {
		ids = slices.Clone(ids)
		ids[0], ids[1] = ids[1], ids[0]
		return ids
	}}
	ids, _, err := lists["backups"].read(t.Context(), newClient(serve(api)))
	if err != nil {
		t.Fatal(err)
	}
	requireAllIDs(t, ids, 401)
}
