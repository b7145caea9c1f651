package digitalocean_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// fault is what happens to a request instead of a correct response.
type fault struct {
	name    string
	respond respondFunc
	wantErr string // if the fault is permanent
	// attempts is the number of attempts at the page if the fault is permanent: 1 if it is not retried, 5 if it is, and 0 if
	// only the read timeout limits them.
	attempts int
}

func status(code int, wantErr string, attempts int) fault {
	return fault{fmt.Sprintf("status %d", code), respondWith(code, nil, `{"id":"x","message":"Explanation."}`), wantErr, attempts}
}

func failWith(err error) respondFunc {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// body responds with status 200 and the beginning of a list, followed by what a reader returns.
func body(rest io.Reader) respondFunc {
	return func(r *http.Request) (*http.Response, error) {
		resp, _ := respondWith(http.StatusOK, nil, "")(r)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"backups":[`), rest))
		return resp, nil
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func fillWithSpaces(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte(" "), len(p))), nil }

func stall(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func stallInBody(r *http.Request) (*http.Response, error) {
	return body(readerFunc(func([]byte) (int, error) {
		<-r.Context().Done()
		return 0, r.Context().Err()
	}))(r)
}

// allLists responds with all lists: arrays, an object of policies, and the rest of the body.
func allLists(array, object, rest string) respondFunc {
	const format = `{"backups":%[1]s,"droplets":%[1]s,"images":%[1]s,"policies":%[2]s%[3]s}`
	return respondWith(http.StatusOK, nil, fmt.Sprintf(format, array, object, rest))
}

// resetIn responds that the rate limit is exhausted for some seconds. The server's clock is slow by skew.
func resetIn(seconds int, skew time.Duration) respondFunc {
	return func(r *http.Request) (*http.Response, error) {
		now := time.Now().Add(-skew)
		return respondWith(429, map[string]string{
			"Date":                now.UTC().Format(http.TimeFormat),
			"Ratelimit-Remaining": "0", "Ratelimit-Reset": fmt.Sprint(now.Unix() + int64(seconds)),
		}, "")(r)
	}
}

func retryAfter(code int, value string) respondFunc {
	return respondWith(code, map[string]string{"Retry-After": value}, `{"message":"Slow down."}`)
}

// retryAfterDate responds with a Retry-After date. The server's clock is slow by skew.
func retryAfterDate(wait, skew time.Duration) respondFunc {
	return func(r *http.Request) (*http.Response, error) {
		now := time.Now().Add(-skew).UTC()
		return respondWith(429, map[string]string{
			"Date": now.Format(http.TimeFormat), "Retry-After": now.Add(wait).Format(http.TimeFormat),
		}, `{"message":"Slow down."}`)(r)
	}
}

func redirect(code int, to string) respondFunc {
	return respondWith(code, map[string]string{"Location": to}, "")
}
