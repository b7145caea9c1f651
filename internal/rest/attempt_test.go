package rest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	maxBody        = 32 << 20
	maxErrorBody   = 64 << 10
	attemptTimeout = 30 * time.Second
)

// letters is an endless body.
type letters struct{}

var manyLetters = strings.Repeat("x", 64<<10)

func (letters) Read(p []byte) (int, error) { return copy(p, manyLetters), nil }

// TestBody checks the kinds of responses with status 200, and which of them are retried.
func TestBody(t *testing.T) {
	t.Parallel()
	incomplete, unusable, wrong := failure{rest.Connection, 5}, failure{rest.Unexpected, 5}, failure{rest.Unexpected, 1}
	broken := func(err error) reply {
		return reply{reader: io.MultiReader(strings.NewReader("{"), iotest.ErrReader(err))}
	}
	tests := map[string]struct {
		reply reply
		want  failure
	}{
		"truncated":     {broken(io.ErrUnexpectedEOF), incomplete},
		"reset":         {broken(syscall.ECONNRESET), incomplete},
		"stalled":       {reply{stalls: true}, incomplete},
		"empty":         {reply{status: 200}, unusable},
		"blank":         {reply{status: 200, body: " \r\n\t"}, unusable},
		"half":          {reply{body: `{"droplets":[`}, unusable},
		"two values":    {reply{body: `{}{}`}, unusable},
		"HTML":          {reply{body: `<html>Please log in</html>`}, unusable},
		"nested":        {reply{body: strings.Repeat("[", 20_000)}, unusable},
		"other type":    {reply{body: `[]`}, wrong},
		"no connection": {reply{err: io.EOF}, incomplete},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkFailure(t, inTurn(test.reply), test.want)
		})
	}
}

// TestIncompleteBody checks that the status of a response that was cut off is not in its error, but its request ID is.
func TestIncompleteBody(t *testing.T) {
	t.Parallel()
	cutOff := reply{reader: iotest.ErrReader(io.ErrUnexpectedEOF), header: headers("X-Request-Id", "request-7")}
	synctest.Test(t, func(t *testing.T) {
		err := get(t.Context(), newClient(inTurn(cutOff)))
		if err == nil || err.StatusCode != 0 || err.RequestID != "request-7" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error %v", err)
		}
	})
}

// TestMaxBody checks the largest bodies that are read.
func TestMaxBody(t *testing.T) {
	t.Parallel()
	for size, fails := range map[int64]bool{maxBody: false, maxBody + 1: true} {
		got := 0
		client := newClient(inTurn(reply{reader: io.LimitReader(letters{}, size)}))
		err := client.Get(t.Context(), "/v2/droplets", nil, func(body []byte) error { got = len(body); return nil })
		failure, _ := errors.AsType[*rest.Error](err)
		if fails && (failure == nil || failure.Kind != rest.Unexpected || failure.StatusCode != 200 || failure.Attempts != 1) {
			t.Errorf("error of a body of %d bytes: %v", size, err)
		}
		if !fails && (err != nil || got != maxBody) {
			t.Errorf("the decoder got %d of %d bytes, error %v", got, size, err)
		}
	}
	message := func(size int) reply {
		const start, end = `{"id":"x","message":"Explanation."`, `}`
		return reply{status: 422, body: start + strings.Repeat(" ", size-len(start+end)) + end}
	}
	if err := get(t.Context(), newClient(inTurn(message(maxErrorBody)))); err == nil || err.Kind != rest.Rejected {
		t.Errorf("error of an error body of the maximum size: %v", err)
	}
	if err := get(t.Context(), newClient(inTurn(message(maxErrorBody+1)))); err == nil || err.Kind != rest.Unexpected {
		t.Errorf("error of an error body above the maximum size: %v", err)
	}
	checkFailure(t, inTurn(reply{status: 503, reader: letters{}}), failure{rest.Unavailable, 5})
}

// TestAttemptTimeout checks that an attempt ends after 30 s, whether there was no response, or a part of one.
func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		slow, fast reply
		kind       rest.Kind
	}{
		"response":   {reply{latency: attemptTimeout + 1}, reply{latency: attemptTimeout - 1}, rest.Connection},
		"body":       {reply{stalls: true}, reply{}, rest.Connection},
		"error body": {reply{status: 503, stalls: true}, reply{}, rest.Unavailable},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			api := inTurn(test.slow, test.fast)
			client := newClient(api, fixedWaits(time.Second))
			if err := get(t.Context(), client); err != nil || api.sent[1] != attemptTimeout+time.Second {
				t.Errorf("error %v, attempts after %v", err, api.sent)
			}
			err := get(t.Context(), newClient(inTurn(test.slow)))
			if err == nil || err.Kind != test.kind || isCause(err, context.DeadlineExceeded) {
				t.Errorf("error %v, want one of the kind %d that is not a timeout of the read", err, test.kind)
			}
		})
	}
}

// TestCompressedResponses checks that the error of a body that was compressed without having been asked for names the encoding.
func TestCompressedResponses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		encoding, body, want string
	}{
		"declared":             {"br", "\x0b\x00", "compressed (br)"},
		"not declared":         {"", compressedObject(), "compressed (gzip)"},
		"declared otherwise":   {"deflate", compressedObject(), "compressed (deflate)"},
		"not compressed":       {"", "Hello", `Content-Type "text/plain"`},
		"almost like a gzip":   {"", "\x1f\x8a", `Content-Type "text/plain"`},
		"only the start of it": {"", "\x1f", `Content-Type "text/plain"`},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			header := headers("Content-Type", "text/plain")
			if test.encoding != "" {
				header.Set("Content-Encoding", test.encoding)
			}
			err := get(t.Context(), newClient(inTurn(reply{header: header, body: test.body})))
			_, isSyntaxError := errors.AsType[*json.SyntaxError](err)
			if err == nil || err.Kind != rest.Unexpected || !strings.Contains(err.Message, test.want) || !isSyntaxError {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

// TestCompressedErrors checks that the error of a block page does not print compressed data.
func TestCompressedErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"\x0b\x00garbage":              "the response is compressed (br), but the request did not ask for that",
		`{"id":"x","message":"Plain"}`: "Plain",
	} {
		inBubble(t, want, func(t *testing.T) {
			err := get(t.Context(), newClient(inTurn(reply{status: 403, header: headers("Content-Encoding", "br"), body: body})))
			if err == nil || err.Message != want {
				t.Errorf("error %v, want the message %q", err, want)
			}
		})
	}
}

// TestClosedConnections checks over real HTTP connections which responses are complete when the server closes the connection.
func TestClosedConnections(t *testing.T) {
	t.Parallel()
	incomplete := &failure{rest.Connection, 5}
	tests := map[string]struct {
		response string
		want     *failure // nil if the response is complete
	}{
		"no response":           {"", incomplete},
		"in the header":         {"HTTP/1.1 200 OK\r\nContent-", incomplete},
		"in the body":           {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", incomplete},
		"before the last chunk": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", incomplete},
		"in compressed data":    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + compressedObject()[:20], incomplete},
		"in an error":           {"HTTP/1.1 422 \r\nContent-Length: 3\r\n\r\nNo", &failure{rest.Unexpected, 1}},
		"body":                  {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", nil},
		"body without a length": {"HTTP/1.1 200 OK\r\n\r\n{}", nil},
		"compressed body":       {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + compressedObject(), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := pipeTransport(func(conn net.Conn) {
				_, _ = http.ReadRequest(bufio.NewReader(conn))
				_, _ = io.WriteString(conn, test.response)
				_ = conn.Close()
			})
			if test.want != nil {
				checkFailure(t, transport, *test.want)
				return
			}
			if err := get(t.Context(), newClient(transport)); err != nil {
				t.Error(err)
			}
		})
	}
}

// compressedObject returns {} in gzip format.
func compressedObject() string {
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(writer, "{}")
	_ = writer.Close()
	return compressed.String()
}

// TestRequestHeaders checks the headers of a request.
func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	api := &network{respond: func(_ int, r *http.Request) reply {
		for name, want := range map[string]string{
			"Accept": "application/json", "Authorization": "Bearer " + testToken, "Cache-Control": "no-cache", "User-Agent": "test/1.0",
		} {
			if got := r.Header.Values(name); len(got) != 1 || got[0] != want {
				t.Errorf("the header %s is %q, want %q", name, got, want)
			}
		}
		if r.Method != http.MethodGet {
			t.Errorf("the method is %s", r.Method)
		}
		return reply{}
	}}
	if err := get(t.Context(), newClient(api)); err != nil {
		t.Error(err)
	}
}

// TestEndlessResponses checks over a real HTTP connection that no response outlasts the read timeout or an interrupt, and that
// none leaves a goroutine, which synctest would report.
func TestEndlessResponses(t *testing.T) {
	t.Parallel()
	const more = "…" // is repeated until the client closes the connection
	tests := map[string]string{
		"endless header":      "HTTP/1.1 200 OK\r\n…X: y\r\n",
		"endless early hints": "…HTTP/1.1 103 Early Hints\r\n\r\n",
		"endless continue":    "…HTTP/1.1 100 Continue\r\n\r\n",
		"endless spaces":      "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n… ",
		"endless chunks":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n…1\r\n \r\n",
		"endless trailer":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n…X: y\r\n",
		"endless error":       "HTTP/1.1 404 Not Found\r\n\r\n…x",
		"endless redirect":    "HTTP/1.1 302 Found\r\nLocation: /v2/x\r\n\r\n…x",
		"silent redirect":     "HTTP/1.1 302 Found\r\nLocation: /v2/x\r\nContent-Length: 10\r\n\r\n",
		"silence":             "",
		"silent body":         "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
		"silent status 101":   "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
		"endless status 101":  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n…x",
		"silent status 204":   "HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n",
		"silent status 304":   "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
		"silent status 401":   "HTTP/1.1 401 Unauthorized\r\nContent-Length: 10\r\n\r\n",
		"silent status 408":   "HTTP/1.1 408 Request Timeout\r\nContent-Length: 10\r\n\r\n",
		"silent status 500":   "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 10\r\n\r\n",
		"invalid status":      "HTTP/1.1 20 OK\r\n\r\n",
		"garbage":             "garbage",
	}
	for name, response := range tests {
		for _, interrupt := range []bool{false, true} {
			inBubble(t, fmt.Sprintf("%s, interrupt %v", name, interrupt), func(t *testing.T) {
				start, repeat, endless := strings.Cut(response, more)
				transport := pipeTransport(func(conn net.Conn) {
					defer conn.Close() //nolint:errcheck // it is in memory
					if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
						return
					}
					_, err := io.WriteString(conn, start)
					for err == nil && endless {
						_, err = io.WriteString(conn, repeat)
						time.Sleep(time.Second)
					}
					_, _ = io.Copy(io.Discard, conn) // until the client closes the connection
				})
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				limit := time.Minute
				if interrupt {
					limit = 10500 * time.Millisecond
					time.AfterFunc(limit, cancel)
				}
				started := time.Now()
				err := get(ctx, newClient(transport))
				if took := time.Since(started); err == nil || took > limit {
					t.Errorf("error %v after %s, want one after %s or before", err, took, limit)
				}
				transport.CloseIdleConnections()
				time.Sleep(2 * time.Second) // until the server has noticed that the connection is closed
			})
		}
	}
}
