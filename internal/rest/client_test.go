package rest_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// TestURL checks where a request is sent.
func TestURL(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		endpoint string
		query    url.Values
		want     string
	}{
		"host":                     {"https://api.example.com", nil, "https://api.example.com/v2/droplets"},
		"host and slash":           {"https://api.example.com/", nil, "https://api.example.com/v2/droplets"},
		"base path":                {"https://api.example.com/proxy/do", nil, "https://api.example.com/proxy/do/v2/droplets"},
		"base path and slash":      {"https://api.example.com/proxy/do/", nil, "https://api.example.com/proxy/do/v2/droplets"},
		"host in upper case":       {"http://LOCALHOST:8080", nil, "http://localhost:8080/v2/droplets"},
		"query":                    {"http://[::1]:80", url.Values{"b": {"1"}, "a": {"&"}}, "http://[::1]:80/v2/droplets?a=%26&b=1"},
		"base path with an escape": {"https://api.example.com/a%2Fb", nil, "https://api.example.com/a%2Fb/v2/droplets"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &network{respond: func(_ int, r *http.Request) reply {
				if r.URL.String() != test.want {
					t.Errorf("the request went to %s, want %s", r.URL, test.want)
				}
				return reply{}
			}}
			endpoint, err := url.Parse(test.endpoint)
			if err != nil {
				t.Fatal(err)
			}
			client := newClient(api, func(c *rest.Config) { c.Endpoint = endpoint })
			if err := client.Get(t.Context(), "/v2/droplets", test.query, decodeObject); err != nil || len(api.sent) != 1 {
				t.Error(err)
			}
			if endpoint.String() != test.endpoint {
				t.Errorf("New changed the endpoint of the caller to %s", endpoint)
			}
		})
	}
}

// TestDecode checks that the decoder gets the body, and that its error is returned without a retry.
func TestDecode(t *testing.T) {
	t.Parallel()
	var got string
	wantErr := errors.New("no list of " + testToken)
	err := newClient(inTurn(reply{body: ` {"a":1}`})).Get(t.Context(), "/v2/droplets", nil, func(body []byte) error {
		got += string(body)
		return wantErr
	})
	failure, _ := errors.AsType[*rest.Error](err)
	if got != ` {"a":1}` || !errors.Is(err, wantErr) {
		t.Errorf("the decoder got %q, Get returned %v", got, err)
	}
	if failure.Kind != rest.Unexpected || failure.StatusCode != 200 || failure.Attempts != 1 || failure.Message != "no list of [token]" {
		t.Errorf("error %+v", failure)
	}
}

func TestUnexpected(t *testing.T) {
	t.Parallel()
	err := newClient(inTurn(reply{})).Unexpected("/v2/images", url.Values{"page": {"2"}}, "duplicate "+testToken)
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || failure.Kind != rest.Unexpected || failure.Endpoint != "https://api.example.com" {
		t.Errorf("got %+v", failure)
	}
	if got, want := err.Error(), "GET /v2/images?page=2: 200 OK: duplicate [token]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWithQuery(t *testing.T) {
	t.Parallel()
	if got := rest.WithQuery("/v2/x", nil); got != "/v2/x" {
		t.Error(got)
	}
	if got := rest.WithQuery("/v2/x", url.Values{"page": {"1"}}); got != "/v2/x?page=1" {
		t.Error(got)
	}
}

// TestNew checks that a client sends nothing before its first request.
func TestNew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := inTurn(reply{})
		newClient(api)
		time.Sleep(time.Hour)
		if len(api.sent) != 0 {
			t.Errorf("%d requests", len(api.sent))
		}
	})
}
