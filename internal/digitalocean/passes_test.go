package digitalocean_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// TestLaterReadings checks what only a later reading of a page announces.
func TestLaterReadings(t *testing.T) {
	t.Parallel()
	// Each pass reads the first and the last page twice.
	onSecond := func(change rewriteFunc) func(reading int64) rewriteFunc {
		return func(reading int64) rewriteFunc {
			if reading%2 == 0 {
				return change
			}
			return remove()
		}
	}
	tests := map[string]struct {
		page    int
		change  func(reading int64) rewriteFunc
		wantErr string
	}{
		"total on page 1":          {1, onSecond(setTotal(402)), "the API reports a total of 402 but returned 401"},
		"total on the last page":   {3, onSecond(setTotal(402)), "the API reports a total of 402 but returned 401"},
		"link after the last page": {3, onSecond(linkTo(1)), "page 3 changed while the list was being read"},
		"no total any more": {1, func(reading int64) rewriteFunc {
			if reading == 1 {
				return setTotal(402)
			}
			return combine(truncate(100), set("links", "{}"))
		}, "the API no longer reports a total"},
	}
	for list, listTest := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				var readings atomic.Int64
				api := newAccount(401)
				api.rewrite = combine(remove("meta"), onPage(test.page, func(r *http.Request, body map[string]json.RawMessage) {
					test.change(readings.Add(1))(r, body)
				}))
				ids, _, err := listTest.read(t.Context(), newClient(serve(api)))
				if err == nil || !strings.Contains(err.Error(), test.wantErr) || len(ids) > 0 {
					t.Errorf("%d items, error %v, want one with %q", len(ids), err, test.wantErr)
				}
			})
		}
	}
}

// TestConsecutivePasses checks that a list that takes a second pass is complete only if two consecutive passes are the same.
func TestConsecutivePasses(t *testing.T) {
	t.Parallel()
	unchanged, withoutLastItem, inconsistent := remove(), onPage(3, truncate(0)), onPage(2, truncate(100))
	tests := map[string]struct {
		passes  [3]rewriteFunc
		wantErr string
	}{
		"fewer items in between": {[3]rewriteFunc{unchanged, withoutLastItem, unchanged}, "two passes returned different items"},
		"more items in between":  {[3]rewriteFunc{withoutLastItem, unchanged, withoutLastItem}, "two passes returned different items"},
		"inconsistent between":   {[3]rewriteFunc{unchanged, inconsistent, unchanged}, "did not announce all pages"},
		"inconsistent at first":  {[3]rewriteFunc{inconsistent, unchanged, unchanged}, ""},
	}
	for list, listTest := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				pass := -1 // each pass starts with page 1, which announces no others, so that there are no concurrent requests
				api := newAccount(401)
				api.rewrite = combine(remove("links", "meta"), func(r *http.Request, body map[string]json.RawMessage) {
					if pageOf(r) == 1 {
						pass++
					}
					test.passes[pass](r, body)
				})
				ids, _, err := listTest.read(t.Context(), newClient(serve(api)))
				switch {
				case test.wantErr == "" && err == nil:
					requireAllIDs(t, ids, 401)
				case test.wantErr == "" || err == nil || !strings.Contains(err.Error(), test.wantErr):
					t.Errorf("%d items, error %v, want one with %q", len(ids), err, test.wantErr)
				}
			})
		}
	}
}
