// Package digitalocean is a small client for the read side of the Droplet backup API: complete listings,
// or an error that says what did not fit. It knows nothing of Terraform.
package digitalocean

import (
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// Config is all that a Client needs. Its values are valid already: Endpoint is absolute, Token can be sent in a header,
// no number is negative, and RetryWaitMax is at least RetryWaitMin.
type Config struct {
	Endpoint     *url.URL
	Token        string
	UserAgent    string
	RetryMax     uint
	RetryWaitMin time.Duration
	RetryWaitMax time.Duration
	// RequestsPerSecond is a ceiling beside the API's own limits; 0 is none.
	RequestsPerSecond float64
	// Logger gets a DEBUG record for each attempt, and an INFO record for each wait and each listing that starts again.
	Logger *slog.Logger
	// Transport is what tests put in place of the network; nil is the network.
	Transport http.RoundTripper
}

// Client reads the API for any number of goroutines, with one bound and one rate limit for all of them.
type Client struct {
	config Config
	token  string // as it looks in a text that plain has made
	http   *http.Client
	gate   *gate
}

// New makes a Client. It sends nothing.
func New(config Config) *Client {
	config.Endpoint = config.Endpoint.JoinPath("/") // or a bare host gives paths without their first slash
	if config.Transport == nil {
		config.Transport = newTransport()
	}
	ceiling := rate.Inf
	if config.RequestsPerSecond > 0 {
		ceiling = rate.Limit(config.RequestsPerSecond)
	}
	return &Client{
		config: config,
		token:  plain(config.Token),
		http:   &http.Client{Transport: config.Transport, CheckRedirect: sameOrigin},
		gate:   newGate(rate.NewLimiter(ceiling, 1), config.Logger),
	}
}

// newTransport keeps a connection for each request that may be in flight, where the standard library keeps two.
func newTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own value
	transport.MaxIdleConnsPerHost = maxInFlight
	return transport
}
