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
	return fmt.Sprintf("the proxy responded %d %s", e.status, http.StatusText(e.status))
}

// newTransport returns the standard library's transport with room for all concurrent requests. It notices a dead HTTP/2
// connection within half of attemptTimeout; otherwise, every retry would use it again.
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

// checkRedirect follows redirects within one origin, so that the token is sent nowhere else. Any other redirect becomes the response.
func checkRedirect(req *http.Request, via []*http.Request) error {
	const maxRedirects = 3
	first := via[0]
	if origin(req.URL) != origin(first.URL) || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	req.URL.Host = first.URL.Host // in lower case, as baseURL explains
	// The standard library has already removed the token if the case of the host differed.
	req.Header = first.Header.Clone() //nolint:gosec // the origin is the same
	return nil
}

// origin returns the scheme, host and port of a URL, without a port that the scheme implies.
func origin(u *url.URL) string {
	impliedPort := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), impliedPort)
}
