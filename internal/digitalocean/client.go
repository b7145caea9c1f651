// Package digitalocean is a small client for the read operations of the Droplet backup API. It returns complete lists, or
// an error that says what was inconsistent. It does not depend on Terraform.
package digitalocean

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Config configures a Client. The caller has validated it: Endpoint is absolute, Token can be sent in a header, no number
// is negative, and RetryWaitMax is at least RetryWaitMin.
type Config struct {
	Endpoint     *url.URL
	Token        string
	UserAgent    string
	RetryMax     uint
	RetryWaitMin time.Duration
	RetryWaitMax time.Duration
	// RequestsPerSecond limits the rate in addition to the API's own limits; 0 means no limit.
	RequestsPerSecond float64
	// Logger gets a DEBUG record for each attempt, and an INFO record for each wait and for each list that is read again.
	Logger *slog.Logger
	// Transport replaces the network in tests; nil means the network.
	Transport http.RoundTripper
}

// Client reads the API. It is safe for concurrent use: all goroutines share one concurrency limit and one rate limit.
type Client struct {
	config         Config
	sanitizedToken string // the token as it appears in a text after plainText
	http           *http.Client
	gate           *gate
}

// New returns a Client. It sends nothing.
func New(config Config) *Client {
	config.Endpoint = config.Endpoint.JoinPath("/") // JoinPath would drop the first slash of paths after a bare host
	// The standard library bypasses a proxy for "localhost" only if it is in lower case.
	config.Endpoint.Host = strings.ToLower(config.Endpoint.Host)
	if config.Transport == nil {
		config.Transport = newTransport()
	}
	limit := rate.Inf
	if config.RequestsPerSecond > 0 {
		limit = rate.Limit(config.RequestsPerSecond)
	}
	return &Client{
		config:         config,
		sanitizedToken: plainText(config.Token),
		http:           &http.Client{Transport: config.Transport, CheckRedirect: checkRedirect},
		gate:           newGate(rate.NewLimiter(limit, 1), config.Logger),
	}
}
