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
	Ended        Kind = iota // the read ended before an attempt failed: Stopped says why
	Connection               // no complete response from the endpoint: the network, a proxy, DNS, or a timeout
	TLS                      // no TLS connection: the server or this machine refused a certificate or the TLS version
	Blocked                  // refused on the way to the API: by a firewall, a proxy, a content delivery network, or a sign-in page
	Redirect                 // a redirect that was not followed
	Unauthorized             // the API rejected the token
	Forbidden                // the API does not permit the token to do this
	NotFound                 // the API does not have what was requested
	RateLimited              // a rate limit was exceeded
	Unavailable              // the API, or a proxy before it, failed
	Rejected                 // an error of the API, with its explanation, that has no kind of its own
	Unexpected               // a response that the API does not document
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

	// The following fields describe the last attempt, if there was one.

	// StatusCode is 0 if there was no response, or only a part of a 200 response, and 200 if a complete body was not usable.
	StatusCode int
	// RequestID and Message are from the response. With an Err, Message is its text. Both are sanitized: they are short, and contain
	// neither control characters nor the token.
	RequestID, Message string
	// RetryAfter is the wait that the response asked for; 0 if it did not.
	RetryAfter time.Duration
	// Attempts is the number of attempts that failed.
	Attempts int
	// Err is the unsanitized error of the network or of the decoding, if there is one.
	Err error

	transient bool // whether another attempt may succeed
}

// Error returns, for example, "GET /v2/droplets?page=1: 503 Service Unavailable (request ID 7f3a): Try again. (attempt 5)".
func (e *Error) Error() string {
	failure := "GET " + e.Path
	if e.Stopped != nil {
		failure += ": " + e.Stopped.Error()
	}
	if e.Stopped != nil && e.Attempts > 0 {
		failure += "; last failure"
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

// Unwrap returns Stopped and Err joined, or nil if both are nil.
func (e *Error) Unwrap() error { return errors.Join(e.Stopped, e.Err) }

// IsNotFound reports whether err is a 404 from the API itself.
func IsNotFound(err error) bool {
	apiErr, ok := errors.AsType[*Error](err)
	return ok && apiErr.Kind == NotFound
}
