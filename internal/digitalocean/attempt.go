package digitalocean

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// attemptTimeout is the time that one attempt may take, from the connection to the last byte of the body.
	attemptTimeout = 30 * time.Second
	// maxBody is far over the largest page: 200 policies are about 60 KB.
	maxBody = 32 << 20
	// maxErrorBody is how much is read of an answer that is an error.
	maxErrorBody = 64 << 10
)

var (
	errTimeout   = fmt.Errorf("no complete answer within %s", attemptTimeout)
	errEmptyBody = errors.New("the answer has no body")
	errLargeBody = fmt.Errorf("the answer is larger than %d MiB", maxBody>>20)
)

// request is one GET, and what takes the values out of its answer.
type request struct {
	path  string
	query url.Values
	// decode fails with a *json.SyntaxError where the body is not JSON, and with a *shapeError where it is JSON of another
	// shape, which no other attempt heals.
	decode func(body []byte) error
}

// answer is what an attempt got; the zero value stands for none.
type answer struct {
	status int // 0 where no complete answer came
	header http.Header
	body   []byte
}

// attempt sends a request once and decodes a complete 200 answer.
func (c *Client) attempt(ctx context.Context, r request) (answer, *Error) {
	ctx, cancel := context.WithTimeoutCause(ctx, attemptTimeout, errTimeout)
	defer cancel()
	target := c.config.Endpoint.JoinPath(r.path)
	target.RawQuery = r.query.Encode()

	got, err := c.get(ctx, target.String())
	if err == nil && got.status == http.StatusOK {
		if err = r.decode(got.body); err == nil {
			return got, nil
		}
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			err = fmt.Errorf("the answer is not JSON (Content-Type %q): %w", got.header.Get("Content-Type"), err)
		}
	}
	failure := &Error{
		Endpoint:   c.config.Endpoint.String(),
		Path:       target.RequestURI(),
		StatusCode: got.status,
		RequestID:  c.clean(got.header.Get("X-Request-Id")),
		RetryAfter: retryAfter(got.header, time.Now()),
	}
	if err == nil {
		c.describe(failure, got.body)
	} else {
		failure.Err = cause(ctx, err)
		failure.Message = c.clean(failure.Err.Error())
	}
	return got, failure
}

// get reads an answer: all of it, or enough of it to tell an error. It fails where there is none, where it is not complete,
// and where it is a redirect that is not followed.
func (c *Client) get(ctx context.Context, target string) (answer, error) {
	httpRequest, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return answer{}, err
	}
	httpRequest.Header.Set("Accept", "application/json")
	httpRequest.Header.Set("Authorization", "Bearer "+c.config.Token)
	httpRequest.Header.Set("User-Agent", c.config.UserAgent)

	response, err := c.http.Do(httpRequest)
	if response == nil {
		return answer{}, err
	}
	defer response.Body.Close() //nolint:errcheck // the body was read, or the error of reading it is reported
	got := answer{status: response.StatusCode, header: response.Header}
	switch {
	case err != nil: // a redirect
		return got, err
	case response.StatusCode != http.StatusOK:
		got.body, _ = io.ReadAll(io.LimitReader(response.Body, maxErrorBody)) // the status is the news; part of a body will do
		return got, nil
	}
	got.body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		got.status = 0
	case len(got.body) > maxBody:
		err = errLargeBody
	case len(bytes.TrimSpace(got.body)) == 0:
		err = errEmptyBody
	}
	return got, err
}

// cause tells an attempt that ran out of its own time from a read that was ended, and drops the URL that net/http
// puts before its errors.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// sameOrigin refuses a redirect that would take the token to another host, or out of TLS.
func sameOrigin(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case next.URL.Scheme != first.Scheme || next.URL.Host != first.Host:
		return fmt.Errorf("the API redirects to %s://%s, where the token must not go", next.URL.Scheme, next.URL.Host)
	case len(via) > 3:
		return errors.New("the API redirects again and again")
	}
	return nil
}
