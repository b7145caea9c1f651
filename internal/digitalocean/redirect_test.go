package digitalocean_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestRedirects checks that redirects within the same origin are followed with the token, however the origin is written.
func TestRedirects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		endpoint, location string
		refused            bool
	}{
		"path":            {"https://api.example.com", "/moved", false},
		"same URL":        {"https://api.example.com", "https://api.example.com/moved", false},
		"upper case":      {"https://api.example.com", "https://API.Example.COM/moved", false},
		"upper endpoint":  {"https://API.EXAMPLE.com", "https://api.example.com/moved", false},
		"implied port":    {"https://api.example.com", "https://api.example.com:443/moved", false},
		"explicit port":   {"https://api.example.com:443", "https://api.example.com/moved", false},
		"loopback":        {"http://LOCALHOST:8080", "http://localhost:8080/moved", false},
		"HTTP port":       {"http://localhost", "http://LOCALHOST:80/moved", false},
		"IPv6":            {"http://[::1]:8080", "http://[::1]:8080/moved", false},
		"other port":      {"https://api.example.com", "https://api.example.com:8443/moved", true},
		"other scheme":    {"https://api.example.com", "http://api.example.com:443/moved", true},
		"subdomain":       {"https://api.example.com", "https://x.api.example.com/moved", true},
		"user info":       {"https://api.example.com", "https://api.example.com@other.example.com/moved", true},
		"other loopback":  {"http://localhost:8080", "http://127.0.0.1:8080/moved", true},
		"scheme-relative": {"https://api.example.com", "//other.example.com/moved", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newAccount(1)
			transport := &network{respond: func(r *http.Request) (*http.Response, error) {
				if r.Header.Get("Authorization") != "Bearer "+testToken {
					t.Errorf("a request to %s has no token", r.URL)
				}
				if r.URL.Host != strings.ToLower(r.URL.Host) { // for it, the standard library would not bypass a proxy
					t.Errorf("a request went to %s", r.URL)
				}
				if r.URL.Path != "/moved" {
					return redirect(307, test.location)(r)
				}
				if test.refused {
					t.Errorf("the redirect to %s was followed", test.location)
				}
				r.URL.Path, r.URL.RawQuery = lists["policies"].path, "page=1"
				return serveInMemory(api, r)
			}}
			client := newClient(transport, func(c *digitalocean.Config) { c.Endpoint, _ = url.Parse(test.endpoint) })
			_, err := client.Policies(t.Context())
			apiErr, _ := errors.AsType[*digitalocean.Error](err)
			if test.refused != (err != nil) || test.refused && !apiErr.Redirect() {
				t.Errorf("error %v, want one: %v", err, test.refused)
			}
		})
	}
}
