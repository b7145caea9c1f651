package rest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
)

// unexpectedError is the error of a body that a retry would not change.
type unexpectedError struct{ error }

func (e *unexpectedError) Unwrap() error { return e.error }

// classifyStatus returns the kind of a response with a status other than 200, and whether another attempt may succeed.
func classifyStatus(status int, body errorBody) (kind Kind, transient bool) {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		switch {
		case !body.isAPIError:
			return Blocked, false
		case status == http.StatusForbidden:
			return Forbidden, false
		}
		return Unauthorized, false
	case http.StatusNotFound:
		if body.message != "" && !body.isAPIError { // what a proxy or a gateway does not find may exist
			return Unexpected, false
		}
		return NotFound, false
	case http.StatusProxyAuthRequired:
		return ProxyAuthRequired, false
	case http.StatusRequestTimeout:
		return Connection, true
	case http.StatusTooEarly:
		return Unavailable, true
	case http.StatusTooManyRequests:
		return RateLimited, true
	case http.StatusNetworkAuthenticationRequired:
		return SignInRequired, false
	}
	isUnsupported := status == http.StatusNotImplemented || status == http.StatusHTTPVersionNotSupported
	switch {
	case status >= 300 && status < 400:
		return Redirect, false
	case status >= 500 && status < 600 && !isUnsupported: // including those of proxies, such as 520 to 530
		return Unavailable, true
	case body.isAPIError:
		return Rejected, false
	}
	return Unexpected, false
}

// classifyError returns the kind of an error of the network or of the decoding, and whether another attempt may succeed. The status
// is 0 if there was no complete response.
func classifyError(status int, err error) (kind Kind, transient bool) {
	var (
		proxy      *proxyError
		unexpected *unexpectedError
		authority  x509.UnknownAuthorityError
		invalid    *tls.CertificateVerificationError
		notTLS     tls.RecordHeaderError
		dns        *net.DNSError
	)
	switch {
	case status > http.StatusOK: // the only error of a complete response, except for a 200
		return Redirect, false
	case errors.As(err, &proxy) && proxy.status == http.StatusProxyAuthRequired:
		return ProxyAuthRequired, false
	case errors.As(err, &proxy):
		_, transient := classifyStatus(proxy.status, errorBody{})
		return Connection, transient
	case errors.As(err, &unexpected):
		return Unexpected, false
	case errors.As(err, &authority):
		return UntrustedCertificate, false
	case errors.As(err, &invalid):
		return InvalidCertificate, false
	case errors.As(err, &notTLS), errors.Is(err, http.ErrSchemeMismatch): // the server does not speak TLS
		return Connection, false
	case isTLSRefusal(err):
		return TLS, false
	case errors.As(err, &dns):
		return Connection, !dns.IsNotFound
	case status == http.StatusOK:
		return Unexpected, true // the body is empty or not JSON
	}
	return Connection, true
}

// isTLSRefusal reports whether the server or this client refuses a TLS connection for good: for its version or a certificate, for
// example. The standard library does not export its types of alerts.
func isTLSRefusal(err error) bool {
	alert, ok := errors.AsType[*net.OpError](err)
	if !ok || alert.Op != "remote error" && alert.Op != "local error" {
		return strings.HasPrefix(err.Error(), "tls: ")
	}
	// Damaged data or an overloaded server can cause these.
	passing := []string{"internal error", "unexpected message", "bad record MAC", "error decrypting message", "user canceled"}
	return !slices.Contains(passing, strings.TrimPrefix(alert.Err.Error(), "tls: "))
}
