package digitalocean_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// BenchmarkPage reads a list of one page: requesting, decoding and checking 200 items.
func BenchmarkPage(b *testing.B) {
	// The number of Droplets in the fleet that has 200 of each.
	for name, droplets := range map[string]int{"policies": 200, "Droplets": 210, "images": 36} {
		b.Run("list="+name, func(b *testing.B) { benchmarkRead(b, newFleet(droplets), 0, 200, readList(name)) })
	}
}

// BenchmarkListing reads a list of 50 pages. The metric four-ratio compares it with reading page 1 and then the others four
// at a time, which takes at least 14 times the latency.
func BenchmarkListing(b *testing.B) {
	for _, latency := range []time.Duration{50 * time.Millisecond, 150 * time.Millisecond} {
		b.Run(fmt.Sprintf("latency=%s", latency), func(b *testing.B) {
			benchmarkRead(b, newFleet(10_000), latency, 10_000, readList("policies"))
			perListing := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(perListing.Seconds()/(14*latency).Seconds(), "four-ratio")
		})
	}
}

// BenchmarkAccount reads the policies of an account, and its coverage. It has 10,000 Droplets with seven backups each.
func BenchmarkAccount(b *testing.B) {
	fleet := newFleet(10_000)
	backups := fleet.Backups[fakeapi.FirstDropletID]
	for i, droplet := range fleet.Droplets {
		fleet.Backups[droplet.ID] = nil
		for n, backup := range backups {
			backup.ID = int64(1_000_000 + i*len(backups) + n)
			fleet.Backups[droplet.ID] = append(fleet.Backups[droplet.ID], backup)
		}
	}
	b.Run("read=policies", func(b *testing.B) { benchmarkRead(b, fleet, 0, 10_000, readList("policies")) })
	b.Run("read=coverage", func(b *testing.B) {
		benchmarkRead(b, fleet, 0, 10_000, func(ctx context.Context, c *digitalocean.Client) (int, error) {
			coverage, err := c.Coverage(ctx)
			if err != nil {
				return 0, err
			}
			err = c.AddBackups(ctx, coverage)
			return len(coverage.Droplets), err
		})
	})
}

func newFleet(droplets int) *fakeapi.API {
	return fakeapi.Fleet(testToken, droplets, time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
}

type readFunc func(context.Context, *digitalocean.Client) (items int, err error)

func readList(name string) readFunc {
	return func(ctx context.Context, c *digitalocean.Client) (int, error) {
		ids, _, err := lists[name].read(ctx, c)
		return len(ids), err
	}
}

// benchmarkRead benchmarks a read. Its responses are recorded in a read before, so that the API is not measured.
func benchmarkRead(b *testing.B, api http.Handler, latency time.Duration, items int, read readFunc) {
	var bodies sync.Map
	client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
		time.Sleep(latency)
		body, ok := bodies.Load(r.URL.RequestURI())
		if !ok {
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, r)
			body = recorder.Body.Bytes()
			bodies.Store(r.URL.RequestURI(), body)
		}
		reader := bytes.NewReader(body.([]byte)) //nolint:forcetypeassert // bodies has no other values
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(reader), Request: r}, nil
	}})
	check := func() {
		if n, err := read(b.Context(), client); err != nil || n != items {
			b.Fatalf("%d items, want %d; error %v", n, items, err)
		}
	}
	check()
	b.ReportAllocs()
	for b.Loop() {
		check()
	}
}
