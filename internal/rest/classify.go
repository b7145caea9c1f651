package rest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
)

// statusError returns the error of a response with a status other than 200.
func statusError(resp response) Error {
	e, isAPIError := parseErrorBody(resp)
	e.Kind = statusKind(resp.status, isAPIError)
	e.transient = e.Kind == Unavailable || e.Kind == RateLimited // RateLimited only matters to networkError, for a proxy's 429
	if e.Kind == Redirect {
		target, _, _ := strings.Cut(resp.header.Get("Location"), "?") // the query of a login page can be long and private
		e.Message = fmt.Sprintf("refused a redirect to %q", target)
	}
	return e
}

// statusKind returns the kind of a status other than 200.
func statusKind(status int, isAPIError bool) Kind {
	switch {
	case status >= 300 && status < 400:
		return Redirect
	case status == http.StatusUnauthorized && isAPIError:
		return Unauthorized
	case status == http.StatusForbidden && isAPIError:
		return Forbidden
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNetworkAuthenticationRequired:
		return Blocked
	case status == http.StatusNotFound && isAPIError: // what a proxy does not find may exist
		return NotFound
	case status == http.StatusProxyAuthRequired: // is not retried, because repeated wrong passwords can lock an account
		return Connection
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return Unavailable
	case status >= 500 && status < 600 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported:
		return Unavailable // also with a status that only proxies use, such as 520 to 530
	case isAPIError:
		return Rejected
	}
	return Unexpected
}

// networkError returns the error of a request that got no complete response.
func networkError(err error) Error {
	e := Error{Kind: Connection, Err: err, transient: true}
	proxy, isProxy := errors.AsType[*proxyError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case isProxy:
		e.transient = statusError(response{status: proxy.status}).transient
	case isDNS:
		e.transient = !dns.IsNotFound
	case isTLSRefusal(err):
		e.Kind, e.transient = TLS, false
	}
	return e
}

// isTLSRefusal reports whether one of the sides refuses a TLS connection for good: for a certificate or the TLS version, for example.
// The standard library does not export the types of most of these errors, but their texts contain "tls: ".
func isTLSRefusal(err error) bool {
	// Damaged data or an overloaded server can cause these.
	temporary := []string{"internal error", "unexpected message", "bad record MAC", "error decrypting message", "user canceled"}
	_, reason, isTLS := strings.Cut(err.Error(), "tls: ")
	isPlainHTTP := errors.Is(err, http.ErrSchemeMismatch)
	return isPlainHTTP || isTLS && !slices.Contains(temporary, reason)
}

// bodyError returns the error of a 200 response that could not be decoded.
func bodyError(resp response, err error) Error {
	if _, isSyntaxError := errors.AsType[*json.SyntaxError](err); !isSyntaxError {
		return Error{Kind: Unexpected, Err: err}
	}
	reason := cmp.Or(resp.compression(), fmt.Sprintf("the response is not JSON (Content-Type %q)", resp.header.Get("Content-Type")))
	return Error{Kind: Unexpected, Err: fmt.Errorf("%s: %w", reason, err), transient: true}
}
