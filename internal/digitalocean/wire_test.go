package digitalocean_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestWire checks that a fault of a real network is retried, and reported if it persists.
func TestWire(t *testing.T) {
	t.Parallel()
	const items = 401
	tests := map[string]struct {
		fault  copyResponse
		breaks bool // the connection
	}{
		"reset":                   {resetConnection, true},
		"closed without response": {closeWithoutResponse, true},
		"cut off":                 {cutOffAfter(700), true},
		"latency":                 {inPieces(32<<10, 50*time.Millisecond), false},
		"slow close":              {closeLate(100 * time.Millisecond), false},
		"limited bandwidth":       {inPieces(2000, 10*time.Millisecond), false},
		"small pieces":            {inPieces(500, 10*time.Microsecond), false},
	}
	for list, want := range lists {
		for name, test := range tests {
			for _, faultyConns := range []int{2, -1} {
				t.Run(fmt.Sprintf("%s, %s, %d", list, name, faultyConns), func(t *testing.T) {
					t.Parallel()
					server := httptest.NewServer(newAccount(items))
					t.Cleanup(server.Close)
					relay := newRelay(t, server.Listener.Addr().String(), test.fault, faultyConns)
					transport := &http.Transport{}
					t.Cleanup(transport.CloseIdleConnections)
					client := newClient(transport, func(c *digitalocean.Config) {
						c.Endpoint = &url.URL{Scheme: "http", Host: relay.Addr().String()}
						c.RetryWaitMin, c.RetryWaitMax = time.Millisecond, 10*time.Millisecond
					})
					ids, _, err := want.read(readContext(t), client)
					switch {
					case test.breaks && faultyConns < 0:
						if err == nil || !strings.Contains(err.Error(), "(attempt 5)") || len(ids) > 0 {
							t.Fatalf("%d items, error = %v, want none after 5 attempts", len(ids), err)
						}
					case err != nil:
						t.Fatal(err)
					default:
						requireAllIDs(t, ids, items)
					}
				})
			}
		}
	}
}

func resetConnection(client, api net.Conn) {
	awaitResponse(api)
	conn := client.(*relayConn).Conn.(*net.TCPConn) //nolint:forcetypeassert // the relay has no other connections
	_ = conn.SetLinger(0)
}

func closeWithoutResponse(_, api net.Conn) { awaitResponse(api) }

// awaitResponse returns after the API has received the request.
func awaitResponse(api net.Conn) { _, _ = api.Read(make([]byte, 1)) }

func cutOffAfter(n int64) copyResponse {
	return func(client, api net.Conn) { _, _ = io.CopyN(client, api, n) }
}

// closeLate waits before it closes the connection.
func closeLate(wait time.Duration) copyResponse {
	return func(client, api net.Conn) {
		copyUnchanged(client, api)
		time.Sleep(wait)
	}
}

// inPieces copies at most size bytes at a time, and waits before each.
func inPieces(size int, wait time.Duration) copyResponse {
	return func(client, api net.Conn) {
		piece := make([]byte, size)
		for {
			n, readErr := api.Read(piece)
			time.Sleep(wait)
			if _, err := client.Write(piece[:n]); err != nil || readErr != nil {
				return
			}
		}
	}
}
