package digitalocean_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// fault is something that goes wrong in place of an answer.
type fault struct {
	name   string
	answer func(*http.Request) (*http.Response, error)
	words  string // of the error, when it never heals
	// attempts at the page, when it never heals: 1 for what no other attempt heals, 5 with the default settings for what
	// one may, 0 where only the read's time is a bound.
	attempts int
}

func status(code int, words string, attempts int) fault {
	return fault{fmt.Sprintf("status %d", code), with(code, nil, `{"id":"x","message":"The API's words."}`), words, attempts}
}

func with(code int, header map[string]string, body string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		recorder := httptest.NewRecorder()
		for name, value := range header {
			recorder.Header().Set(name, value)
		}
		recorder.Header().Set("X-Request-Id", "request-7")
		recorder.WriteHeader(code)
		_, _ = recorder.WriteString(body)
		response := recorder.Result()
		response.Request = r
		return response, nil
	}
}

func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// body is a 200 answer with this body.
func body(read io.Reader) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		response, _ := with(http.StatusOK, nil, "")(r)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"backups":[`), read))
		return response, nil
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func stalls(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func stallsInBody(r *http.Request) (*http.Response, error) {
	response, err := body(readerFunc(func([]byte) (int, error) {
		<-r.Context().Done()
		return 0, r.Context().Err()
	}))(r)
	return response, err
}

func inSeconds(seconds int) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		reset := time.Now().Add(time.Duration(seconds) * time.Second).Unix()
		return with(429, map[string]string{"Ratelimit-Remaining": "0", "Ratelimit-Reset": fmt.Sprint(reset)}, "")(r)
	}
}

func retryAfter(code int, value string) func(*http.Request) (*http.Response, error) {
	return with(code, map[string]string{"Retry-After": value}, `{"message":"Slow down."}`)
}

func redirect(code int, to string) func(*http.Request) (*http.Response, error) {
	return with(code, map[string]string{"Location": to}, "")
}

var faults = []fault{
	status(408, "408 Request Timeout", 5),
	status(429, "429 Too Many Requests (request ID request-7): The API's words.", 5),
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
	status(404, "404 Not Found (request ID request-7): The API's words.", 1),
	status(405, "405 Method Not Allowed", 1),
	status(410, "410 Gone", 1),
	status(422, "422 Unprocessable Entity", 1),
	status(501, "501 Not Implemented", 1),
	status(505, "505 HTTP Version Not Supported", 1),
	status(525, ": 525", 1),

	{"connection refused", fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "connection refused", 5},
	{"connection reset", fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), "connection reset", 5},
	{"connection closed", fails(io.EOF), "EOF", 5},
	{"no answer", stalls, "no complete answer within 30s", 5},
	{"TLS handshake timeout", fails(errors.New("net/http: TLS handshake timeout")), "TLS handshake timeout", 5},
	{"HTTP/2 stream error", fails(errors.New("stream error: stream ID 7; INTERNAL_ERROR")), "stream error", 5},
	{"name server out of order", fails(&net.DNSError{Err: "server misbehaving", Name: "api", IsTemporary: true}), "server misbehaving", 5},
	{"unknown host", fails(&net.DNSError{Err: "no such host", Name: "api", IsNotFound: true}), "no such host", 1},
	{"bad certificate", fails(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), "unknown authority", 1},
	{"no TLS", fails(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}), "TLS handshake", 1},
	{"plain HTTP", fails(http.ErrSchemeMismatch), "HTTP response to HTTPS client", 1},

	{"body cut off", body(readerFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF })), "per_page=200 (request ID request-7): unexpected EOF (attempt 5)", 5},
	{"body reset", body(readerFunc(func([]byte) (int, error) { return 0, syscall.ECONNRESET })), "connection reset", 5},
	{"body stalls", stallsInBody, "no complete answer within 30s", 5},
	{"body without end", body(readerFunc(func(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte(" "), len(p))), nil })), "larger than 32 MiB", 1},
	{"body too deep", with(200, nil, strings.Repeat("[", 20_000)), "exceeded max depth", 5},
	{"no body", with(200, nil, ""), "the answer has no body", 5},
	{"blank body", with(200, nil, " \n"), "the answer has no body", 5},
	{"JSON ends early", with(200, nil, `{"backups":[{"id":1},`), "unexpected end of JSON", 5},
	{"no JSON", with(200, map[string]string{"Content-Type": "text/html"}, `<html>Please log in</html>`), `200 OK (request ID request-7): the answer is not JSON (Content-Type "text/html"): invalid character`, 5},
	{"two values", with(200, nil, `{"backups":[],"policies":{}}{}`), "after top-level value", 5},
	{"null", with(200, nil, `null`), "is missing", 1},
	{"a list", with(200, nil, `[]`), "the whole is of the type array", 1},
	{"a string", with(200, nil, `"page"`), "the whole is of the type string", 1},
	{"an empty object", with(200, nil, `{}`), "is missing", 1},
	{"another list", with(200, nil, `{"droplets":[{"id":1}],"meta":{"total":1}}`), "is missing", 1},
	{"null lists", with(200, nil, `{"backups":null,"policies":null,"meta":{"total":3}}`), "is missing", 1},
	{"lists of the wrong type", with(200, nil, `{"backups":{},"policies":[]}`), "the answer is not what the API documents", 1},
	{"items by the million", with(200, nil, `{"backups":[`+strings.Repeat("{},", 400_000)+`{}],"policies":[]}`), "not what the API documents", 1},
	{"null items", with(200, nil, `{"backups":[null],"policies":{"1":null}}`), "has an item that is null", 1},
	{"items of the wrong type", with(200, nil, `{"backups":["1"],"policies":{"1":"1"}}`), "is of the type string", 1},
	{"an ID of the wrong type", with(200, nil, `{"backups":[{"id":"1"}],"policies":{"1":{"droplet_id":"1"}}}`), "id\" is of the type string", 1},
	{"a fraction for an ID", with(200, nil, `{"backups":[{"id":1.5}],"policies":{"1":{"droplet_id":1.5}}}`), "id\" is of the type number 1.5, not a whole number of 64 bits", 1},
	{"an ID over 64 bits", with(200, nil, `{"backups":[{"id":9223372036854775808}],"policies":{"1":{"droplet_id":9223372036854775808}}}`), "of the type number 9223372036854775808", 1},
	{"a total of the wrong type", with(200, nil, `{"backups":[],"policies":{},"meta":{"total":"3"}}`), `"meta.total" is of the type string`, 1},
	{"links of the wrong type", with(200, nil, `{"backups":[],"policies":{},"links":[]}`), `"links" is of the type array`, 1},

	{"429 with Retry-After", retryAfter(429, "7"), "Slow down.", 0},
	{"429 with Retry-After as a date", func(r *http.Request) (*http.Response, error) {
		return retryAfter(429, time.Now().Add(7*time.Second).UTC().Format(http.TimeFormat))(r)
	}, "Slow down.", 0},
	{"429 with Retry-After too late", retryAfter(429, "3600"), "rate limit lets nothing through for 1h0m0s", 1},
	{"429 with an endless Retry-After", retryAfter(429, "99999999999999999"), "rate limit lets nothing through for", 1},
	{"429 with Retry-After 0", retryAfter(429, "0"), "Slow down.", 5},
	{"429 with a negative Retry-After", retryAfter(429, "-5"), "Slow down.", 5},
	{"429 with an empty Retry-After", retryAfter(429, ""), "Slow down.", 5},
	{"429 with an unreadable Retry-After", retryAfter(429, "soon"), "Slow down.", 5},
	{"429 with a past Retry-After", retryAfter(429, "Thu, 01 Jan 1970 00:00:00 GMT"), "Slow down.", 5},
	{"429 until a reset", inSeconds(7), "429 Too Many Requests", 0},
	{"429 until a reset too late", inSeconds(3600), "rate limit lets nothing through for", 1},
	{"429 until a past reset", inSeconds(-60), "429 Too Many Requests", 5},
	{"503 with Retry-After", retryAfter(503, "7"), "the API asked to wait 7s", 5},
	{"503 with an endless Retry-After", retryAfter(503, "99999999999999999"), "the API asked to wait 8760h0m0s", 1},
	{"503 with Retry-After too late", retryAfter(503, "3600"), "the API asked to wait 1h0m0s", 1},

	{"redirect to another host", redirect(302, "https://elsewhere.example.com/v2"), "https://elsewhere.example.com", 1},
	{"redirect with the token", redirect(302, "https://"+testToken+".example.com/"), "[token].example.com", 1},
	{"redirect to another port", redirect(307, "https://api.example.com:8443/"), "https://api.example.com:8443", 1},
	{"redirect to plain HTTP", redirect(301, "http://api.example.com/v2"), "http://api.example.com", 1},
	{"redirect to nowhere", redirect(302, ""), "302 Found", 1},
	{"redirect in a circle", func(r *http.Request) (*http.Response, error) { return redirect(302, r.URL.String())(r) }, "302 Found (request ID request-7): the API redirects again and again", 4},
}

// Each fault in both lists, on the first and on the middle one of three pages, healing after some attempts and never.
func TestFaults(t *testing.T) {
	t.Parallel()
	const items = 401
	for list, want := range lists {
		for _, page := range []int{1, 2} {
			for _, fault := range faults {
				name := fmt.Sprintf("%s, page %d, %s", list, page, fault.name)
				healing := []int{1, 4}
				if fault.attempts == 1 || strings.Contains(fault.name, "circle") {
					healing = nil
				}
				for _, heals := range healing {
					t.Run(fmt.Sprintf("%s, healing after %d", name, heals), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							api := faultOnPage(page, fault, heals, items)
							ids, _, err := want.read(readContext(t), newClient(api))
							if err != nil {
								t.Fatal(err)
							}
							expectWhole(t, ids, items)
							if n := api.requests.Load(); n != int64(3+heals) {
								t.Errorf("%d requests, want %d", n, 3+heals)
							}
						})
					})
				}
				t.Run(name+", for ever", func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						api := faultOnPage(page, fault, -1, items)
						started := time.Now()
						ids, _, err := want.read(readContext(t), newClient(api))
						if err == nil || !strings.Contains(err.Error(), fault.words) {
							t.Fatalf("error %v, want one with %q", err, fault.words)
						}
						if strings.Contains(err.Error(), testToken) {
							t.Errorf("the token is in the error: %v", err)
						}
						if len(ids) > 0 {
							t.Errorf("%d items beside an error", len(ids))
						}
						if fault.attempts == 5 && errors.Is(err, digitalocean.ErrNoTimeLeft) {
							t.Errorf("all attempts were made, and the error is %v", err)
						}
						most := int64(fault.attempts + 2)
						if fault.attempts == 0 { // one in seven seconds
							most = int64(readLimit/(7*time.Second)) + 3
						}
						if n := api.requests.Load(); n > most || n < int64(max(fault.attempts, 1)) {
							t.Errorf("%d requests, want %d on the page and at most 2 more", n, fault.attempts)
						}
						if took := time.Since(started); took > readLimit {
							t.Errorf("the read took %s", took)
						}
					})
				})
			}
		}
	}
}

// faultOnPage is an account in which a page fails for as many attempts, or always for a negative number.
func faultOnPage(page int, fault fault, attempts, items int) *network {
	api := account(items)
	var mu sync.Mutex
	failed := 0
	return &network{answer: func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		now := pageOf(r) == page && failed != attempts
		if now {
			failed++
		}
		mu.Unlock()
		if now {
			return fault.answer(r)
		}
		return handled(api, r)
	}}
}
