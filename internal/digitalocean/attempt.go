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

// request is one GET request, and the function that decodes the body of its response.
type request struct {
	path  string
	query url.Values
	// decode returns a *json.SyntaxError if the body is not JSON, and an *unexpectedResponseError, which is not retried, if
	// it is JSON that the API does not document.
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
	target := c.config.Endpoint.JoinPath(r.path)
	target.RawQuery = r.query.Encode()

	resp, err := c.get(ctx, target.String())
	if err == nil && resp.status == http.StatusOK {
		if err = r.decode(resp.body); err == nil {
			return resp, nil
		}
		if _, ok := errors.AsType[*json.SyntaxError](err); ok {
			err = fmt.Errorf("the response is not JSON (Content-Type %q): %w", resp.header.Get("Content-Type"), err)
		}
	}
	apiErr := &Error{
		Endpoint:   c.config.Endpoint.String(),
		Path:       target.RequestURI(),
		StatusCode: resp.status,
		RequestID:  c.sanitize(resp.header.Get("X-Request-Id")),
		RetryAfter: retryAfter(resp.header, time.Now()),
	}
	if err == nil {
		c.parseErrorBody(apiErr, resp.body)
	} else {
		apiErr.Err = attemptError(ctx, err)
		apiErr.Message = c.sanitize(apiErr.Err.Error())
	}
	return resp, apiErr
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
