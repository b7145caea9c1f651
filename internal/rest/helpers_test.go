package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	testToken   = "dop_v1_a-token-that-must-not-leak"
	readTimeout = 10 * time.Minute
)

// reply is what the network returns for one request. Its zero value is a response with status 200 and the body {}.
type reply struct {
	latency time.Duration
	err     error // instead of a response
	status  int
	header  http.Header
	body    string
	reader  io.Reader // instead of body
	stalls  bool      // after the body, or instead of the response if latency is longer than the attempt
}

// network replaces the network, and records when it gets which request.
type network struct {
	respond func(number int, r *http.Request) reply

	mu       sync.Mutex
	started  time.Time
	sent     []time.Duration // since the first request
	paths    []string
	inFlight int
	highest  int // number of requests in flight
}

// inTurn returns a network that sends one reply after the other, and then repeats the last.
func inTurn(replies ...reply) *network {
	return &network{respond: func(number int, _ *http.Request) reply { return replies[min(number, len(replies))-1] }}
}

// serve returns a network that passes each request to a handler.
func serve(handler http.Handler, latency time.Duration) *network {
	return &network{respond: func(_ int, r *http.Request) reply {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		return reply{latency: latency, status: recorder.Code, header: recorder.Header(), body: recorder.Body.String()}
	}}
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	n.mu.Lock()
	if len(n.sent) == 0 {
		n.started = time.Now()
	}
	n.sent = append(n.sent, time.Since(n.started))
	n.paths = append(n.paths, r.URL.Path)
	number := len(n.sent)
	n.inFlight++
	n.highest = max(n.highest, n.inFlight)
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		n.inFlight--
		n.mu.Unlock()
	}()
	reply := n.respond(number, r)
	select {
	case <-time.After(reply.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if reply.err != nil {
		return nil, reply.err
	}
	return reply.response(r), nil
}

// sentAt returns how many requests were sent at a time since the first one.
func (n *network) sentAt(at time.Duration) int {
	count := 0
	for _, sent := range n.sent {
		if sent == at {
			count++
		}
	}
	return count
}

func (p reply) response(r *http.Request) *http.Response {
	resp := &http.Response{StatusCode: p.status, Header: p.header.Clone(), Request: r, ProtoMajor: 1, ProtoMinor: 1}
	body := p.reader
	if resp.StatusCode == 0 {
		resp.StatusCode = http.StatusOK
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	switch {
	case body == nil && p.body == "" && p.status == 0:
		body = strings.NewReader("{}")
	case body == nil:
		body = strings.NewReader(p.body)
	}
	if p.stalls {
		body = io.MultiReader(body, stalledReader{r.Context()})
	}
	resp.Body = io.NopCloser(body)
	return resp
}

// stalledReader blocks until its context ends.
type stalledReader struct{ ctx context.Context }

func (s stalledReader) Read([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

// pipeTransport returns the transport of a Client, with connections in memory that a function serves and closes.
func pipeTransport(serveConn func(net.Conn)) *http.Transport {
	transport := rest.NewTransport()
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go serveConn(server)
		return client, nil
	}
	transport.DialTLSContext = transport.DialContext // plain HTTP, also for https
	return transport
}

// headers returns headers from names and values in turn.
func headers(namesAndValues ...string) http.Header {
	header := http.Header{}
	for i := 0; i < len(namesAndValues); i += 2 {
		header.Add(namesAndValues[i], namesAndValues[i+1])
	}
	return header
}

// rateLimit returns the headers of the hourly limit.
func rateLimit(remaining int, reset time.Duration) http.Header {
	return headers("Ratelimit-Remaining", strconv.Itoa(remaining), "Ratelimit-Reset", strconv.FormatInt(time.Now().Add(reset).Unix(), 10))
}

func retryAfter(status int, value string) reply {
	return reply{status: status, header: headers("Retry-After", value)}
}

// inBubble runs a subtest with a fake clock, in parallel with others.
func inBubble(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, test)
	})
}

func newClient(transport http.RoundTripper, options ...func(*rest.Config)) *rest.Client {
	config := rest.Config{
		Endpoint:     &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:        testToken,
		UserAgent:    "test/1.0",
		RetryMax:     4,
		RetryWaitMin: time.Second,
		RetryWaitMax: 30 * time.Second,
		Debug:        discard,
		Info:         discard,
		Transport:    transport,
	}
	for _, option := range options {
		option(&config)
	}
	return rest.New(config)
}

// fixedWaits makes the backoff a certain time.
func fixedWaits(wait time.Duration) func(*rest.Config) {
	return func(c *rest.Config) { c.RetryWaitMin, c.RetryWaitMax = wait, wait }
}

func discard(context.Context, string, ...map[string]any) {}

// logTo writes the records of the given level and above to a log, one per line.
func logTo(log io.Writer, level slog.Level) func(*rest.Config) {
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: level}))
	write := func(level slog.Level) rest.Log {
		return func(ctx context.Context, message string, fields ...map[string]any) {
			var attrs []slog.Attr
			for name, value := range fields[0] {
				attrs = append(attrs, slog.Any(name, value))
			}
			logger.LogAttrs(ctx, level, message, attrs...)
		}
	}
	return func(c *rest.Config) { c.Debug, c.Info = write(slog.LevelDebug), write(slog.LevelInfo) }
}

func decodeObject(body []byte) error { return json.Unmarshal(body, &map[string]any{}) }

// get sends a request and returns its error.
func get(ctx context.Context, client *rest.Client) *rest.Error {
	return getPath(ctx, client, "/v2/droplets")
}

func getPath(ctx context.Context, client *rest.Client, path string) *rest.Error {
	err := client.Get(ctx, path, nil, decodeObject)
	if err == nil {
		return nil
	}
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || failure == nil {
		panic("an error of Get is not an *Error")
	}
	return failure
}

// getWithin is get with a deadline.
func getWithin(t *testing.T, timeout time.Duration, client *rest.Client) *rest.Error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	return get(ctx, client)
}

// getAll sends a number of requests at once, each of which must succeed within the read timeout.
func getAll(t *testing.T, client *rest.Client, requests int) {
	t.Helper()
	var reads sync.WaitGroup
	for range requests {
		reads.Go(func() {
			if err := getWithin(t, readTimeout, client); err != nil {
				t.Error(err)
			}
		})
	}
	reads.Wait()
}

// isCause reports whether there is an error that was caused by another one.
func isCause(err *rest.Error, cause error) bool { return err != nil && errors.Is(err, cause) }
