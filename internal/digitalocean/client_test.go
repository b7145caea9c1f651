package digitalocean_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const (
	testToken = "dop_v1_a-token-that-must-not-leak"
	dropletID = 3164444
	readLimit = 10 * time.Minute
)

// network stands in for the network in a synctest bubble, where no real one may be waited for.
type network struct {
	requests atomic.Int64
	answer   func(*http.Request) (*http.Response, error)
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	n.requests.Add(1)
	return n.answer(r)
}

// handled lets a handler answer a request.
func handled(api http.Handler, r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := recorder.Result()
	response.Request = r
	return response, nil
}

func newClient(transport http.RoundTripper, change ...func(*digitalocean.Config)) *digitalocean.Client {
	config := digitalocean.Config{
		Endpoint:     &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:        testToken,
		UserAgent:    "test",
		RetryMax:     4,
		RetryWaitMin: time.Second,
		RetryWaitMax: 30 * time.Second,
		Logger:       slog.New(slog.NewTextHandler(io.Discard, nil)),
		Transport:    transport,
	}
	for _, change := range change {
		change(&config)
	}
	return digitalocean.New(config)
}

// account has the same number of backups and of policies, all unlike each other.
func account(items int) *fakeapi.API {
	api := &fakeapi.API{Token: testToken, Backups: map[int64][]fakeapi.Backup{dropletID: {}}}
	for i := range items {
		id := int64(i + 1)
		api.Backups[dropletID] = append(api.Backups[dropletID], fakeapi.Backup{ID: id, Name: strconv.Itoa(i), Regions: []string{"nyc3"}})
		api.Policies = append(api.Policies, fakeapi.Policy{DropletID: id, BackupEnabled: true, BackupPolicy: &fakeapi.Plan{Plan: "daily", Hour: i % 24}})
	}
	return api
}

// lists are both lists, each brought down to its IDs.
var lists = map[string]struct {
	path string
	name string // of the items in an answer
	read func(context.Context, *digitalocean.Client) (ids []int64, total *int64, err error)
}{
	"backups": {
		"/v2/droplets/3164444/backups", "backups",
		func(ctx context.Context, c *digitalocean.Client) (ids []int64, total *int64, err error) {
			listing, err := c.Backups(ctx, dropletID)
			for _, backup := range listing.Items {
				ids = append(ids, deref(backup.ID))
			}
			return ids, listing.Total, err
		},
	},
	"policies": {
		"/v2/droplets/backups/policies", "policies",
		func(ctx context.Context, c *digitalocean.Client) (ids []int64, total *int64, err error) {
			listing, err := c.Policies(ctx)
			for _, policy := range listing.Items {
				ids = append(ids, deref(policy.DropletID))
			}
			return ids, listing.Total, err
		},
	},
}

// deref takes null for 0.
func deref(number *int64) int64 {
	if number == nil {
		return 0
	}
	return *number
}

// expectWhole fails unless the IDs are 1 to n, each once.
func expectWhole(t *testing.T, ids []int64, n int) {
	t.Helper()
	seen := map[int64]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	for id := range n {
		if !seen[int64(id+1)] {
			t.Fatalf("%d is missing", id+1)
		}
	}
	if len(ids) != n {
		t.Fatalf("%d items, want %d", len(ids), n)
	}
}

func pageOf(r *http.Request) int {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	return page
}

func readContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), readLimit)
	t.Cleanup(cancel)
	return ctx
}
