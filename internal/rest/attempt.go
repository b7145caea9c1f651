package rest

import (
	"bytes"
	"cmp"
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
	// attemptTimeout limits one attempt, from the connection to the last byte of the body.
	attemptTimeout = 30 * time.Second
	// maxBody is well above the size of any page: 200 Droplets are about 400 KB.
	maxBody = 32 << 20
	// maxErrorBody limits how much of the body of an error response is read.
	maxErrorBody = 64 << 10
)

var (
	errTimeout   = fmt.Errorf("no complete response within %s", attemptTimeout)
	errEmptyBody = errors.New("empty response body")
	errLargeBody = fmt.Errorf("response body exceeds %d MiB", maxBody>>20)
)

// request is one GET request.
type request struct {
	url    string
	path   string // path and query without the endpoint, for errors and logs
	decode func(body []byte) error
}

// response is the result of one attempt; the zero value means that there was no response.
type response struct {
	status int // 0 if there was no complete response
	header http.Header
	body   []byte
}

// attempt sends a request once and decodes the body of a complete 200 response.
func (c *Client) attempt(ctx context.Context, r request) (response, *Error) {
	ctx, cancel := context.WithTimeoutCause(ctx, attemptTimeout, errTimeout)
	defer cancel()
	resp, err := c.get(ctx, r.url)
	if err == nil && resp.status == http.StatusOK {
		if err = r.decode(resp.body); err == nil {
			return resp, nil
		}
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			err = notJSON(resp, err)
		} else {
			err = &unexpectedError{err}
		}
	}
	if err != nil {
		err = attemptError(ctx, err)
	}
	return resp, c.newError(r, resp, err)
}

// get returns a complete response, or the part of an error response that is worth reading. It fails if there is no
// response, if a 200 response is incomplete, and on a redirect that is not followed.
func (c *Client) get(ctx context.Context, target string) (response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return response{}, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.config.Token)
	// Pages of different ages do not make up a list.
	req.Header.Set("Cache-Control", "no-cache")
	req.Header.Set("User-Agent", c.config.UserAgent)

	httpResp, err := c.http.Do(req)
	if httpResp == nil {
		return response{}, err
	}
	defer httpResp.Body.Close() //nolint:errcheck // the body was read, or the error of reading it is reported
	resp := response{status: httpResp.StatusCode, header: httpResp.Header}
	switch {
	case err != nil: // a redirect that is not followed
		return resp, err
	case resp.status == http.StatusSwitchingProtocols: // its body is the connection, which ignores the context
		return resp, nil
	case resp.status != http.StatusOK:
		resp.body, _ = io.ReadAll(io.LimitReader(httpResp.Body, maxErrorBody)) // the status matters; part of a body is enough
		return resp, nil
	}
	resp.body, err = io.ReadAll(io.LimitReader(httpResp.Body, maxBody+1))
	switch {
	case err != nil:
		resp.status = 0
	case len(resp.body) > maxBody:
		err = errLargeBody
	case len(bytes.TrimSpace(resp.body)) == 0:
		err = errEmptyBody
	}
	return resp, err
}

// notJSON explains a syntax error in a body, which may be compressed although the request did not ask for it.
func notJSON(resp response, syntaxError error) error {
	encoding := resp.header.Get("Content-Encoding")
	if bytes.HasPrefix(resp.body, []byte("\x1f\x8b")) {
		encoding = cmp.Or(encoding, "gzip")
	}
	if encoding != "" {
		return fmt.Errorf("the response is compressed (%s), but the request did not ask for that: %w", encoding, syntaxError)
	}
	return fmt.Errorf("the response is not JSON (Content-Type %q): %w", resp.header.Get("Content-Type"), syntaxError)
}

// attemptError returns the cause of a context that has ended, and otherwise err without the URL that net/http puts before
// its errors.
func attemptError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		return urlErr.Err
	}
	return err
}
