package digitalocean_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// realClient returns a client that uses its own transport and real time.
func realClient(t *testing.T, endpoint string) *digitalocean.Client {
	t.Helper()
	parsed, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return newClient(nil, func(c *digitalocean.Config) {
		c.Endpoint, c.RetryWaitMin, c.RetryWaitMax = parsed, time.Millisecond, 10*time.Millisecond
	})
}

// TestSilentConnection checks that a retry uses a new connection if an HTTP/2 connection is dead but open, as after a failover of
// a load balancer.
func TestSilentConnection(t *testing.T) {
	t.Parallel()
	var requests, http2 atomic.Int64
	api := newAccount(1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if r.ProtoMajor == 2 {
			http2.Add(1)
		}
		api.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	relay := newRelay(t, server.Listener.Addr().String(), copyUnchanged, -1)
	transport := digitalocean.NewTransport()
	transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig //nolint:forcetypeassert // httptest has no other
	client := newClient(transport, func(c *digitalocean.Config) { c.Endpoint = &url.URL{Scheme: "https", Host: relay.Addr().String()} })
	if _, err := client.Policies(readContext(t)); err != nil {
		t.Fatal(err)
	}
	relay.Silence()
	// The timeout is below that of an attempt: without a check of the connection, no retry would be made at all.
	ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
	defer cancel()
	if _, err := client.Policies(ctx); err != nil {
		t.Fatal(err)
	}
	if requests.Load() != 2 || http2.Load() != 2 {
		t.Errorf("%d requests, %d of them by HTTP/2, want 2", requests.Load(), http2.Load())
	}
}

// TestEndlessResponses checks that no response outlasts the read timeout or an interrupt, whatever its status.
func TestEndlessResponses(t *testing.T) {
	t.Parallel()
	const more = "…" // is repeated until the client closes the connection
	tests := map[string]string{
		"endless header":       "HTTP/1.1 200 OK\r\n…X: y\r\n",
		"endless early hints":  "…HTTP/1.1 103 Early Hints\r\n\r\n",
		"endless continue":     "…HTTP/1.1 100 Continue\r\n\r\n",
		"endless spaces":       "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n… ",
		"endless chunks":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n…1\r\n \r\n",
		"endless trailer":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n…X: y\r\n",
		"endless error":        "HTTP/1.1 404 Not Found\r\n\r\n…x",
		"endless redirect":     "HTTP/1.1 302 Found\r\nLocation: /v2/x\r\n\r\n…x",
		"silent redirect":      "HTTP/1.1 302 Found\r\nLocation: /v2/x\r\nContent-Length: 10\r\n\r\n",
		"silence":              "",
		"silent body":          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
		"silent status 101":    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
		"endless status 101":   "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n…x",
		"silent status 204":    "HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n",
		"silent status 205":    "HTTP/1.1 205 Reset Content\r\nContent-Length: 10\r\n\r\n",
		"silent status 304":    "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
		"silent status 401":    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 10\r\n\r\n",
		"silent status 407":    "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 10\r\n\r\n",
		"silent status 408":    "HTTP/1.1 408 Request Timeout\r\nContent-Length: 10\r\n\r\n",
		"silent status 417":    "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 10\r\n\r\n",
		"silent status 421":    "HTTP/1.1 421 Misdirected Request\r\nContent-Length: 10\r\n\r\n",
		"silent status 426":    "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 10\r\n\r\n",
		"silent status 999":    "HTTP/1.1 999 Unknown\r\nContent-Length: 10\r\n\r\n",
		"invalid status":       "HTTP/1.1 20 OK\r\n\r\n",
		"silent after garbage": "garbage",
	}
	for name, response := range tests {
		for _, interrupt := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, interrupt %v", name, interrupt), func(t *testing.T) {
				t.Parallel()
				start, repeat, endless := strings.Cut(response, more)
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				if interrupt {
					ctx, cancel = context.WithCancel(t.Context())
				}
				defer cancel()
				endpoint := serveRaw(t, func(conn net.Conn) {
					if interrupt {
						time.AfterFunc(200*time.Millisecond, cancel)
					}
					_, err := io.WriteString(conn, start)
					for err == nil && endless {
						_, err = io.WriteString(conn, strings.Repeat(repeat, 100))
						time.Sleep(time.Millisecond) // or some bodies would reach their limit before the timeout
					}
					_, _ = io.Copy(io.Discard, conn) // until the client closes the connection
				})
				done := make(chan error, 1)
				go func() {
					_, err := realClient(t, endpoint).Policies(ctx)
					done <- err
				}()
				select {
				case err := <-done:
					if err == nil {
						t.Error("no error")
					}
				case <-time.After(20 * time.Second):
					t.Error("the read does not end")
				}
			})
		}
	}
}

// serveRaw accepts connections, reads a request from each, and calls handle.
func serveRaw(t *testing.T, handle func(net.Conn)) (endpoint string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = conn.Close() })
			go func() {
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					handle(conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}
