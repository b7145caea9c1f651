package digitalocean_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

func TestListRequests(t *testing.T) {
	t.Parallel()
	forEachKind(t, func(t *testing.T, kind listKind) {
		for items, want := range map[int]int{0: 1, 1: 1, 199: 1, 200: 1, 201: 3, 400: 3, 401: 5, 600: 5, 10_000: 52} {
			l := newList(kind, items)
			network := &network{respond: l.respond}
			ids, total, err := kind.read(t.Context(), newClient(network))
			if err != nil || total == nil || *total != int64(items) {
				t.Fatalf("%d items: total %v, error %v", items, total, err)
			}
			requireIDs(t, ids, l.ids)
			if strings.Contains(kind.format, "[") && !slices.Equal(ids, l.ids) {
				t.Errorf("%d items: not in the API's order", items)
			}
			if got := network.requests(); got != want || digitalocean.ListRequests(items) != want {
				t.Errorf("%d items: %d requests, ListRequests returns %d, want %d", items, got, digitalocean.ListRequests(items), want)
			}
		}
	})
}

// TestChangedLists changes a list of three pages during the read. A list that stops changing is read again, and complete.
func TestChangedLists(t *testing.T) {
	t.Parallel()
	deleteID := func(l *pagedList, id int) {
		l.ids = slices.DeleteFunc(slices.Clone(l.ids), func(other int) bool { return other == id })
	}
	appendID := func(l *pagedList) { l.ids = append(slices.Clone(l.ids), 1000+l.ids[len(l.ids)-1]) }
	insertID := func(l *pagedList) { l.ids = append([]int{1000 + l.ids[0]}, l.ids...) }
	tests := map[string]struct {
		page, count int // the change is before this request
		change      func(*pagedList)
		forever     bool
	}{
		// The last page has to be read before the pages in between: here, ID 401 moves to page 2, and the last page remains the same.
		"deletion and insertion after page 2":       {page: 1, count: 1, change: func(l *pagedList) { deleteID(l, 250); appendID(l) }},
		"deletion and insertion before page 2":      {page: 2, change: func(l *pagedList) { deleteID(l, 1); appendID(l) }},
		"deletion and insertion before page 3":      {page: 3, change: func(l *pagedList) { deleteID(l, 250); appendID(l) }},
		"deletion on page 1":                        {page: 2, change: func(l *pagedList) { deleteID(l, 1) }},
		"deletion on page 3":                        {page: 2, change: func(l *pagedList) { deleteID(l, 450) }},
		"insertion in front":                        {page: 2, change: insertID},
		"insertion in front, deletion on page 3":    {page: 2, change: func(l *pagedList) { insertID(l); deleteID(l, 450) }},
		"insertion in front, deletion on last read": {page: 3, count: 1, change: func(l *pagedList) { insertID(l); deleteID(l, 450) }},
		"replacement at the end":                    {page: 1, count: 1, change: func(l *pagedList) { deleteID(l, 450); appendID(l) }},
		"permanent deletion":                        {change: func(l *pagedList) { deleteID(l, l.ids[0]) }, forever: true},
		"permanent insertion":                       {change: insertID, forever: true},
		"permanent replacement":                     {change: func(l *pagedList) { appendID(l); deleteID(l, l.ids[0]) }, forever: true},
	}
	for name, test := range tests {
		for meta, change := range map[string]changeFunc{"by total": nil, "page by page": noMeta} {
			t.Run(name+", "+meta, func(t *testing.T) {
				t.Parallel()
				l := newList(listKinds["object"], 450)
				l.change = change
				network := &network{respond: l.respond}
				removed := map[int]bool{}
				l.before = func(page, count int) {
					if test.forever || page == test.page && count == test.count {
						before := l.ids
						test.change(l)
						for _, id := range before {
							removed[id] = removed[id] || !slices.Contains(l.ids, id)
						}
					}
				}
				ids, _, err := l.kind.read(t.Context(), newClient(network))
				if test.forever {
					requireIncomplete(t, ids, err, true)
					if n := network.requests(); n > 3*6 {
						t.Errorf("%d requests, want at most three passes", n)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				for id := range 450 {
					if !removed[id+1] && !slices.Contains(ids, id+1) {
						t.Errorf("item %d is lost", id+1)
					}
				}
			})
		}
	}
}

// TestDeletionBeforeTheEnd deletes an item before the page after the last one is read, which is empty afterwards although the total is
// too low.
func TestDeletionBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for items, lastPage := range map[int]int{201: 1, 401: 2, 601: 3} {
		for _, deleted := range []int{1, items - 1} {
			l := newList(listKinds["array"], items)
			l.before = func(page, count int) {
				if page == lastPage+1 && count == 0 {
					l.ids = slices.Delete(slices.Clone(l.ids), deleted-1, deleted)
				}
			}
			l.change = func(r *response) { allOf(withTotal(min(len(l.ids), lastPage*200)), noLinks)(r) }
			ids, _, err := l.kind.read(t.Context(), newClient(&network{respond: l.respond}))
			if err != nil {
				t.Fatal(err)
			}
			requireIDs(t, ids, l.ids)
		}
	}
}

// TestPasses checks how often an inconsistent list is read, and when its error says that it changed.
func TestPasses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		totals      []int // that the passes report instead of 401
		complete    bool
		wantChanged bool
	}{
		"the third pass is consistent": {totals: []int{402, 403, 401}, complete: true},
		"always the same":              {totals: []int{402, 402, 402, 401}},
		"different in the end":         {totals: []int{402, 402, 403, 401}, wantChanged: true},
		"different at first":           {totals: []int{402, 403, 403, 401}, wantChanged: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pass := -1
			l := newList(listKinds["array"], 401)
			l.change = func(r *response) {
				if r.page == 1 && (pass < 0 || test.totals[pass] != 401) {
					pass++
				}
				withTotal(test.totals[pass])(r)
			}
			records := 0
			client := newClientWithLog(&network{respond: l.respond}, func(context.Context, string, ...map[string]any) { records++ })
			ids, _, err := l.kind.read(t.Context(), client)
			if test.complete {
				if err != nil || len(ids) != 401 {
					t.Errorf("%d items, error %v", len(ids), err)
				}
			} else {
				requireIncomplete(t, ids, err, test.wantChanged)
			}
			if want := min(pass+1, 3); pass > 2 || records != want && !test.complete {
				t.Errorf("%d passes, want at most 3, and a record of each that is inconsistent, not %d", pass+1, records)
			}
		})
	}
}

// TestPermanentFaults checks that a page that cannot be read ends the whole read at once.
func TestPermanentFaults(t *testing.T) {
	t.Parallel()
	for code, kind := range map[int]rest.Kind{http.StatusInternalServerError: rest.Unavailable, http.StatusNotFound: rest.NotFound} {
		for faultyPage := 1; faultyPage <= 3; faultyPage++ {
			for faultyCount := range 2 {
				for meta, change := range map[string]changeFunc{"by total": allOf(), "page by page": noMeta} {
					t.Run(fmt.Sprintf("%d on page %d, reading %d, %s", code, faultyPage, faultyCount+1, meta), func(t *testing.T) {
						t.Parallel()
						forEachKind(t, func(t *testing.T, listKind listKind) {
							l := newList(listKind, 401)
							l.change = func(r *response) {
								change(r)
								if r.page == faultyPage && r.count == faultyCount {
									r.status = code
								}
							}
							network := &network{respond: l.respond}
							ids, _, err := listKind.read(t.Context(), newClient(network))
							if meta == "by total" && faultyPage == 2 && faultyCount == 1 { // page 2 is read once
								requireIDs(t, ids, l.ids)
								return
							}
							apiErr, ok := errors.AsType[*rest.Error](err)
							if !ok || apiErr.Kind != kind || len(ids) > 0 {
								t.Errorf("%d items, error %v", len(ids), err)
							}
							if n := network.requests(); n > 6 {
								t.Errorf("%d requests", n)
							}
						})
					})
				}
			}
		}
	}
}

// TestFaultAfterTheLastPage checks that the end of the list is not assumed if the page after it cannot be read.
func TestFaultAfterTheLastPage(t *testing.T) {
	t.Parallel()
	l := newList(listKinds["array"], 400)
	l.change = allOf(noLinks, onPage(3, serverError))
	ids, _, err := l.kind.read(t.Context(), newClient(&network{respond: l.respond}))
	if _, ok := errors.AsType[*rest.Error](err); !ok || len(ids) > 0 {
		t.Errorf("%d items, error %v", len(ids), err)
	}
}

// TestItemIDs checks lists whose items cannot be told apart.
func TestItemIDs(t *testing.T) {
	t.Parallel()
	const firstOfTwo = `,"links":{"pages":{"next":"?page=2"}}}`
	tests := map[string]struct {
		bodies   [2]string // of the pages
		complete bool
	}{
		"one page without IDs": {[2]string{`{"backups":[{"name":"a"},{}],"links":{},"meta":{"total":2}}`}, true},
		"two pages without IDs, by total": {[2]string{
			`{"backups":[{}],"meta":{"total":2}` + firstOfTwo, `{"backups":[{}],"links":{"pages":{}},"meta":{"total":2}}`,
		}, false},
		"two pages without IDs, page by page": {[2]string{`{"backups":[{}]` + firstOfTwo, `{"backups":[{}],"links":{"pages":{}}}`}, false},
		"the last item without an ID": {[2]string{
			`{"backups":[{"id":1}],"meta":{"total":2}` + firstOfTwo, `{"backups":[{}],"links":{"pages":{}},"meta":{"total":2}}`,
		}, false},
		"duplicate on one page":     {[2]string{`{"backups":[{"id":1},{"id":2},{"id":1}],"links":{},"meta":{"total":3}}`}, false},
		"duplicate without total":   {[2]string{`{"backups":[{"id":1},{"id":1}]}`}, false},
		"duplicate key":             {[2]string{`{"policies":{"x":{},"x":{}},"links":{},"meta":{"total":2}}`, `{"policies":{}}`}, false},
		"keys that are not numbers": {[2]string{`{"policies":{"foo":{},"bar":{}},"links":{},"meta":{"total":2}}`}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(&network{respond: func(_ string, page int) (int, string) { return http.StatusOK, test.bodies[page-1] }})
			var n int
			var err error
			if strings.Contains(test.bodies[0], "policies") {
				var list digitalocean.List[digitalocean.Policy]
				list, err = client.Policies(t.Context())
				n = len(list.Items)
			} else {
				var list digitalocean.List[digitalocean.Backup]
				list, err = client.Backups(t.Context(), dropletID)
				n = len(list.Items)
			}
			if test.complete && (err != nil || n != 2) {
				t.Errorf("%d items, error %v", n, err)
			}
			if !test.complete {
				requireIncomplete(t, make([]int, n), err, false)
			}
		})
	}
}

// TestErrorTexts checks that an error names the list, and that a key of the API in it is short and without the token.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	key := testToken + strings.Repeat("k", 1<<20)
	body := fmt.Sprintf(`{"policies":{%q:{}},"links":{"pages":{"next":"?page=2"}},"meta":{"total":2}}`, key)
	_, err := respondWith(body).Policies(t.Context())
	if err == nil || !strings.Contains(err.Error(), "GET /v2/droplets/backups/policies: ") ||
		strings.Contains(err.Error(), testToken) || len(err.Error()) > 500 {
		t.Errorf("error %.1000v", err)
	}
	_, err = respondWith(`{"droplets":[],"links":{},"meta":{"total":3}}`).GPUDroplets(t.Context())
	if err == nil || !strings.Contains(err.Error(), "GET /v2/droplets?type=gpus: ") {
		t.Errorf("error %v", err)
	}
	for want, change := range map[string]changeFunc{
		"page 2 has 199 instead of 200 items":  onPage(2, truncate(199)),
		"page 3 has 1 instead of 2 items":      withTotal(402),
		"page 2 has a total of 402":            onPage(2, withTotal(402)),
		"page 2 links":                         onPage(2, with("", `{"pages":{"next":"?page=4"}}`)),
		"page 4 is empty":                      with("", `{"pages":{"next":"?page=%d"}}`),
		"401 items but reports a total of 402": allOf(onPage(1, noMeta), onPage(3, withTotal(402))),
	} {
		l := newList(listKinds["array"], 401)
		l.change = change
		_, _, err := l.kind.read(t.Context(), newClient(&network{respond: l.respond}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// history is a list that changes at random while it is read: items are inserted at one end and deleted anywhere.
type history struct {
	*pagedList
	seed    uint64
	random  *rand.Rand
	changes int  // number of responses before which the list may change
	atFront bool // where items are inserted
	deleted map[int]bool
}

// newHistory returns the history for a seed. Each total is wrong by excess.
func newHistory(seed uint64, items, size, excess int, hasTotal, hasLinks bool) *history {
	random := rand.New(rand.NewPCG(seed, 0))
	h := &history{
		pagedList: newList(listKinds["array"], items), seed: seed, random: random,
		changes: random.IntN(10), atFront: random.IntN(2) == 0, deleted: map[int]bool{},
	}
	h.size = size
	h.before = func(_, _ int) {
		if h.changes--; h.changes >= 0 {
			h.mutate()
		}
	}
	h.change = func(r *response) { withTotal(len(h.ids) + excess)(r) }
	if !hasTotal {
		h.change = noMeta
	}
	if !hasLinks {
		h.change = allOf(h.change, noLinks)
	}
	return h
}

// mutate inserts or deletes an item, or often both, so that the total remains the same.
func (h *history) mutate() {
	kind := h.random.IntN(8)
	if (kind == 0 || kind > 4) && len(h.ids) > 0 {
		i := h.random.IntN(len(h.ids))
		h.deleted[h.ids[i]] = true
		h.ids = slices.Delete(slices.Clone(h.ids), i, i+1)
	}
	if kind == 1 || kind > 4 {
		i := len(h.ids)
		if h.atFront {
			i = 0
		}
		h.ids = slices.Insert(slices.Clone(h.ids), i, 1_000_000+h.changes)
	}
}

// check reads the list. It fails unless that returns an error, or each item that existed all the time, and none twice.
func (h *history) check(t *testing.T) (complete bool) {
	t.Helper()
	initial := slices.Clone(h.ids)
	// The order of concurrent requests depends on nothing but the seed.
	network := &network{respond: func(path string, page int) (int, string) {
		time.Sleep(time.Duration(rand.New(rand.NewPCG(h.seed, uint64(page))).Uint32()))
		return h.respond(path, page)
	}}
	ids, total, err := h.kind.read(t.Context(), newClient(network))
	if err != nil {
		if _, ok := errors.AsType[*digitalocean.IncompleteError](err); !ok || len(ids) > 0 {
			t.Fatalf("seed %d: %d items, error %v", h.seed, len(ids), err)
		}
		return false
	}
	returned := map[int]bool{}
	for _, id := range ids {
		returned[id] = true
	}
	if len(returned) != len(ids) || total != nil && int(*total) != len(ids) {
		t.Fatalf("seed %d: %d items, but %d IDs", h.seed, len(ids), len(returned))
	}
	for _, id := range initial {
		if !returned[id] && !h.deleted[id] {
			t.Fatalf("seed %d: item %d of %d is lost", h.seed, id, len(initial))
		}
	}
	return true
}

// TestHistories checks random histories. FuzzPages tries more of them.
func TestHistories(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		histories, maxSize int
		hasTotal, hasLinks bool
	}{
		"total and links":      {1000, 3, true, true},
		"total":                {600, 3, true, false},
		"links":                {400, 3, false, true},
		"total and full pages": {10, 200, true, false},
		"full pages":           {10, 200, false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				complete := 0
				for seed := range uint64(test.histories) {
					random := rand.New(rand.NewPCG(seed, 1))
					size := test.maxSize
					if size < 200 {
						size = 1 + random.IntN(size)
					}
					if newHistory(seed, random.IntN(5*size), size, 0, test.hasTotal, test.hasLinks).check(t) {
						complete++
					}
				}
				if complete < test.histories/2 {
					t.Errorf("only %d of %d lists are complete, although each stops changing", complete, test.histories)
				}
			})
		})
	}
}

// FuzzPages checks a history of a list in pages of any size, with any total, and with or without links.
func FuzzPages(f *testing.F) {
	f.Add(uint64(1), uint16(401), uint8(200), int16(0), true, true)
	f.Add(uint64(2), uint16(401), uint8(7), int16(0), false, true)
	f.Add(uint64(3), uint16(3), uint8(1), int16(2), true, true)
	f.Add(uint64(4), uint16(500), uint8(150), int16(-20), true, false)
	f.Fuzz(func(t *testing.T, seed uint64, items uint16, size uint8, excess int16, hasTotal, hasLinks bool) {
		pageSize := int(size%200) + 1
		if !hasLinks && (!hasTotal || excess != 0) {
			pageSize = 200 // nothing shows that there is more after a shorter page
		}
		synctest.Test(t, func(t *testing.T) {
			newHistory(seed, int(items%1000), pageSize, int(excess), hasTotal, hasLinks).check(t)
		})
	})
}

// BenchmarkPage reads a list of one page: requesting, decoding and checking 200 items.
func BenchmarkPage(b *testing.B) {
	benchmarkPolicies(b, 200, 0)
}

// BenchmarkListing reads a list of 50 pages. The metric four-ratio compares it with reading page 1 and then the others four at a time,
// which takes at least 14 times the latency.
func BenchmarkListing(b *testing.B) {
	for _, latency := range []time.Duration{50 * time.Millisecond, 150 * time.Millisecond} {
		b.Run(fmt.Sprintf("latency=%s", latency), func(b *testing.B) {
			benchmarkPolicies(b, 10_000, latency)
			perListing := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(perListing.Seconds()/(14*latency).Seconds(), "four-ratio")
		})
	}
}

// BenchmarkAccount reads 10,000 policies without latency.
func BenchmarkAccount(b *testing.B) {
	b.Run("read=policies", func(b *testing.B) { benchmarkPolicies(b, 10_000, 0) })
}

// benchmarkPolicies benchmarks the list of policies of a fleet. Its responses are recorded before, so that the API is not measured.
func benchmarkPolicies(b *testing.B, droplets int, latency time.Duration) {
	b.Helper()
	api := fakeapi.Fleet(testToken, droplets, time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	var bodies []string
	for page := range (droplets + 199) / 200 {
		request := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/v2/droplets/backups/policies?page=%d&per_page=200", page+1), nil)
		request.Header.Set("Authorization", "Bearer "+testToken)
		recorder := httptest.NewRecorder()
		api.ServeHTTP(recorder, request)
		bodies = append(bodies, recorder.Body.String())
	}
	client := newClient(&network{respond: func(_ string, page int) (int, string) {
		time.Sleep(latency)
		return http.StatusOK, bodies[page-1]
	}})
	b.ReportAllocs()
	for b.Loop() {
		if list, err := client.Policies(b.Context()); err != nil || len(list.Items) != droplets {
			b.Fatalf("%d policies, error %v", len(list.Items), err)
		}
	}
}
