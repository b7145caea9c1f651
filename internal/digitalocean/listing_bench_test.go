package digitalocean_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// BenchmarkPage reads a list of one page: requesting, decoding and checking 200 items.
func BenchmarkPage(b *testing.B) {
	for name := range lists {
		b.Run("list="+name, func(b *testing.B) { benchmarkList(b, name, 200, 0) })
	}
}

// BenchmarkListing reads a list of 50 pages. The metric four-ratio compares it with reading page 1 and then the others four
// at a time, which takes at least 14 times the latency.
func BenchmarkListing(b *testing.B) {
	for _, latency := range []time.Duration{50 * time.Millisecond, 150 * time.Millisecond} {
		b.Run(fmt.Sprintf("latency=%s", latency), func(b *testing.B) {
			benchmarkList(b, "policies", 10_000, latency)
			perListing := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(perListing.Seconds()/(14*latency).Seconds(), "four-ratio")
		})
	}
}

func benchmarkList(b *testing.B, name string, items int, latency time.Duration) {
	client := newClient(cachedResponses(newAccount(items), latency))
	b.ReportAllocs()
	for b.Loop() {
		if ids, _, err := lists[name].read(b.Context(), client); err != nil || len(ids) != items {
			b.Fatal(len(ids), err)
		}
	}
}

// cachedResponses calls the API once for each URL, so that the benchmarks do not measure it.
func cachedResponses(api http.Handler, latency time.Duration) *network {
	var bodies sync.Map
	cached := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies.Load(r.URL.RequestURI())
		if !ok {
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, r)
			body, _ = bodies.LoadOrStore(r.URL.RequestURI(), recorder.Body.Bytes())
		}
		_, _ = w.Write(body.([]byte)) //nolint:forcetypeassert // bodies has no other values
	})
	return &network{respond: func(r *http.Request) (*http.Response, error) {
		time.Sleep(latency)
		return serveInMemory(cached, r)
	}}
}
