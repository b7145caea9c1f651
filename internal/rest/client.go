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
	// Debug gets a record for each attempt, and Info one for each wait.
	Debug, Info Log
	// Transport replaces the network in tests; nil means the network.
	Transport http.RoundTripper
}

// Client sends requests. It is safe for concurrent use: all goroutines share one concurrency limit and one rate limit.
type Client struct{ retrier *retrier }

// New returns a Client. It sends nothing.
func New(config Config) *Client {
	transport := cmp.Or[http.RoundTripper](config.Transport, newTransport())
	waits := backoff{min: config.RetryWaitMin, max: config.RetryWaitMax}
	return &Client{&retrier{
		sender: sender{
			http:      &http.Client{Transport: transport, CheckRedirect: checkRedirect},
			endpoint:  baseURL(config.Endpoint),
			token:     config.Token,
			userAgent: config.UserAgent,
		},
		gate:       newGate(config.RequestsPerSecond, waits, config.Info),
		maxRetries: config.RetryMax,
		backoff:    waits,
		debug:      config.Debug,
		info:       config.Info,
	}}
}

// baseURL returns the endpoint in the form that requests need: without a final slash, because the path is appended to it.
func baseURL(endpoint *url.URL) string {
	base := url.URL{Scheme: endpoint.Scheme, Path: endpoint.Path, RawPath: endpoint.RawPath}
	// The standard library bypasses a proxy for "localhost" only if it is in lower case.
	base.Host = strings.ToLower(endpoint.Host)
	return strings.TrimRight(base.String(), "/")
}

// Get requests a path such as /v2/droplets and passes the body of the response to decode. An error of decode means that the API
// returned something that it does not document: Get does not retry it, unless it is a *json.SyntaxError. Every error of Get is an *Error.
func (c *Client) Get(ctx context.Context, path string, query url.Values, decode func(body []byte) error) error {
	return c.retrier.send(ctx, WithQuery(path, query), decode)
}

// Unexpected returns an error of the kind Unexpected, for a fault that only several responses together show.
func (c *Client) Unexpected(path string, query url.Values, detail string) error {
	return c.retrier.newError(WithQuery(path, query), response{status: http.StatusOK}, Error{Kind: Unexpected, Message: detail})
}

// WithQuery returns a path with its query, as it appears in errors and logs.
func WithQuery(path string, query url.Values) string {
	return (&url.URL{Path: path, RawQuery: query.Encode()}).String()
}

// Sanitize makes a text from the network safe to print: plain text without the token, cut to 300 characters.
func (c *Client) Sanitize(text string) string { return c.retrier.sanitize(text) }

// Info writes a record to the log of Config.Info.
func (c *Client) Info(ctx context.Context, message string, fields map[string]any) {
	c.retrier.info(ctx, message, fields)
}
