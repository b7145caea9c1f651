package rest_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// TestRedirects checks that redirects within the same origin are followed with the token, however the origin is written.
func TestRedirects(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		endpoint, location string
		refused            bool
	}{
		"path":            {"https://api.example.com", "/moved", false},
		"same URL":        {"https://api.example.com", "https://api.example.com/moved", false},
		"upper case":      {"https://api.example.com", "https://API.Example.COM/moved", false},
		"upper endpoint":  {"https://API.EXAMPLE.com", "https://api.example.com/moved", false},
		"implied port":    {"https://api.example.com", "https://api.example.com:443/moved", false},
		"explicit port":   {"https://api.example.com:443", "https://api.example.com/moved", false},
		"loopback":        {"http://LOCALHOST:8080", "http://localhost:8080/moved", false},
		"HTTP port":       {"http://localhost", "http://LOCALHOST:80/moved", false},
		"IPv6":            {"http://[::1]:8080", "http://[::1]:8080/moved", false},
		"other port":      {"https://api.example.com", "https://api.example.com:8443/moved", true},
		"other HTTP port": {"http://localhost", "http://localhost:443/moved", true},
		"other scheme":    {"https://api.example.com", "http://api.example.com:443/moved", true},
		"subdomain":       {"https://api.example.com", "https://x.api.example.com/moved", true},
		"user info":       {"https://api.example.com", "https://api.example.com@other.example.com/moved", true},
		"other loopback":  {"http://localhost:8080", "http://127.0.0.1:8080/moved", true},
		"scheme-relative": {"https://api.example.com", "//other.example.com/moved", true},
		"sign-in page":    {"https://api.example.com", "https://other.example.com/moved?state=x", true},
		"nowhere":         {"https://api.example.com", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &network{respond: func(_ int, r *http.Request) reply {
				if r.Header.Get("Authorization") != "Bearer "+testToken || r.Header.Get("Cache-Control") != "no-cache" {
					t.Errorf("a request to %s has the headers %v", r.URL, r.Header)
				}
				if r.URL.Host != strings.ToLower(r.URL.Host) { // for it, the standard library would not bypass a proxy
					t.Errorf("a request went to %s", r.URL)
				}
				if r.URL.Path != "/moved" {
					return reply{status: 307, header: headers("Location", test.location)}
				}
				return reply{}
			}}
			err := get(t.Context(), newClient(api, func(c *rest.Config) { c.Endpoint, _ = url.Parse(test.endpoint) }))
			if test.refused && (len(api.sent) != 1 || err == nil || err.Kind != rest.Redirect || err.StatusCode != 307) {
				t.Errorf("%d requests, error %v, want the redirect to be refused", len(api.sent), err)
			}
			if target, _, _ := strings.Cut(test.location, "?"); test.refused && err != nil && !strings.HasSuffix(err.Message, `"`+target+`"`) {
				t.Errorf("the error does not name the target without its query: %v", err)
			}
			if !test.refused && (len(api.sent) != 2 || err != nil) {
				t.Errorf("%d requests, error %v, want the redirect to be followed", len(api.sent), err)
			}
		})
	}
}

// TestRedirectCount checks how many redirects are followed.
func TestRedirectCount(t *testing.T) {
	t.Parallel()
	moved := reply{status: 302, header: headers("Location", "/v2/droplets")}
	if err := get(t.Context(), newClient(inTurn(moved, moved, moved, reply{}))); err != nil {
		t.Errorf("error after three redirects: %v", err)
	}
	api := inTurn(moved)
	if err := get(t.Context(), newClient(api)); err == nil || err.Kind != rest.Redirect || len(api.sent) != 4 {
		t.Errorf("error after %d requests: %v", len(api.sent), err)
	}
}

// TestIdleConnections checks that a Client keeps the connections of its concurrent requests for later ones.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var connections atomic.Int64
		transport := pipeTransport(func(conn net.Conn) {
			defer conn.Close() //nolint:errcheck // it is in memory
			connections.Add(1)
			for requests := bufio.NewReader(conn); ; {
				if _, err := http.ReadRequest(requests); err != nil {
					return
				}
				time.Sleep(time.Second)
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			}
		})
		client := newClient(transport)
		getAll(t, client, 200)
		if n := connections.Load(); n != rest.MaxConcurrent {
			t.Errorf("200 requests used %d connections, want %d", n, rest.MaxConcurrent)
		}
		transport.CloseIdleConnections()
	})
}

// pipeListener accepts connections in memory.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func newPipeListener() *pipeListener {
	l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	l.close = sync.OnceFunc(func() { close(l.closed) })
	return l
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error { l.close(); return nil }

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// silentConn discards what is written to it once it is silent.
type silentConn struct {
	net.Conn
	silent atomic.Bool
}

func (c *silentConn) Write(p []byte) (int, error) {
	if c.silent.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// TestSilentConnection checks that a retry uses a new connection if an HTTP/2 connection is dead but open, as after a failover of
// a load balancer.
func TestSilentConnection(t *testing.T) {
	t.Parallel()
	https := httptest.NewTLSServer(nil) // for its certificate
	https.Close()
	synctest.Test(t, func(t *testing.T) {
		var http2 atomic.Int64
		listener := newPipeListener()
		server := &http.Server{
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ProtoMajor == 2 {
					http2.Add(1)
				}
				_, _ = io.WriteString(w, "{}")
			}),
			// A pipe has no buffer, so that the tickets would wait for the client, which first writes its request.
			TLSConfig:         &tls.Config{Certificates: https.TLS.Certificates, SessionTicketsDisabled: true},
			ReadHeaderTimeout: time.Minute,
		}
		go func() { _ = server.ServeTLS(listener, "", "") }()
		var conns []*silentConn
		transport := pipeTransport(func(conn net.Conn) {
			conns = append(conns, &silentConn{Conn: conn})
			listener.conns <- conns[len(conns)-1]
		})
		transport.DialTLSContext = nil
		transport.TLSClientConfig = https.Client().Transport.(*http.Transport).TLSClientConfig //nolint:forcetypeassert // httptest has no other
		client := newClient(transport, fixedWaits(time.Second), func(c *rest.Config) { c.Endpoint.Host = "example.com" })
		getAll(t, client, 1)
		conns[0].silent.Store(true)
		started := time.Now()
		getAll(t, client, 1)
		// Half of the timeout of an attempt, and the wait.
		if took := time.Since(started); took > 16*time.Second {
			t.Errorf("the read took %s after the connection had become silent", took)
		}
		if len(conns) != 2 || http2.Load() != 3 {
			t.Errorf("%d connections, %d requests by HTTP/2, want 2 and 3", len(conns), http2.Load())
		}
		transport.CloseIdleConnections()
		_ = server.Close()
		for _, conn := range conns {
			_ = conn.Close()
		}
	})
}

// TestTLS checks the kinds of the errors of real TLS connections that are refused.
func TestTLS(t *testing.T) {
	t.Parallel()
	https := httptest.NewTLSServer(nil) // for its certificate
	https.Close()
	trusting := https.Client().Transport.(*http.Transport).TLSClientConfig //nolint:forcetypeassert // httptest has no other
	tests := map[string]struct {
		server *tls.Config // nil if the server does not speak TLS
		client func(*tls.Config)
		host   string
		want   rest.Kind
	}{
		"version": {
			&tls.Config{MaxVersion: tls.VersionTLS12}, func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }, "example.com", rest.TLS,
		},
		"no certificate":    {&tls.Config{ClientAuth: tls.RequireAnyClientCert}, func(*tls.Config) {}, "example.com", rest.TLS},
		"unknown authority": {&tls.Config{}, func(c *tls.Config) { c.RootCAs = nil }, "example.com", rest.TLS},
		"other host":        {&tls.Config{}, func(*tls.Config) {}, "example.org", rest.TLS},
		"no TLS":            {nil, func(*tls.Config) {}, "example.com", rest.TLS},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			transport := pipeTransport(func(conn net.Conn) {
				defer conn.Close() //nolint:errcheck // it is in memory
				if test.server == nil {
					_, _ = conn.Read(make([]byte, 1<<16))
					_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
					return
				}
				config := test.server.Clone()
				config.Certificates, config.SessionTicketsDisabled = https.TLS.Certificates, true
				if tls.Server(conn, config).HandshakeContext(t.Context()) == nil {
					t.Error("the connection was not refused")
				}
				_, _ = io.Copy(io.Discard, conn) // until the client closes the connection
			})
			transport.DialTLSContext = nil
			transport.TLSClientConfig = trusting.Clone()
			test.client(transport.TLSClientConfig)
			err := get(t.Context(), newClient(transport, func(c *rest.Config) { c.Endpoint.Host = test.host }))
			if err == nil || err.Kind != test.want || err.Attempts != 1 {
				t.Errorf("error %v, want one of the kind %d after 1 attempt", err, test.want)
			}
		})
	}
}

// TestProxy checks what a proxy's refusal becomes. The requests are made in a process of its own, because net/http reads the address of
// the proxy only once.
func TestProxy(t *testing.T) {
	t.Parallel()
	const variable = "TEST_PROXY"
	wants := map[string]struct {
		kind     rest.Kind
		attempts int
	}{
		"201": {rest.Connection, 1}, "403": {rest.Connection, 1}, "407": {rest.Connection, 1},
		"429": {rest.Connection, 2}, "503": {rest.Connection, 2},
	}
	if os.Getenv(variable) != "" {
		for status, want := range wants {
			client := newClient(nil, fixedWaits(time.Millisecond), func(c *rest.Config) { c.Endpoint.Host, c.RetryMax = status+".example.com", 1 })
			err := get(t.Context(), client)
			if err == nil || err.Kind != want.kind || err.Attempts != want.attempts || !strings.Contains(err.Message, status) {
				t.Errorf("%s: error %v, want one of the kind %d after %d attempts", status, err, want.kind, want.attempts)
			}
		}
		client := newClient(nil, func(c *rest.Config) { c.Endpoint, c.RetryMax = &url.URL{Scheme: "http", Host: "LOCALHOST:1"}, 0 })
		if err := get(t.Context(), client); err == nil || err.StatusCode != 0 {
			t.Errorf("a request to a loopback host went to the proxy: %v", err)
		}
		return
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var status int
		if _, err := fmt.Sscanf(r.Host, "%d.example.com:443", &status); err != nil || r.Method != http.MethodConnect {
			status = http.StatusTeapot
		}
		w.WriteHeader(status)
	}))
	defer proxy.Close()
	const password = "proxy-password"
	address := strings.Replace(proxy.URL, "http://", "http://user:"+password+"@", 1)
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxy$", "-test.v", "-test.timeout=1m")
	command.Env = append(os.Environ(), variable+"=1", "NO_PROXY=", "no_proxy=")
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		command.Env = append(command.Env, name+"="+address)
	}
	output, err := command.CombinedOutput()
	if _, isExit := errors.AsType[*exec.ExitError](err); isExit || err != nil || strings.Contains(string(output), password) {
		t.Errorf("%v: %s", err, output)
	}
}
