package digitalocean_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing/iotest"
	"time"
)

var faults = []fault{
	status(408, "408 Request Timeout", 5),
	status(429, "429 Too Many Requests (request ID request-7): Explanation.", 5),
	status(500, "500 Internal Server Error", 5),
	status(502, "502 Bad Gateway", 5),
	status(503, "503 Service Unavailable", 5),
	status(504, "504 Gateway Timeout", 5),
	status(520, ": 520", 5),
	status(521, ": 521", 5),
	status(522, ": 522", 5),
	status(523, ": 523", 5),
	status(524, ": 524", 5),
	status(201, "201 Created", 1),
	status(204, "204 No Content", 1),
	status(206, "206 Partial Content", 1),
	status(304, "304 Not Modified", 1),
	status(400, "400 Bad Request", 1),
	status(401, "401 Unauthorized", 1),
	status(403, "403 Forbidden", 1),
	status(404, "404 Not Found (request ID request-7): Explanation.", 1),
	status(405, "405 Method Not Allowed", 1),
	status(410, "410 Gone", 1),
	status(422, "422 Unprocessable Entity", 1),
	status(501, "501 Not Implemented", 1),
	status(505, "505 HTTP Version Not Supported", 1),
	status(525, ": 525", 1),

	status(101, "101 Switching Protocols", 1),
	status(407, "407 Proxy Authentication Required", 1),

	{"connection refused", failWith(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "connection refused", 5},
	{"connection reset", failWith(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), "connection reset", 5},
	{"connection closed", failWith(io.EOF), "EOF", 5},
	{"no response", stall, "no complete response within 30s", 5},
	{"TLS handshake timeout", failWith(errors.New("net/http: TLS handshake timeout")), "TLS handshake timeout", 5},
	{"HTTP/2 stream error", failWith(errors.New("stream error: stream ID 7; INTERNAL_ERROR")), "stream error", 5},
	{"DNS server failure", failWith(&net.DNSError{Err: "server misbehaving", Name: "api", IsTemporary: true}), "server misbehaving", 5},
	{"unknown host", failWith(&net.DNSError{Err: "no such host", Name: "api", IsNotFound: true}), "no such host", 1},
	{"invalid certificate", failWith(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), "unknown authority", 1},
	{"no TLS", failWith(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}), "TLS handshake", 1},
	{"plain HTTP", failWith(http.ErrSchemeMismatch), "HTTP response to HTTPS client", 1},

	{"truncated body", body(iotest.ErrReader(io.ErrUnexpectedEOF)), "(request ID request-7): unexpected EOF (attempt 5)", 5},
	{"reset in the body", body(iotest.ErrReader(syscall.ECONNRESET)), "connection reset", 5},
	{"stalled body", stallInBody, "no complete response within 30s", 5},
	{"endless body", body(readerFunc(fillWithSpaces)), "response body exceeds 32 MiB", 1},
	{"nested body", respondWith(200, nil, strings.Repeat("[", 20_000)), "exceeded max depth", 5},
	{"no body", respondWith(200, nil, ""), "empty response body", 5},
	{"blank body", respondWith(200, nil, " \n"), "empty response body", 5},
	{"truncated JSON", respondWith(200, nil, `{"backups":[{"id":1},`), "unexpected end of JSON", 5},
	{
		"HTML", respondWith(200, map[string]string{"Content-Type": "text/html"}, `<html>Please log in</html>`),
		`200 OK (request ID request-7): the response is not JSON (Content-Type "text/html"): invalid character`, 5,
	},
	{"two values", allLists(`[]`, `{}`, `}{`), "after top-level value", 5},
	{"null", respondWith(200, nil, `null`), "is missing", 1},
	{"array", respondWith(200, nil, `[]`), "unexpected API response: the response body is an array, want an object", 1},
	{"string", respondWith(200, nil, `"page"`), "the response body is a string, want an object", 1},
	{"empty object", respondWith(200, nil, `{}`), "is missing", 1},
	{"another list", respondWith(200, nil, `{"volumes":[{"id":1}],"meta":{"total":1}}`), "is missing", 1},
	{"null lists", allLists(`null`, `null`, `,"meta":{"total":3}`), "is missing", 1},
	{"lists of the wrong type", allLists(`{}`, `[]`, ``), "unexpected API response: ", 1},
	{"too many items", allLists(`[`+strings.Repeat("{},", 400_000)+`{}]`, `[]`, ``), "unexpected API response: ", 1},
	{"null items", allLists(`[null]`, `{"1":null}`, ``), "is null", 1},
	{"items of the wrong type", allLists(`["1"]`, `{"1":"1"}`, ``), "is a string, want an object", 1},
	{"ID of the wrong type", allLists(`[{"id":"1"}]`, `{"1":{"droplet_id":"1"}}`, ``), "id\" is a string, want an integer of 64 bits", 1},
	{"ID with a fraction", allLists(`[{"id":1.5}]`, `{"1":{"droplet_id":1.5}}`, ``), "id\" is 1.5, want an integer of 64 bits", 1},
	{
		"ID beyond 64 bits", allLists(`[{"id":9223372036854775808}]`, `{"1":{"droplet_id":9223372036854775808}}`, ``),
		"id\" is 9223372036854775808, want an integer of 64 bits", 1,
	},
	{"total of the wrong type", allLists(`[]`, `{}`, `,"meta":{"total":"3"}`), `"meta.total" is a string, want an integer of 64 bits`, 1},
	{"total with a fraction", allLists(`[]`, `{}`, `,"meta":{"total":0.5}`), `"meta.total" is 0.5, want an integer of 64 bits`, 1},
	{"links of the wrong type", allLists(`[]`, `{}`, `,"links":[]`), `"links" is an array, want an object`, 1},

	{"429 with Retry-After", retryAfter(429, "7"), "Slow down.", 0},
	{"429 with a Retry-After date", retryAfterDate(7*time.Second, 0), "Slow down.", 0},
	{"429 with a Retry-After date on a slow clock", retryAfterDate(7*time.Second, 30*time.Minute), "Slow down.", 0},
	{"429 with a Retry-After date on a fast clock", retryAfterDate(7*time.Second, -30*time.Minute), "Slow down.", 0},
	{"429 with a late Retry-After", retryAfter(429, "3600"), "the API's rate limit blocks requests for 1h0m0s", 1},
	{"429 with an endless Retry-After", retryAfter(429, "99999999999999999"), "the API's rate limit blocks requests for", 1},
	{"429 with Retry-After beyond 64 bits", retryAfter(429, "99999999999999999999"), "the API's rate limit blocks requests for", 1},
	{"429 with Retry-After 0", retryAfter(429, "0"), "Slow down.", 5},
	{"429 with a negative Retry-After", retryAfter(429, "-5"), "Slow down.", 5},
	{"429 with an empty Retry-After", retryAfter(429, ""), "Slow down.", 5},
	{"429 with an invalid Retry-After", retryAfter(429, "soon"), "Slow down.", 5},
	{"429 with a past Retry-After", retryAfter(429, "Thu, 01 Jan 1970 00:00:00 GMT"), "Slow down.", 5},
	{"429 until a reset", resetIn(7, 0), "429 Too Many Requests", 0},
	{"429 until a reset on a slow clock", resetIn(7, 30*time.Minute), "429 Too Many Requests", 0},
	{"429 until a reset on a fast clock", resetIn(7, -30*time.Minute), "429 Too Many Requests", 0},
	{"429 until a late reset", resetIn(3600, 0), "the API's rate limit blocks requests for", 1},
	{"429 until a past reset", resetIn(-60, 0), "429 Too Many Requests", 5},
	{"429 until a past reset on a fast clock", resetIn(-60, -30*time.Minute), "429 Too Many Requests", 5},
	{"503 with Retry-After", retryAfter(503, "7"), "the API asked to wait 7s", 5},
	{"503 with an endless Retry-After", retryAfter(503, "99999999999999999"), "the API asked to wait 8760h0m0s", 1},
	{"503 with a late Retry-After", retryAfter(503, "3600"), "the API asked to wait 1h0m0s", 1},

	{
		"redirect to another host", redirect(302, "https://elsewhere.example.com/v2"),
		"refusing to follow a redirect to https://elsewhere.example.com: it would send the token to another host, port or scheme", 1,
	},
	{"redirect with the token", redirect(302, "https://"+testToken+".example.com/"), "[token].example.com", 1},
	{"redirect to another port", redirect(307, "https://api.example.com:8443/"), "https://api.example.com:8443", 1},
	{"redirect to plain HTTP", redirect(301, "http://api.example.com/v2"), "http://api.example.com", 1},
	{"redirect without a target", redirect(302, ""), "302 Found", 1},
	{
		"redirect loop", func(r *http.Request) (*http.Response, error) { return redirect(302, r.URL.String())(r) },
		"302 Found (request ID request-7): more than 3 redirects", 4,
	},
}
