package digitalocean_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// A whole read of one page of 200 items that is in memory.
func BenchmarkPage(b *testing.B) {
	fleet := fakeapi.Fleet(testToken, 200, time.Now())
	for i := range 200 {
		fleet.Backups[dropletID] = append(fleet.Backups[dropletID], fleet.Backups[fakeapi.FirstDropletID+int64(i/10*10)][0])
		fleet.Backups[dropletID][i].ID = int64(i + 1)
	}
	for _, name := range []string{"policies", "backups"} {
		list := lists[name]
		b.Run("list="+name, func(b *testing.B) {
			client := newClient(inMemory(fleet, 0))
			b.ReportAllocs()
			for b.Loop() {
				if ids, _, err := list.read(b.Context(), client); err != nil || len(ids) != 200 {
					b.Fatal(len(ids), err)
				}
			}
		})
	}
}

// A whole listing of 10,000 policies in 50 pages: the client's way, and four requests at a time.
func BenchmarkListing(b *testing.B) {
	const items = 10_000
	for _, latency := range []time.Duration{50 * time.Millisecond, 150 * time.Millisecond} {
		transport := inMemory(fakeapi.Fleet(testToken, items, time.Now()), latency)
		for _, way := range []struct {
			name string
			read func(context.Context) (items int, err error)
		}{
			{"client", func(ctx context.Context) (int, error) {
				listing, err := newClient(transport).Policies(ctx)
				return len(listing.Items), err
			}},
			{"four", func(ctx context.Context) (int, error) { return fourAtATime(ctx, transport) }},
		} {
			b.Run(fmt.Sprintf("latency=%s/way=%s", latency, way.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if got, err := way.read(b.Context()); err != nil || got != items {
						b.Fatal(got, err)
					}
				}
			})
		}
	}
}

// fourAtATime is a common way to bound a listing, kept to compare with: page 1 tells how many pages there are, and the
// rest come four at a time.
func fourAtATime(ctx context.Context, transport http.RoundTripper) (items int, err error) {
	type page struct {
		Policies map[string]fakeapi.Policy `json:"policies"`
		Meta     struct {
			Total int `json:"total"`
		} `json:"meta"`
	}
	get := func(ctx context.Context, number int) (page page, err error) {
		url := fmt.Sprintf("https://api.example.com/v2/droplets/backups/policies?page=%d&per_page=200", number)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return page, err
		}
		req.Header.Set("Authorization", "Bearer "+testToken)
		resp, err := (&http.Client{Transport: transport}).Do(req)
		if err != nil {
			return page, err
		}
		return page, json.NewDecoder(resp.Body).Decode(&page)
	}

	first, err := get(ctx, 1)
	if err != nil {
		return 0, err
	}
	pages := make([]page, (first.Meta.Total+199)/200)
	pages[0] = first
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i := 1; i < len(pages); i++ {
		group.Go(func() (err error) {
			pages[i], err = get(ctx, i+1)
			return err
		})
	}
	err = group.Wait()
	for _, page := range pages {
		items += len(page.Policies)
	}
	return items, err
}

// inMemory answers after the latency with what the API says. It lets the API encode each answer once, so that its work is
// not measured with the client's.
func inMemory(api http.Handler, latency time.Duration) http.RoundTripper {
	var answers sync.Map
	return &network{answer: func(r *http.Request) (*http.Response, error) {
		body, ok := answers.Load(r.URL.RequestURI())
		if !ok {
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, r)
			body, _ = answers.LoadOrStore(r.URL.RequestURI(), recorder.Body.Bytes())
		}
		time.Sleep(latency)
		recorder := httptest.NewRecorder()
		_, _ = recorder.Write(body.([]byte)) //nolint:forcetypeassert // no other is stored
		response := recorder.Result()
		response.Request = r
		return response, nil
	}}
}
