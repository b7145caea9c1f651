package digitalocean_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	testToken = "dop_v1_a-token-that-must-not-leak"
	dropletID = 3164444
)

// network responds to requests for a path with its query, such as /v2/droplets?type=gpus, and for a page, which is 0 for an operation
// without pages.
type network struct {
	respond func(path string, page int) (statusCode int, body string)

	mu    sync.Mutex
	pages []int // that were requested
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	page, _ := strconv.Atoi(query.Get("page"))
	if r.URL.Host != "api.example.com" || page > 0 && query.Get("per_page") != "200" {
		return nil, fmt.Errorf("unexpected request for %s", r.URL)
	}
	query.Del("page")
	query.Del("per_page")
	n.mu.Lock()
	n.pages = append(n.pages, page)
	n.mu.Unlock()
	code, body := n.respond(rest.WithQuery(r.URL.Path, query), page)
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (n *network) requests() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.pages)
}

// newClient returns a client that makes one attempt per request.
func newClient(transport http.RoundTripper) *digitalocean.Client {
	return newClientWithLog(transport, discard)
}

func newClientWithLog(transport http.RoundTripper, info rest.Log) *digitalocean.Client {
	return digitalocean.New(rest.Config{
		Endpoint:  &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:     testToken,
		Debug:     discard,
		Info:      info,
		Transport: transport,
	})
}

func discard(context.Context, string, ...map[string]any) {}

// respondWith returns a client that gets the same body for every request.
func respondWith(body string) *digitalocean.Client {
	return newClient(&network{respond: func(string, int) (int, string) { return http.StatusOK, body }})
}

// listKind is one of the two kinds of lists: an array or an object.
type listKind struct {
	path         string
	format, item string // of the member with the items, and of an item
	read         func(context.Context, *digitalocean.Client) (ids []int, total *int64, err error)
}

var listKinds = map[string]listKind{
	"array": {
		"/v2/droplets/3164444/backups", `"backups":[%s]`, `{"id":%d}`,
		func(ctx context.Context, c *digitalocean.Client) (ids []int, _ *int64, err error) {
			list, err := c.Backups(ctx, dropletID)
			for _, backup := range list.Items {
				ids = append(ids, int(*backup.ID))
			}
			return ids, list.Total, err
		},
	},
	"object": {
		"/v2/droplets/backups/policies", `"policies":{%s}`, `"%[1]d":{"droplet_id":%[1]d}`,
		func(ctx context.Context, c *digitalocean.Client) (ids []int, _ *int64, err error) {
			list, err := c.Policies(ctx)
			for _, policy := range list.Items {
				ids = append(ids, int(*policy.DropletID))
			}
			return ids, list.Total, err
		},
	},
}

// forEachKind runs a test for both kinds of lists.
func forEachKind(t *testing.T, test func(t *testing.T, kind listKind)) {
	t.Helper()
	for name, kind := range listKinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, kind)
		})
	}
}

// response is a page of a list. Meta and links are JSON, or empty if the response has none.
type response struct {
	page, count int // the number of the page, and how often it was requested before
	status      int // if not 200, the response is an error
	ids         []int
	meta, links string
}

type changeFunc func(*response)

func noMeta(r *response) { r.meta = "" }

func noLinks(r *response) { r.links = "" }

// with sets the meta and the links of all responses, where %d is the number of the next page.
func with(meta, links string) changeFunc {
	return func(r *response) { r.meta, r.links = meta, strings.ReplaceAll(links, "%d", strconv.Itoa(r.page+1)) }
}

// withTotal sets the total of all responses.
func withTotal(total int) changeFunc {
	return func(r *response) { r.meta = fmt.Sprintf(`{"total":%d}`, total) }
}

func serverError(r *response) { r.status = http.StatusInternalServerError }

// onPage changes one page.
func onPage(number int, change changeFunc) changeFunc {
	return func(r *response) {
		if r.page == number {
			change(r)
		}
	}
}

// allOf makes several changes.
func allOf(changes ...changeFunc) changeFunc {
	return func(r *response) {
		for _, change := range changes {
			change(r)
		}
	}
}

// truncate removes all but n items.
func truncate(n int) changeFunc {
	return func(r *response) { r.ids = r.ids[:min(n, len(r.ids))] }
}

// pagedList serves a list in pages as the API does.
type pagedList struct {
	kind listKind
	ids  []int
	size int // of the pages; 0 means 200
	// before, if not nil, is called before each response, with the number of the page and how often it was requested before.
	before func(page, count int)
	change changeFunc // of each response; nil means none

	mu     sync.Mutex
	counts map[int]int
}

// newList returns a list with the IDs 1 to n.
func newList(kind listKind, n int) *pagedList {
	l := &pagedList{kind: kind, counts: map[int]int{}}
	for id := range n {
		l.ids = append(l.ids, id+1)
	}
	return l
}

func (l *pagedList) respond(path string, page int) (statusCode int, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if path != l.kind.path {
		return http.StatusNotFound, `{"id":"not_found","message":"Not found."}`
	}
	count := l.counts[page]
	l.counts[page]++
	if l.before != nil {
		l.before(page, count)
	}
	size := cmp.Or(l.size, 200)
	total := len(l.ids)
	ids := l.ids[min((page-1)*size, total):min(page*size, total)]
	r := response{page: page, count: count, status: http.StatusOK, ids: ids, meta: fmt.Sprintf(`{"total":%d}`, total), links: `{}`}
	if last := (total + size - 1) / size; page < last {
		r.links = fmt.Sprintf(`{"pages":{"next":%q,"last":%q}}`, l.link(page+1), l.link(last))
	} else if page > 1 {
		r.links = fmt.Sprintf(`{"pages":{"first":%q,"prev":%q}}`, l.link(1), l.link(page-1))
	}
	if l.change != nil {
		l.change(&r)
	}
	if r.status != http.StatusOK {
		return r.status, `{"id":"error","message":"Explanation."}`
	}
	return http.StatusOK, l.kind.encode(r)
}

func (l *pagedList) link(page int) string {
	return fmt.Sprintf("https://api.digitalocean.com%s?page=%d&per_page=200", l.kind.path, page)
}

// encode returns the JSON of a response.
func (k listKind) encode(r response) string {
	items := make([]string, len(r.ids))
	for i, id := range r.ids {
		items[i] = fmt.Sprintf(k.item, id)
	}
	body := fmt.Sprintf(k.format, strings.Join(items, ","))
	if r.meta != "" {
		body += `,"meta":` + r.meta
	}
	if r.links != "" {
		body += `,"links":` + r.links
	}
	return "{" + body + "}"
}

// requireIDs fails unless ids are the wanted ones, each once, in any order.
func requireIDs(t *testing.T, ids, want []int) {
	t.Helper()
	ids, want = slices.Sorted(slices.Values(ids)), slices.Sorted(slices.Values(want))
	if slices.Equal(ids, want) {
		return
	}
	for _, id := range want {
		if !slices.Contains(ids, id) {
			t.Fatalf("%d items, want %d: item %d is lost", len(ids), len(want), id)
		}
	}
	t.Fatalf("%d items, want %d", len(ids), len(want))
}

// requireIncomplete fails unless err is an IncompleteError, and there are no items.
func requireIncomplete(t *testing.T, ids []int, err error, wantChanged bool) {
	t.Helper()
	incomplete, ok := errors.AsType[*digitalocean.IncompleteError](err)
	if !ok || len(ids) > 0 || incomplete.Changed != wantChanged {
		t.Fatalf("%d items, error %v, want an IncompleteError with Changed %v", len(ids), err, wantChanged)
	}
}

// listTest is a list that is always the same. It may have unusual or wrong responses.
type listTest struct {
	items, size int // 0 means 401 items in pages of 200
	change      changeFunc
	requests    int  // of a complete list
	noTotal     bool // a complete list has no total
}

// complete runs tests of lists that are complete.
func complete(t *testing.T, tests map[string]listTest) {
	t.Helper()
	forEachTest(t, tests, func(t *testing.T, test listTest, ids, want []int, total *int64, requests int, err error) {
		if err != nil {
			t.Fatal(err)
		}
		requireIDs(t, ids, want)
		if test.noTotal != (total == nil) || total != nil && *total != int64(len(want)) {
			t.Errorf("total %v", total)
		}
		if requests != test.requests {
			t.Errorf("%d requests, want %d", requests, test.requests)
		}
	})
}

// incomplete runs tests of lists that are inconsistent, although they do not change.
func incomplete(t *testing.T, tests map[string]listTest) {
	t.Helper()
	forEachTest(t, tests, func(t *testing.T, _ listTest, ids, _ []int, _ *int64, requests int, err error) {
		requireIncomplete(t, ids, err, false)
		if requests > 3*6 {
			t.Errorf("%d requests, want at most three passes", requests)
		}
	})
}

func forEachTest(
	t *testing.T, tests map[string]listTest,
	check func(t *testing.T, test listTest, ids, want []int, total *int64, requests int, err error),
) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEachKind(t, func(t *testing.T, kind listKind) {
				l := newList(kind, cmp.Or(test.items, 401))
				l.size, l.change = test.size, test.change
				network := &network{respond: l.respond}
				ids, total, err := kind.read(t.Context(), newClient(network))
				check(t, test, ids, l.ids, total, network.requests(), err)
			})
		})
	}
}
