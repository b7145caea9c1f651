package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// proxyError is a proxy's refusal to connect to the API.
type proxyError struct{ status int }

func (e *proxyError) Error() string {
	return strings.TrimRight(fmt.Sprintf("the proxy responded %d %s", e.status, http.StatusText(e.status)), " ")
}

// newTransport returns the standard library's transport with room for all concurrent requests. It notices a dead HTTP/2
// connection, which otherwise every retry would use again, within half of attemptTimeout.
func newTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own value
	transport.MaxIdleConnsPerHost = MaxConcurrent
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 8 * time.Second, PingTimeout: 5 * time.Second}
	transport.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return &proxyError{status: resp.StatusCode}
		}
		return nil
	}
	return transport
}

// checkRedirect refuses a redirect that would send the token to another host, port or scheme.
func checkRedirect(req *http.Request, via []*http.Request) error {
	const maxRedirects = 3
	first := via[0]
	switch {
	case !sameOrigin(req.URL, first.URL):
		return fmt.Errorf("refusing to follow a redirect to %s://%s: it would send the token to another host, port or scheme",
			req.URL.Scheme, req.URL.Host)
	case len(via) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	req.URL.Host = first.URL.Host // in lower case, as baseURL explains
	// The standard library compares host names case-sensitively, and drops the token if the case differs.
	req.Header.Set("Authorization", first.Header.Get("Authorization")) //nolint:gosec // the origin is the same
	return nil
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

// port returns the port of an http or https URL, also where it is implied.
func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}
