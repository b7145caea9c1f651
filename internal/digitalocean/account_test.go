package digitalocean_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// listTest is one of the client's lists.
type listTest struct {
	path, query, name string
	item              string // JSON of an item, with a verb for its ID
	read              func(context.Context, *digitalocean.Client) (ids []int64, total *int64, err error)
}

// lists are all lists of the client. Every test of pages and of faults runs over all of them.
var lists = map[string]listTest{
	"backups": {
		"/v2/droplets/3164444/backups", "", "backups", `{"id":%d}`,
		func(ctx context.Context, c *digitalocean.Client) ([]int64, *int64, error) {
			listing, err := c.Backups(ctx, dropletID)
			return listedIDs(listing, err, func(b digitalocean.Backup) *digitalocean.Int64 { return b.ID })
		},
	},
	"policies": {
		"/v2/droplets/backups/policies", "", "policies", `"%[1]d":{"droplet_id":%[1]d}`,
		func(ctx context.Context, c *digitalocean.Client) ([]int64, *int64, error) {
			listing, err := c.Policies(ctx)
			return listedIDs(listing, err, func(p digitalocean.Policy) *digitalocean.Int64 { return p.DropletID })
		},
	},
	"Droplets": {
		"/v2/droplets", "", "droplets", `{"id":%d}`,
		func(ctx context.Context, c *digitalocean.Client) ([]int64, *int64, error) {
			listing, err := c.Droplets(ctx)
			return listedIDs(listing, err, func(d digitalocean.Droplet) *digitalocean.Int64 { return d.ID })
		},
	},
	"GPU Droplets": {
		"/v2/droplets", "type=gpus", "droplets", `{"id":%d}`,
		func(ctx context.Context, c *digitalocean.Client) ([]int64, *int64, error) {
			listing, err := c.GPUDroplets(ctx)
			return listedIDs(listing, err, func(d digitalocean.Droplet) *digitalocean.Int64 { return d.ID })
		},
	},
	"images": {
		"/v2/images", "private=true", "images", `{"id":%d}`,
		func(ctx context.Context, c *digitalocean.Client) ([]int64, *int64, error) {
			listing, err := c.Images(ctx)
			return listedIDs(listing, err, func(b digitalocean.Backup) *digitalocean.Int64 { return b.ID })
		},
	},
}

func listedIDs[T any](listing digitalocean.Listing[T], err error, id func(T) *digitalocean.Int64) ([]int64, *int64, error) {
	var ids []int64
	for _, item := range listing.Items {
		if itemID := id(item); itemID != nil {
			ids = append(ids, int64(*itemID))
		}
	}
	return ids, listing.Total, err
}

// body returns the JSON of a list with some items, without a total or links.
func (l listTest) body(ids []int64) map[string]json.RawMessage {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = fmt.Sprintf(l.item, id)
	}
	brackets := "[]"
	if l.name == "policies" {
		brackets = "{}"
	}
	return map[string]json.RawMessage{l.name: json.RawMessage(brackets[:1] + strings.Join(items, ",") + brackets[1:])}
}

// account serves all lists with the same IDs.
type account struct {
	pageCap int // limits the page size below the requested one if not 0
	// rewrite changes the body of a response.
	rewrite func(r *http.Request, body map[string]json.RawMessage)

	mu  sync.Mutex
	ids []int64
}

// newAccount returns an account with the IDs 1 to n, the highest first.
func newAccount(n int) *account {
	a := &account{}
	for id := range n {
		a.ids = append(a.ids, int64(n-id))
	}
	return a
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	number, size := pageOf(r), 20
	if requested, err := strconv.Atoi(query.Get("per_page")); err == nil {
		size = requested
	}
	if a.pageCap > 0 {
		size = min(size, a.pageCap)
	}
	query.Del("page")
	query.Del("per_page")
	for _, list := range lists {
		if list.path != r.URL.Path || list.query != query.Encode() {
			continue
		}
		a.mu.Lock()
		total := len(a.ids)
		ids := slices.Clone(a.ids[min((number-1)*size, total):min(number*size, total)])
		a.mu.Unlock()
		body := list.body(ids)
		setJSON(body, "meta", `{"total":%d}`, total)
		setJSON(body, "links", `{}`)
		if last := (total + size - 1) / size; number < last {
			setJSON(body, "links", `{"pages":{"next":%q,"last":%q}}`, pageLink(r, number+1), pageLink(r, last))
		}
		if a.rewrite != nil {
			a.rewrite(r, body)
		}
		_ = json.NewEncoder(w).Encode(body)
		return
	}
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, `{"id":"not_found","message":"not found"}`)
}

func pageLink(r *http.Request, number int) string {
	return fmt.Sprintf("https://api.digitalocean.com%s?page=%d&per_page=200", r.URL.Path, number)
}

func setJSON(body map[string]json.RawMessage, name, format string, values ...any) {
	body[name] = fmt.Appendf(nil, format, values...)
}

func pageOf(r *http.Request) int {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	return page
}

// requireAllIDs fails unless the IDs are 1 to n, each once.
func requireAllIDs(t *testing.T, ids []int64, n int) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(ids))
	for i := range n {
		if i >= len(sorted) || sorted[i] != int64(i+1) {
			t.Fatalf("the IDs are not 1 to %d: %d IDs, the first that is missing or a duplicate is at %d", n, len(ids), i)
		}
	}
	if len(ids) != n {
		t.Fatalf("%d items, want %d", len(ids), n)
	}
}
