package fakeapi

import (
	"context"
	"net"
	"net/http"
	"time"
)

// Serve puts an API on a loopback port until stop is called. The endpoint is its URL.
func Serve(ctx context.Context, api http.Handler) (endpoint string, stop func(), err error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: api, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // its error is that stop was called
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}
