package digitalocean_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A complete listing costs a request for each 200 items, and one for none.
func TestListing(t *testing.T) {
	t.Parallel()
	for list, want := range lists {
		for _, items := range []int{0, 1, 199, 200, 201, 400, 401, 10_000} {
			t.Run(fmt.Sprintf("%d %s", items, list), func(t *testing.T) {
				t.Parallel()
				api := account(items)
				ids, total, err := want.read(t.Context(), newClient(&network{answer: func(r *http.Request) (*http.Response, error) { return handled(api, r) }}))
				if err != nil {
					t.Fatal(err)
				}
				expectWhole(t, ids, items)
				if total == nil || *total != int64(items) {
					t.Errorf("total %v, want %d", total, items)
				}
				if got, want := len(api.Requests()), max(1, (items+199)/200); got != want {
					t.Errorf("%d requests, want %d", got, want)
				}
			})
		}
	}
}

// answerOf is what the tests change in an answer before it is sent.
type answerOf map[string]json.RawMessage

func (a answerOf) set(name, format string, values ...any) {
	a[name] = fmt.Appendf(nil, format, values...)
}

// empty takes the items out of an answer.
func (a answerOf) empty() {
	for _, name := range []string{"backups", "policies"} {
		if items, ok := a[name]; ok {
			a.set(name, "%c%c", items[0], items[len(items)-1])
		}
	}
}

// itself links to the page that a request asks for, or with a difference to another.
func itself(r *http.Request, difference int) string {
	return fmt.Sprintf(`{"pages":{"next":"https://api.digitalocean.com%s?page=%d&per_page=200"}}`, r.URL.Path, pageOf(r)+difference)
}

// Lists that the API tells wrongly, but that come out whole or end in an error.
func TestPagination(t *testing.T) {
	t.Parallel()
	const items = 401
	noMeta := func(_ *http.Request, a answerOf) { delete(a, "meta") }
	tests := map[string]struct {
		change   func(*http.Request, answerOf)
		pageCap  int
		words    string // of the error; none where all items come
		total    int64  // what is given as the total; 0 for none
		requests int
	}{
		"no links":                  {change: func(_ *http.Request, a answerOf) { delete(a, "links") }, total: items, requests: 3},
		"null links and meta pages": {change: func(_ *http.Request, a answerOf) { a.set("links", `{"pages":null}`) }, total: items, requests: 3},
		"no meta":                   {change: noMeta, requests: 3},
		"null total":                {change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":null}`) }, requests: 3},
		"neither links nor meta":    {change: func(_ *http.Request, a answerOf) { delete(a, "links"); delete(a, "meta") }, requests: 4},
		"neither, and pages of 150": {pageCap: 150, change: func(_ *http.Request, a answerOf) { delete(a, "links"); delete(a, "meta") }, requests: 4},
		"empty links and no meta":   {change: func(_ *http.Request, a answerOf) { a.set("links", "{}"); delete(a, "meta") }, requests: 3},
		"pages of 7":                {pageCap: 7, total: items, requests: 58},
		"pages of 7 without links":  {pageCap: 7, change: func(_ *http.Request, a answerOf) { delete(a, "links") }, total: items, requests: 58},
		"pages of 150 without meta": {pageCap: 150, change: noMeta, requests: 3},
		"total only on the second page": {change: func(r *http.Request, a answerOf) {
			if pageOf(r) != 2 {
				delete(a, "meta")
			}
		}, total: items, requests: 3},
		"next points to itself": {change: func(r *http.Request, a answerOf) { a.set("links", "%s", itself(r, 0)) }, total: items, requests: 3},
		"next points to itself, no meta": {
			change: func(r *http.Request, a answerOf) { a.set("links", "%s", itself(r, 0)); delete(a, "meta") }, requests: 4,
		},
		"next points on after the last page": {change: func(r *http.Request, a answerOf) { a.set("links", "%s", itself(r, 1)) }, total: items, requests: 4},
		"next points to another list": {
			change: func(_ *http.Request, a answerOf) {
				a.set("links", `{"pages":{"next":"https://api.digitalocean.com/v2/images?page=2"}}`)
			},
			total: items, requests: 3,
		},
		"next points to another host": {
			change: func(_ *http.Request, a answerOf) {
				a["links"] = bytes.ReplaceAll(a["links"], []byte("api.digitalocean.com"), []byte("evil.example.com"))
				delete(a, "meta")
			},
			requests: 3,
		},
		"a total too high":     {change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":402}`) }, total: 402, requests: 8},
		"a total far too high": {change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":1000}`) }, total: 1000, requests: 10},
		"a total too low":      {change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":3}`) }, total: 3, requests: 6},
		"a total below 0":      {change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":-1}`) }, total: -1, requests: 6},
		"a total that grows too far": {
			change: func(r *http.Request, a answerOf) {
				if pageOf(r) == 3 {
					a.set("meta", `{"total":999}`)
				}
			}, total: 999, requests: 8,
		},
		"three totals, and no links": {
			change: func(r *http.Request, a answerOf) {
				a.set("meta", `{"total":%d}`, map[int]int{1: 201, 2: 401, 3: 300}[pageOf(r)])
				delete(a, "links")
			}, total: 201, requests: 6,
		},
		"a first total too low, and no links": {
			change: func(r *http.Request, a answerOf) {
				if pageOf(r) == 1 {
					a.set("meta", `{"total":400}`)
				}
				delete(a, "links")
			}, total: 400, requests: 6,
		},
		"empty pages after the first": {
			change: func(r *http.Request, a answerOf) {
				if pageOf(r) > 1 {
					a.empty()
				}
			}, requests: 9, words: "page 2 is empty, but there is more after it or a link led to more on it",
		},
		"nothing but a total": {
			change: func(_ *http.Request, a answerOf) { a.empty(); delete(a, "links") }, requests: 3, words: "the API counts 401 and delivered 0",
		},
		"a relative link and no meta": {
			pageCap: 20, change: func(r *http.Request, a answerOf) {
				if pageOf(r) < 21 {
					a.set("links", `{"pages":{"next":"?page=%d"}}`, pageOf(r)+1)
				}
				delete(a, "meta")
			}, requests: 21,
		},
		"links to another list and no meta": {
			pageCap: 20, change: func(_ *http.Request, a answerOf) {
				a.set("links", `{"pages":{"next":"https://api.digitalocean.com/v2/images?page=2"}}`)
				delete(a, "meta")
			}, requests: 22,
		},
		"a total beyond all pages": {
			change: func(_ *http.Request, a answerOf) { a.set("meta", `{"total":9223372036854775807}`) }, requests: 1, words: "the API counts 9223372036854775807 items, more than the 400000 that are read of a list",
		},
		"an empty middle page": {
			change: func(r *http.Request, a answerOf) {
				if pageOf(r) == 2 {
					a.empty()
				}
			}, requests: 12, words: "page 2 is empty, but there is more after it",
		},
		"an empty middle page without meta": {
			change: func(r *http.Request, a answerOf) {
				if pageOf(r) == 2 {
					a.empty()
				}
				delete(a, "meta")
			},
			requests: 9, words: "page 2 is empty, but there is more after it",
		},
		"pages without end": {
			change:   func(r *http.Request, a answerOf) { a.empty(); a.set("links", "%s", itself(r, 1)); delete(a, "meta") },
			requests: 2000, words: "does not end within 2000 pages",
		},
	}
	for list, want := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				api := account(items)
				api.PageCap = test.pageCap
				transport := changing(api, func(r *http.Request, a answerOf) {
					if r.URL.Host != "api.example.com" {
						t.Errorf("a request went to %s", r.URL.Host)
					}
					if test.change != nil {
						test.change(r, a)
					}
				})
				ids, total, err := want.read(t.Context(), newClient(transport))
				if n := transport.requests.Load(); n != int64(test.requests) {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
				if test.words != "" {
					if err == nil || !strings.Contains(err.Error(), test.words) {
						t.Fatalf("error %v, want one with %q", err, test.words)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				expectWhole(t, ids, items)
				if got := fmt.Sprint(deref(total)); got != fmt.Sprint(test.total) {
					t.Errorf("total %s, want %d", got, test.total)
				}
			})
		}
	}
}

// What no list has twice is told, cut short and without the token, wherever in an answer it stands.
func TestRepeated(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, words string }{
		"an ID":                {`{"backups":[{"id":1},{"id":1}]}`, `"1" came twice`},
		"a key":                {`{"policies":{"foo":{},"foo":{}}}`, `"foo" came twice`},
		"an empty key":         {`{"policies":{"":{"droplet_id":1},"":{"droplet_id":2}},"meta":{"total":2}}`, `"" came twice`},
		"a long key":           {`{"policies":{"` + strings.Repeat("k", 1<<20) + `":{},"` + strings.Repeat("k", 1<<20) + `":{}}}`, "kkk…"},
		"a key with the token": {`{"policies":{"` + testToken + `":{},"` + testToken + `":{}}}`, `"[token]" came twice`},
		"a list":               {`{"backups":[{"id":1,"name":"a"}],"backups":[{"id":1}],"meta":{"total":1}}`, `"1" came twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := "backups"
			if strings.Contains(test.body, "policies") {
				list = "policies"
			}
			_, _, err := lists[list].read(t.Context(), newClient(&network{answer: with(http.StatusOK, nil, test.body)}))
			if err == nil || !strings.Contains(err.Error(), test.words) {
				t.Fatalf("error %.500v, want one with %q", err, test.words)
			}
			if strings.Contains(err.Error(), testToken) || len(err.Error()) > 500 {
				t.Errorf("%d characters of an error, with the token: %v", len(err.Error()), strings.Contains(err.Error(), testToken))
			}
		})
	}
}

// A list ends somewhere, however large its pages are.
func TestPagesOfAnySize(t *testing.T) {
	t.Parallel()
	const most, onAPage = 400_000, 150_000
	transport := &network{answer: func(r *http.Request) (*http.Response, error) {
		return with(http.StatusOK, nil, `{"backups":[`+strings.Repeat("{},", onAPage-1)+`{}],"links":`+itself(r, 1)+`}`)(r)
	}}
	_, _, err := lists["backups"].read(t.Context(), newClient(transport))
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("does not end within 2000 pages and %d items", most)) {
		t.Errorf("error %v", err)
	}
	if n := transport.requests.Load(); n != most/onAPage+1 {
		t.Errorf("%d requests, want %d", n, most/onAPage+1)
	}
}

// changing serves an API whose answers are changed on their way.
func changing(api http.Handler, change func(*http.Request, answerOf)) *network {
	return &network{answer: func(r *http.Request) (*http.Response, error) {
		response, err := handled(api, r)
		if err != nil {
			return nil, err
		}
		var answer answerOf
		if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
			return nil, err
		}
		change(r, answer)
		text, err := json.Marshal(answer)
		if err != nil {
			return nil, err
		}
		return with(http.StatusOK, nil, string(text))(r)
	}}
}

// A list that changes between the first page and the others comes out as it was at one moment, or not at all.
func TestListingInFlux(t *testing.T) {
	t.Parallel()
	remove := func(api *fakeapi.API) { // the first item; those after it move up
		api.Backups[dropletID] = api.Backups[dropletID][1:]
		api.Policies = api.Policies[1:]
	}
	add := func(api *fakeapi.API) { // an item before the first; the others move down
		first := api.Policies[0].DropletID - 1
		api.Backups[dropletID] = append([]fakeapi.Backup{{ID: first}}, api.Backups[dropletID]...)
		api.Policies = append([]fakeapi.Policy{{DropletID: first}}, api.Policies...)
	}
	swap := func(api *fakeapi.API) { // an item of the first page with one of the last
		backups, policies := api.Backups[dropletID], api.Policies
		last := len(policies) - 1
		backups[0], backups[last] = backups[last], backups[0]
		policies[0], policies[last] = policies[last], policies[0]
	}
	tests := map[string]struct {
		change func(*fakeapi.API)
		times  int64
		words  string
	}{
		"an item goes":        {remove, 1, ""},
		"two items go":        {remove, 2, ""},
		"an item comes":       {add, 1, ""},
		"items change places": {swap, 1, ""},
		"items always go":     {remove, 99, "the total changed from"},
		"items always come":   {add, 99, "came twice"},
		"items always swap":   {swap, 99, "came twice"},
	}
	for list, want := range lists {
		for name, test := range tests {
			t.Run(list+", "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					api := account(500)
					var changes atomic.Int64
					transport := &network{answer: func(r *http.Request) (*http.Response, error) {
						response, err := handled(api, r)
						if pageOf(r) == 1 && changes.Add(1) <= test.times {
							test.change(api)
						}
						return response, err
					}}
					ids, _, err := want.read(readContext(t), newClient(transport))
					if test.words != "" {
						if err == nil || !strings.Contains(err.Error(), test.words) {
							t.Fatalf("error %v, want one with %q", err, test.words)
						}
						if n := transport.requests.Load(); n > 12 {
							t.Errorf("%d requests for three passes of three pages and one more", n)
						}
						return
					}
					if err != nil {
						t.Fatal(err)
					}
					expected := map[int64]bool{}
					for _, policy := range api.Policies {
						expected[policy.DropletID] = true
					}
					if len(ids) != len(expected) {
						t.Errorf("%d items, want %d", len(ids), len(expected))
					}
					for _, id := range ids {
						if !expected[id] {
							t.Errorf("%d is in the list twice, or no longer", id)
						}
						delete(expected, id)
					}
				})
			})
		}
	}
}

// All that read through one client share one bound.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := account(10_000)
		var now, most atomic.Int64
		client := newClient(&network{answer: func(r *http.Request) (*http.Response, error) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer now.Add(-1)
			time.Sleep(150 * time.Millisecond)
			return handled(api, r)
		}})
		started := time.Now()
		if _, err := client.Policies(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took, want := time.Since(started), 5*150*time.Millisecond; took > want {
			t.Errorf("50 pages took %s, want no more than 5 round trips", took)
		}
		done := make(chan error)
		for range 20 {
			go func() {
				_, err := client.Backups(t.Context(), dropletID)
				done <- err
			}()
		}
		for range 20 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if most.Load() != 16 {
			t.Errorf("%d requests at once, want 16", most.Load())
		}
	})
}
