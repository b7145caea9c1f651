package rest_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// failure is how a request ends that fails each time.
type failure struct {
	kind     rest.Kind
	attempts int // 5 with retries
}

func checkFailure(t *testing.T, transport http.RoundTripper, want failure) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		err := get(t.Context(), newClient(transport))
		if err == nil || err.Kind != want.kind || err.Attempts != want.attempts || err.Stopped != nil {
			t.Errorf("error %v, want one of the kind %d after %d attempts", err, want.kind, want.attempts)
		}
	})
}

// TestStatus checks the kind of each status, and whether it is retried: with an error of the API, and with a body that is not from it.
func TestStatus(t *testing.T) {
	t.Parallel()
	type row struct{ api, other failure }
	both := func(kind rest.Kind, attempts int) row { return row{failure{kind, attempts}, failure{kind, attempts}} }
	unavailable, rejected := both(rest.Unavailable, 5), row{failure{rest.Rejected, 1}, failure{rest.Unexpected, 1}}
	tests := map[int]row{
		101: rejected, 201: rejected, 204: rejected, 206: rejected, 299: rejected,
		300: both(rest.Redirect, 1), 302: both(rest.Redirect, 1), 304: both(rest.Redirect, 1), 399: both(rest.Redirect, 1),
		400: rejected, 402: rejected, 405: rejected, 410: rejected, 422: rejected, 451: rejected, 499: rejected,
		401: {failure{rest.Unauthorized, 1}, failure{rest.Blocked, 1}},
		403: {failure{rest.Forbidden, 1}, failure{rest.Blocked, 1}},
		404: {failure{rest.NotFound, 1}, failure{rest.Unexpected, 1}},
		407: both(rest.Connection, 1),
		408: unavailable, 425: unavailable, 500: unavailable, 502: unavailable, 503: unavailable, 504: unavailable, 507: unavailable,
		520: unavailable, 525: unavailable, 530: unavailable, 599: unavailable,
		501: rejected, 505: rejected,
		511: both(rest.Blocked, 1),
		600: rejected, 999: rejected,
	}
	bodies := map[string]func(row) failure{
		`{"id":"x","message":"Explanation."}`: func(r row) failure { return r.api },
		`<html>Explanation.</html>`:           func(r row) failure { return r.other },
	}
	tests[101] = both(rest.Unexpected, 1) // its body is not read
	t.Run("404 without a body", func(t *testing.T) {
		t.Parallel()
		checkFailure(t, inTurn(reply{status: 404}), failure{rest.Unexpected, 1})
	})
	for status, test := range tests {
		for body, want := range bodies {
			t.Run(fmt.Sprintf("%d %s", status, body), func(t *testing.T) {
				t.Parallel()
				checkFailure(t, inTurn(reply{status: status, body: body}), want(test))
			})
		}
	}
}

// alert returns the error of a TLS connection that one of the sides refused.
func alert(op, text string) error { return &net.OpError{Op: op, Err: errors.New("tls: " + text)} }

// TestNetworkErrors checks the kind of each error of the network, and whether it is retried.
func TestNetworkErrors(t *testing.T) {
	t.Parallel()
	permanent := func(kind rest.Kind) failure { return failure{kind, 1} }
	temporary := failure{rest.Connection, 5}
	untrusted := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	expired := &tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}
	tests := map[string]struct {
		err  error
		want failure
	}{
		"refused":                      {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, temporary},
		"reset":                        {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, temporary},
		"closed":                       {io.EOF, temporary},
		"handshake timeout":            {errors.New("net/http: TLS handshake timeout"), temporary},
		"HTTP/2 stream":                {errors.New("stream error: stream ID 7; INTERNAL_ERROR"), temporary},
		"DNS server failure":           {&net.DNSError{Err: "server misbehaving", IsTemporary: true}, temporary},
		"unknown host":                 {&net.DNSError{Err: "no such host", IsNotFound: true}, permanent(rest.Connection)},
		"unknown authority":            {untrusted, permanent(rest.TLS)},
		"expired certificate":          {expired, permanent(rest.TLS)},
		"no TLS":                       {tls.RecordHeaderError{Msg: "not a TLS handshake"}, permanent(rest.TLS)},
		"plain HTTP":                   {http.ErrSchemeMismatch, permanent(rest.TLS)},
		"TLS version of the server":    {errors.New("tls: server selected unsupported protocol version 301"), permanent(rest.TLS)},
		"alert: protocol version":      {alert("remote error", "protocol version not supported"), permanent(rest.TLS)},
		"alert: handshake failure":     {alert("remote error", "handshake failure"), permanent(rest.TLS)},
		"alert: certificate required":  {alert("remote error", "certificate required"), permanent(rest.TLS)},
		"alert: unknown CA":            {alert("remote error", "unknown certificate authority"), permanent(rest.TLS)},
		"own alert: illegal parameter": {alert("local error", "illegal parameter"), permanent(rest.TLS)},
		"alert: internal error":        {alert("remote error", "internal error"), temporary},
		"alert: unexpected message":    {alert("remote error", "unexpected message"), temporary},
		"alert: bad record MAC":        {alert("remote error", "bad record MAC"), temporary},
		"own alert: bad record MAC":    {alert("local error", "bad record MAC"), temporary},
		"alert: error decrypting":      {alert("remote error", "error decrypting message"), temporary},
		"alert: user canceled":         {alert("remote error", "user canceled"), temporary},
	}
	for name, test := range tests {
		for wrapping, err := range map[string]error{"": test.err, ", wrapped": fmt.Errorf("wrapped: %w", test.err)} {
			t.Run(name+wrapping, func(t *testing.T) {
				t.Parallel()
				checkFailure(t, inTurn(reply{err: err}), test.want)
			})
		}
	}
}

// TestErrorHasCause checks that the error of the network can be asked for, without the URL that net/http adds.
func TestErrorHasCause(t *testing.T) {
	t.Parallel()
	err := get(t.Context(), newClient(inTurn(reply{err: &net.DNSError{IsNotFound: true}})))
	dnsErr, ok := errors.AsType[*net.DNSError](err)
	_, isURLError := errors.AsType[*url.Error](err)
	if !ok || !dnsErr.IsNotFound || isURLError {
		t.Errorf("error %v", err)
	}
}
