package digitalocean

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Error is a failed attempt at a request.
type Error struct {
	// Endpoint is the configured base URL; Path is the path of the request with its query.
	Endpoint, Path string
	// StatusCode is 0 if there was no complete response, and 200 if the body of a complete response was not usable.
	StatusCode int
	// RequestID and Message are from the response. If that has no message, Message is the text of Err. Both are sanitized:
	// they are short, and contain neither control characters nor the token.
	RequestID, Message string
	// RetryAfter is the wait that the API asked for; 0 if it did not.
	RetryAfter time.Duration
	// Attempts is the number of attempts so far, including this one.
	Attempts int
	// Err is the unsanitized error of the network or of the decoding; nil if the status is the only error.
	Err error
}

func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("GET " + e.Path)
	if e.StatusCode != 0 {
		text.WriteString(strings.TrimRight(fmt.Sprintf(": %d %s", e.StatusCode, http.StatusText(e.StatusCode)), " "))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&text, " (request ID %s)", e.RequestID)
	}
	if e.Message != "" {
		text.WriteString(": " + e.Message)
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&text, " (the API asked to wait %s)", e.RetryAfter.Round(time.Second))
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&text, " (attempt %d)", e.Attempts)
	}
	return text.String()
}

// Unwrap returns the error of the network or of the decoding.
func (e *Error) Unwrap() error { return e.Err }

// NoResponse reports whether there was no complete response in time.
func (e *Error) NoResponse() bool {
	return e.StatusCode == 0 || e.StatusCode == http.StatusRequestTimeout
}

// Redirect reports whether the API responded with a redirect that was not followed.
func (e *Error) Redirect() bool { return e.StatusCode >= 300 && e.StatusCode < 400 }

// Unauthorized reports whether the API rejected the token.
func (e *Error) Unauthorized() bool { return e.StatusCode == http.StatusUnauthorized }

// Forbidden reports whether the API does not permit the token to do this.
func (e *Error) Forbidden() bool { return e.StatusCode == http.StatusForbidden }

// NotFound reports whether the API does not have what was requested.
func (e *Error) NotFound() bool { return e.StatusCode == http.StatusNotFound }

// RateLimited reports whether a rate limit was exceeded.
func (e *Error) RateLimited() bool { return e.StatusCode == http.StatusTooManyRequests }

// ServerError reports whether the API, or a proxy before it, failed.
func (e *Error) ServerError() bool { return e.StatusCode >= 500 }

// ProxyAuthRequired reports whether a proxy asks for a user name and a password.
func (e *Error) ProxyAuthRequired() bool {
	proxy, ok := errors.AsType[*proxyError](e.Err)
	return e.StatusCode == http.StatusProxyAuthRequired || ok && proxy.status == http.StatusProxyAuthRequired
}

// isNotFound reports whether err is a 404 response.
func isNotFound(err error) bool {
	apiErr, ok := errors.AsType[*Error](err)
	return ok && apiErr.NotFound()
}

// retryable reports whether another attempt may succeed.
func (e *Error) retryable() bool {
	if e.StatusCode == 0 || e.StatusCode == http.StatusOK {
		return isTransient(e.Err)
	}
	return isRetryableStatus(e.StatusCode)
}

func isRetryableStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		520, 521, 522, 523, 524: // sent by a proxy
		return true
	}
	return false
}

// isTransient reports whether err may not occur again in the next attempt: network errors are transient, errors of the
// configuration or of the API are not.
func isTransient(err error) bool {
	var (
		dns         *net.DNSError
		proxy       *proxyError
		certificate *tls.CertificateVerificationError
		notTLS      tls.RecordHeaderError
		unexpected  *unexpectedResponseError
	)
	switch {
	case errors.As(err, &dns):
		return !dns.IsNotFound
	case errors.As(err, &proxy):
		return isRetryableStatus(proxy.status)
	case errors.Is(err, errLargeBody), errors.Is(err, http.ErrSchemeMismatch):
		return false
	}
	return !errors.As(err, &certificate) && !errors.As(err, &notTLS) && !errors.As(err, &unexpected)
}

// unexpectedResponseError is a response that is JSON, but not as the API documents it.
type unexpectedResponseError struct{ detail string }

func (e *unexpectedResponseError) Error() string { return "unexpected API response: " + e.detail }

// parseErrorBody reads message and request_id of the API's errors. A body without them becomes the message.
func (c *Client) parseErrorBody(apiErr *Error, body []byte) {
	var documented struct {
		Message   json.RawMessage `json:"message"` // has been an object
		RequestID json.RawMessage `json:"request_id"`
	}
	switch {
	case !json.Valid(body):
		apiErr.Message = c.sanitize(string(body))
	case json.Unmarshal(body, &documented) != nil:
		apiErr.Message = c.sanitize(jsonText(body))
	default:
		apiErr.Message = c.sanitize(jsonText(documented.Message))
		apiErr.RequestID = cmp.Or(apiErr.RequestID, c.sanitize(jsonText(documented.RequestID)))
	}
}

// jsonText returns the keys and values of valid JSON without its escapes, which could hide the token.
func jsonText(data []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var text []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return strings.Join(text, " ")
		}
		if _, isDelim := token.(json.Delim); !isDelim && token != nil {
			text = append(text, fmt.Sprint(token))
		}
	}
}
