// Package rest sends GET requests to an HTTP API and hands the bodies of the responses to a decoder. It retries transient failures, keeps
// to rate limits, and sends the token to no other host. It knows neither Terraform nor the objects and lists of the API.
package rest

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
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
	// Debug gets a record for each attempt, and Info one for each wait. Both are required.
	Debug, Info Log
	// Transport replaces the network in tests; nil means the network.
	Transport http.RoundTripper
}

// Client sends requests. It is safe for concurrent use: all goroutines share one concurrency limit and one rate limit.
type Client struct {
	config   Config
	endpoint string // without a final slash
	http     *http.Client
	gate     *gate
	backoff  backoff // between the attempts of a request
}

// New returns a Client. It sends nothing.
func New(config Config) *Client {
	waits := backoff{min: config.RetryWaitMin, max: config.RetryWaitMax}
	return &Client{
		config:   config,
		endpoint: baseURL(config.Endpoint),
		http:     &http.Client{Transport: cmp.Or[http.RoundTripper](config.Transport, newTransport()), CheckRedirect: checkRedirect},
		gate:     newGate(config.RequestsPerSecond, waits, config.Info),
		backoff:  waits,
	}
}

// baseURL returns the endpoint in the form that requests need: without a final slash, because the path is appended to it.
func baseURL(endpoint *url.URL) string {
	base := url.URL{Scheme: endpoint.Scheme, Path: endpoint.Path, RawPath: endpoint.RawPath}
	// The standard library bypasses a proxy for "localhost" only if it is in lower case.
	base.Host = strings.ToLower(endpoint.Host)
	return strings.TrimRight(base.String(), "/")
}

// WithQuery returns a path with its query, as it appears in errors and logs.
func WithQuery(path string, query url.Values) string {
	return (&url.URL{Path: path, RawQuery: query.Encode()}).String()
}

// Sanitize makes a text from the network safe to print: plain text without the token, cut to 300 characters.
func (c *Client) Sanitize(text string) string { return sanitize(text, c.config.Token) }

// Info writes a record to the log of Config.Info.
func (c *Client) Info(ctx context.Context, message string, fields map[string]any) {
	c.config.Info(ctx, message, fields)
}
