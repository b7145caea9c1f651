// Package rest sends GET requests to an HTTP API and hands the bodies of the responses to a decoder. It retries transient failures, keeps
// to rate limits, and sends the token to no other host. It knows neither Terraform nor the objects and lists of the API.
package rest

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
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
	// Logger gets a DEBUG record for each attempt, and an INFO record for each wait.
	Logger *slog.Logger
	// Transport replaces the network in tests; nil means the network.
	Transport http.RoundTripper
}

// Client sends requests. It is safe for concurrent use: all goroutines share one concurrency limit and one rate limit.
type Client struct {
	config         Config
	sanitizedToken string // the token as it appears in a text after plainText
	http           *http.Client
	gate           *gate
	// confirmed is set once the endpoint has returned what a decoder accepts, so that it is the endpoint of the API.
	confirmed atomic.Bool
}

// New returns a Client. It sends nothing.
func New(config Config) *Client {
	config.Endpoint = baseURL(config.Endpoint)
	if config.Transport == nil {
		config.Transport = newTransport()
	}
	return &Client{
		config:         config,
		sanitizedToken: plainText(config.Token),
		http:           &http.Client{Transport: config.Transport, CheckRedirect: checkRedirect},
		gate:           newGate(config),
	}
}

// baseURL returns the endpoint in the form that requests need.
func baseURL(endpoint *url.URL) *url.URL {
	base := endpoint.JoinPath("/") // JoinPath would drop the first slash of paths after a bare host
	// The standard library bypasses a proxy for "localhost" only if it is in lower case.
	base.Host = strings.ToLower(base.Host)
	return base
}

// Get requests a path such as /v2/droplets and passes the body of the response to decode. An error of decode means that the API
// returned something that it does not document: Get does not retry it, unless it is a *json.SyntaxError. Every error of Get is an *Error.
func (c *Client) Get(ctx context.Context, path string, query url.Values, decode func(body []byte) error) error {
	target := c.config.Endpoint.JoinPath(path)
	target.RawQuery = query.Encode()
	err := c.send(ctx, request{url: target.String(), path: WithQuery(path, query), decode: decode})
	if err != nil {
		return err // not a nil *Error in a non-nil error
	}
	c.confirmed.Store(true)
	return nil
}

// Unexpected returns an error of the kind Unexpected, for a fault that only several responses together show.
func (c *Client) Unexpected(path string, query url.Values, detail string) error {
	return &Error{
		Kind: Unexpected, Endpoint: c.config.Endpoint.String(), Path: WithQuery(path, query), StatusCode: http.StatusOK,
		Message: c.Sanitize(detail),
	}
}

// WithQuery returns a path with its query, as it appears in errors and logs.
func WithQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
