package digitalocean

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Error is a request that did not bring what was asked for.
type Error struct {
	// Endpoint is the configured base URL, and Path what was asked for below its host, query included.
	Endpoint, Path string
	// StatusCode is 0 when no complete answer came, and 200 when one came that is no page.
	StatusCode int
	// RequestID is the API's own, and so is Message where it gave one; else Message is that of Err. Both are cleaned, cut
	// short and without the token.
	RequestID, Message string
	// RetryAfter is how long the API asked to wait; 0 where it did not.
	RetryAfter time.Duration
	// Attempts counts the attempts so far, with this one.
	Attempts int
	// Err is what went wrong below HTTP or in the body, in raw words; nil where the status says it all.
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
		fmt.Fprintf(&text, "; the API asked to wait %s", e.RetryAfter.Round(time.Second))
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&text, " (attempt %d)", e.Attempts)
	}
	return text.String()
}

// Unwrap gives what went wrong below HTTP.
func (e *Error) Unwrap() error { return e.Err }

// NotFound reports whether the API responded with 404.
func (e *Error) NotFound() bool { return e.StatusCode == http.StatusNotFound }

// Unauthorized reports whether the API responded with 401.
func (e *Error) Unauthorized() bool { return e.StatusCode == http.StatusUnauthorized }

// Forbidden reports whether the API responded with 403.
func (e *Error) Forbidden() bool { return e.StatusCode == http.StatusForbidden }

// RateLimited reports whether the API responded with 429.
func (e *Error) RateLimited() bool { return e.StatusCode == http.StatusTooManyRequests }

// ServerError reports whether the API responded with a status of 500 or above.
func (e *Error) ServerError() bool { return e.StatusCode >= http.StatusInternalServerError }

// Redirect reports whether the API responded with a redirect.
func (e *Error) Redirect() bool {
	return e.StatusCode >= http.StatusMultipleChoices && e.StatusCode < http.StatusBadRequest
}

// NoResponse reports whether no complete response was received in time.
func (e *Error) NoResponse() bool {
	return e.StatusCode == 0 || e.StatusCode == http.StatusRequestTimeout
}

// ProxyAuthRequired reports whether a proxy requires authentication.
func (e *Error) ProxyAuthRequired() bool { return e.StatusCode == http.StatusProxyAuthRequired }

// temporary says whether another attempt may bring what this one did not.
func (e *Error) temporary() bool {
	switch e.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		520, 521, 522, 523, 524: // a proxy's own
		return true
	case 0, http.StatusOK:
		return heals(e.Err)
	}
	return false
}

// heals tells what the network does to an attempt from what a configuration or an API does to every one.
func heals(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return !dns.IsNotFound
	}
	if errors.Is(err, errLargeBody) || errors.Is(err, http.ErrSchemeMismatch) {
		return false
	}
	var (
		certificate *tls.CertificateVerificationError
		notTLS      tls.RecordHeaderError
		shape       *shapeError
	)
	return !errors.As(err, &certificate) && !errors.As(err, &notTLS) && !errors.As(err, &shape)
}

// shapeError is an answer that is JSON, but not what the reference promises.
type shapeError struct{ what string }

func (e *shapeError) Error() string { return "the answer is not what the API documents: " + e.what }

// describe reads message and request_id of the API's errors; a body that is none of them is its own message.
func (c *Client) describe(failure *Error, body []byte) {
	var documented struct {
		Message   json.RawMessage `json:"message"` // an object has been seen
		RequestID json.RawMessage `json:"request_id"`
	}
	switch {
	case !json.Valid(body):
		failure.Message = c.clean(string(body))
	case json.Unmarshal(body, &documented) != nil:
		failure.Message = c.clean(words(body))
	default:
		failure.Message = c.clean(words(documented.Message))
		failure.RequestID = cmp.Or(failure.RequestID, c.clean(words(documented.RequestID)))
	}
}

// words are the keys and the values of valid JSON, without its escapes, behind which the token could hide.
func words(text []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var words []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return strings.Join(words, " ")
		}
		if _, structure := token.(json.Delim); !structure && token != nil {
			words = append(words, fmt.Sprint(token))
		}
	}
}

// clean makes another machine's words fit for a person's terminal: plain, without the token, if they should repeat it, and
// cut to 300 characters.
func (c *Client) clean(text string) string {
	const (
		most           = 300
		shortestSecret = 8 // a shorter one is a placeholder, and may be part of a word
	)
	text = plain(text)
	if len(c.token) >= shortestSecret {
		text = strings.ReplaceAll(text, c.token, "[token]")
		for part := c.token; len(part) >= shortestSecret; part = part[:len(part)-1] { // the text may have been cut off within it
			if before, cut := strings.CutSuffix(text, part); cut {
				text = before + "[token]"
				break
			}
		}
	}
	if characters := []rune(text); len(characters) > most {
		return string(characters[:most]) + "…"
	}
	return text
}

var markup = regexp.MustCompile(`(?is)<(script|style)\b.*?(</(script|style)>|$)|<[a-z/!][^>]*(>|$)`)

// plain takes markup, control characters and superfluous spaces out of a text.
func plain(text string) string {
	text = html.UnescapeString(markup.ReplaceAllString(text, " "))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}
