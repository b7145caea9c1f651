package digitalocean_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// wire is a real network in which a proxy spoils connections until so many requests were made.
type wire struct {
	*http.Transport
	proxy    *toxiproxy.Proxy
	spoils   int64 // requests; a negative number: all
	requests atomic.Int64
}

func newWire(t *testing.T, api http.Handler, toxic string, spoils int64) *wire {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "api", "127.0.0.1:0", server.Listener.Addr().String())
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
		t.Fatal(err)
	}
	w := &wire{Transport: &http.Transport{}, proxy: proxy, spoils: spoils}
	t.Cleanup(w.CloseIdleConnections)
	return w
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.requests.Add(1) == w.spoils+1 {
		if err := w.proxy.Toxics.RemoveToxic(r.Context(), "toxic"); err != nil {
			return nil, err
		}
		w.CloseIdleConnections()
	}
	return w.Transport.RoundTrip(r)
}

// Faults on a real wire are survived when they pass, and told when they do not.
func TestWire(t *testing.T) {
	t.Parallel()
	const items = 401
	tests := map[string]struct {
		toxic  string
		breaks bool // the connection, rather than slowing it down
	}{
		"reset":             {`"type":"reset_peer","attributes":{"timeout":0}`, true},
		"closed, no answer": {`"type":"timeout","attributes":{"timeout":20}`, true},
		"cut off":           {`"type":"limit_data","attributes":{"bytes":700}`, true},
		"latency":           {`"type":"latency","attributes":{"latency":50,"jitter":20}`, false},
		"slow close":        {`"type":"slow_close","attributes":{"delay":100}`, false},
		"narrow":            {`"type":"bandwidth","attributes":{"rate":200}`, false},
		"in small pieces":   {`"type":"slicer","attributes":{"average_size":500,"size_variation":100,"delay":10}`, false},
	}
	for list, want := range lists {
		for name, test := range tests {
			for _, spoils := range []int64{2, -1} {
				t.Run(fmt.Sprintf("%s, %s, %d", list, name, spoils), func(t *testing.T) {
					t.Parallel()
					w := newWire(t, account(items), `{"name":"toxic",`+test.toxic+`}`, spoils)
					client := newClient(w, func(c *digitalocean.Config) {
						c.Endpoint = &url.URL{Scheme: "http", Host: w.proxy.Listen}
						c.RetryWaitMin, c.RetryWaitMax = time.Millisecond, 10*time.Millisecond
					})
					ids, _, err := want.read(readContext(t), client)
					switch {
					case test.breaks && spoils < 0:
						if err == nil || !strings.Contains(err.Error(), "(attempt 5)") || len(ids) > 0 {
							t.Fatalf("%d items, error %v", len(ids), err)
						}
					case err != nil:
						t.Fatal(err)
					default:
						expectWhole(t, ids, items)
					}
				})
			}
		}
	}
}
