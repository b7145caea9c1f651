package digitalocean_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

const (
	testToken   = "dop_v1_a-token-that-must-not-leak"
	dropletID   = 3164444
	readTimeout = 10 * time.Minute
)

type respondFunc func(*http.Request) (*http.Response, error)

// network replaces the network, which a synctest bubble cannot wait for.
type network struct {
	requests atomic.Int64
	respond  respondFunc
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	n.requests.Add(1)
	return n.respond(r)
}

// serve returns a network that passes each request to a handler.
func serve(api http.Handler) *network {
	return &network{respond: func(r *http.Request) (*http.Response, error) { return serveInMemory(api, r) }}
}

// serveInMemory returns the response of a handler.
func serveInMemory(api http.Handler, r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	resp := recorder.Result()
	resp.Request = r
	return resp, nil
}

// respondWith returns a function that responds with a status, headers and a body.
func respondWith(code int, header map[string]string, body string) respondFunc {
	return func(r *http.Request) (*http.Response, error) {
		return serveInMemory(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", "request-7")
			for name, value := range header {
				w.Header().Set(name, value)
			}
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}), r)
	}
}

func newClient(transport http.RoundTripper, options ...func(*digitalocean.Config)) *digitalocean.Client {
	config := digitalocean.Config{
		Endpoint:     &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:        testToken,
		UserAgent:    "test",
		RetryMax:     4,
		RetryWaitMin: time.Second,
		RetryWaitMax: 30 * time.Second,
		Logger:       slog.New(slog.DiscardHandler),
		Transport:    transport,
	}
	for _, option := range options {
		option(&config)
	}
	return digitalocean.New(config)
}

func readContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), readTimeout)
	t.Cleanup(cancel)
	return ctx
}
