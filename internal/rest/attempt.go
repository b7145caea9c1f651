package rest

import (
	"cmp"
	"context"
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

var errTimeout = fmt.Errorf("no complete response within %s", attemptTimeout)

// attempt sends a request once and decodes the body of a complete 200 response.
func (c *Client) attempt(ctx context.Context, path string, decode func(body []byte) error) (response, *Error) {
	ctx, cancel := context.WithTimeoutCause(ctx, attemptTimeout, errTimeout)
	defer cancel()
	resp, err := c.send(ctx, path)
	switch {
	case err != nil:
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = context.Cause(ctx) // which timeout it was
		}
		return resp, c.newError(path, resp, networkError(err))
	case resp.status != http.StatusOK:
		return resp, c.newError(path, resp, statusError(resp))
	case len(resp.body) > maxBody:
		err = fmt.Errorf("response body exceeds %d MiB", maxBody>>20)
	default:
		err = decode(resp.body)
	}
	if err != nil {
		return resp, c.newError(path, resp, bodyError(resp, err))
	}
	return resp, nil
}

// send returns a complete response, or the part of an error response that is worth reading. It fails if there is no response, or if a
// 200 response is incomplete.
func (c *Client) send(ctx context.Context, path string) (response, error) {
	httpReq, err := http.NewRequestWithContext(ctx, http.MethodGet, c.endpoint+path, nil)
	if err != nil {
		return response{}, err
	}
	httpReq.Header = http.Header{
		"Accept":        {"application/json"},
		"Authorization": {"Bearer " + c.config.Token},
		"Cache-Control": {"no-cache"}, // a cached page may be older than the others
		"User-Agent":    {c.config.UserAgent},
	}
	httpResp, err := c.http.Do(httpReq)
	if err != nil {
		return response{}, errors.Unwrap(err) // without the *url.Error, which repeats the URL
	}
	defer httpResp.Body.Close() //nolint:errcheck // nothing more is needed from the body
	resp := response{status: httpResp.StatusCode, header: httpResp.Header}
	switch resp.status {
	case http.StatusOK:
		if resp.body, err = io.ReadAll(io.LimitReader(httpResp.Body, maxBody+1)); err != nil {
			resp.status = 0 // incomplete
		}
	case http.StatusSwitchingProtocols: // its body is the connection, which ignores the context
	default:
		resp.body, _ = io.ReadAll(io.LimitReader(httpResp.Body, maxErrorBody)) // the status matters; part of a body is enough
	}
	return resp, err
}

// newError returns the error of an attempt with the facts about its request and response.
func (c *Client) newError(path string, resp response, e Error) *Error {
	e.Endpoint, e.Path = c.endpoint, path
	e.StatusCode, e.RetryAfter = resp.status, retryAfter(resp.header, time.Now())
	e.RequestID = c.Sanitize(cmp.Or(resp.header.Get("X-Request-Id"), e.RequestID))
	if e.Err != nil {
		e.Message = e.Err.Error()
	}
	e.Message = c.Sanitize(e.Message)
	return &e
}

// Unexpected returns an error of the kind Unexpected, for a fault that appears only after responses with the status 200 have been decoded.
func (c *Client) Unexpected(path string, query url.Values, detail string) error {
	return c.newError(WithQuery(path, query), response{status: http.StatusOK}, Error{Kind: Unexpected, Message: detail})
}
