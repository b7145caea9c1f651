package digitalocean_test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// copyResponse copies the bytes of a connection from the API to the client. The connection is closed when it returns.
type copyResponse func(client, api net.Conn)

func copyUnchanged(client, api net.Conn) { _, _ = io.Copy(client, api) }

// relay forwards TCP connections to the API.
type relay struct {
	net.Listener
	apiAddress string
	mu         sync.Mutex
	conns      []*relayConn
	copies     sync.WaitGroup
}

type relayConn struct {
	net.Conn
	silent atomic.Bool
}

// Write discards p after Silence.
func (c *relayConn) Write(p []byte) (int, error) {
	if c.silent.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// newRelay starts a relay. It applies fault to the first faultyConns connections, or to all if faultyConns is negative.
func newRelay(t *testing.T, apiAddress string, fault copyResponse, faultyConns int) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: listener, apiAddress: apiAddress}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if n == faultyConns {
				fault = copyUnchanged
			}
			r.forward(conn, fault)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-stopped
		for _, conn := range r.conns {
			_ = conn.Close()
		}
		r.copies.Wait()
	})
	return r
}

func (r *relay) forward(conn net.Conn, toClient copyResponse) {
	apiConn, err := net.Dial("tcp", r.apiAddress)
	if err != nil {
		_ = conn.Close()
		return
	}
	client, api := &relayConn{Conn: conn}, &relayConn{Conn: apiConn}
	r.mu.Lock()
	r.conns = append(r.conns, client, api)
	r.mu.Unlock()
	closeBoth := func() {
		_ = client.Close()
		_ = api.Close()
	}
	r.copies.Go(func() {
		_, _ = io.Copy(api, client)
		closeBoth()
	})
	r.copies.Go(func() {
		toClient(client, api)
		if !client.silent.Load() {
			closeBoth()
		}
	})
}

// Silence discards all further bytes of the existing connections and keeps them open. New connections are not affected.
func (r *relay) Silence() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, conn := range r.conns {
		conn.silent.Store(true)
	}
}
