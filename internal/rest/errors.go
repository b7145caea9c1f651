package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind says what failed, so that a caller can tell the user what to do about it.
type Kind int

// The kinds of failures.
const (
	NotSent              Kind = iota // no request was sent: Stopped says why
	Connection                       // no complete response: the network, a proxy, DNS, or a timeout
	UntrustedCertificate             // the certificate is signed by an unknown authority
	InvalidCertificate               // the certificate is not valid for this host or at this time
	TLS                              // the server refused the TLS version or the client's certificate, or the client refused the server's
	ProxyAuthRequired                // a proxy asks for a user name and a password
	SignInRequired                   // the network asks for a sign-in (511)
	Blocked                          // a 401 or 403 that is not from the API: from a firewall, a proxy or a content delivery network
	Redirect                         // a redirect that was not followed
	Unauthorized                     // the API rejected the token
	Forbidden                        // the API does not permit the token to do this
	NotFound                         // the API does not have what was requested
	RateLimited                      // a rate limit was exceeded
	Unavailable                      // the API, or a proxy before it, failed
	Rejected                         // an error of the API, with its explanation, that has no kind of its own
	Unexpected                       // a response that the API does not document
)

// ErrNoTimeLeft means that a wait was not started because it would have ended after the deadline of the read.
var ErrNoTimeLeft = errors.New("not enough time left before the read timeout")

// Error is a request that failed.
type Error struct {
	Kind Kind
	// Stopped is why there were no more attempts although another one might have succeeded: the end of the context, or
	// [ErrNoTimeLeft]. It is nil if the last attempt decided.
	Stopped error
	// Endpoint is the configured base URL. Path is the path below it, with the query.
	Endpoint, Path string
	// EndpointConfirmed means that the endpoint has returned other responses of the API.
	EndpointConfirmed bool

	// The following fields describe the last attempt, if there was one.

	// StatusCode is 0 if there was no complete response, and 200 if the body of a complete response was not usable.
	StatusCode int
	// RequestID and Message are from the response. If that has no message, Message is the text of Err. Both are sanitized:
	// they are short, and contain neither control characters nor the token.
	RequestID, Message string
	// RetryAfter is the wait that the response asked for; 0 if it did not.
	RetryAfter time.Duration
	// Attempts is the number of attempts.
	Attempts int
	// Err is the unsanitized error of the network or of the decoding; nil if the status is the only error.
	Err error

	transient bool // whether another attempt may succeed
}

// Error returns, for example, "GET /v2/droplets?page=1: 503 Service Unavailable (request ID 7f3a): Try again. (attempt 5)".
func (e *Error) Error() string {
	failure := "GET " + e.Path
	switch {
	case e.Stopped != nil && e.Attempts > 0:
		failure += ": " + e.Stopped.Error() + "; last failure"
	case e.Stopped != nil:
		return failure + ": " + e.Stopped.Error()
	}
	if e.StatusCode != 0 {
		failure += strings.TrimRight(fmt.Sprintf(": %d %s", e.StatusCode, http.StatusText(e.StatusCode)), " ")
	}
	if e.RequestID != "" {
		failure += fmt.Sprintf(" (request ID %s)", e.RequestID)
	}
	if e.Message != "" {
		failure += ": " + e.Message
	}
	if e.RetryAfter > 0 {
		failure += fmt.Sprintf(" (the API asked to wait %s)", e.RetryAfter.Round(time.Second))
	}
	if e.Attempts > 1 {
		failure += fmt.Sprintf(" (attempt %d)", e.Attempts)
	}
	return failure
}

// Unwrap returns Stopped and Err.
func (e *Error) Unwrap() []error { return []error{e.Stopped, e.Err} }

// stoppedBy adds the reason why there are no more attempts.
func (e *Error) stoppedBy(reason error) *Error {
	e.Stopped = reason
	return e
}

// IsNotFound reports whether err is a 404 response.
func IsNotFound(err error) bool {
	apiErr, ok := errors.AsType[*Error](err)
	return ok && apiErr.Kind == NotFound
}
