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
	"sync/atomic"
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
	errLargeBody = &unexpectedError{fmt.Errorf("response body exceeds %d MiB", maxBody>>20)}
)

// sender sends requests to one endpoint.
type sender struct {
	sanitizer
	http      *http.Client
	endpoint  *url.URL
	token     string
	userAgent string
	// confirmed is set once the endpoint has returned what a decoder accepts, so that it is the endpoint of the API.
	confirmed atomic.Bool
}

// operation is a GET request, which may take several attempts.
type operation struct {
	path   string
	query  url.Values
	decode func(body []byte) error
}

// WithQuery returns a path with its query, as it appears in errors and logs.
func WithQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// response is the result of one attempt.
type response struct {
	status int // 0 if there was no response, or only a part of one
	header http.Header
	body   []byte
}

// attempt sends a request once and decodes the body of a complete 200 response.
func (s *sender) attempt(ctx context.Context, op operation) (response, *Error) {
	ctx, cancel := context.WithTimeoutCause(ctx, attemptTimeout, errTimeout)
	defer cancel()
	resp, err := s.get(ctx, op)
	if err == nil && resp.status == http.StatusOK {
		if err = op.decode(resp.body); err == nil {
			s.confirmed.Store(true)
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
	return resp, s.newError(op, resp, err)
}

// get returns a complete response, or the part of an error response that is worth reading. It fails if there is no
// response, if a 200 response is incomplete, and on a redirect that is not followed.
func (s *sender) get(ctx context.Context, op operation) (response, error) {
	target := s.endpoint.JoinPath(op.path)
	target.RawQuery = op.query.Encode()
	httpReq, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return response{}, err
	}
	httpReq.Header.Set("Accept", "application/json")
	httpReq.Header.Set("Authorization", "Bearer "+s.token)
	// Pages of different ages do not make up a list.
	httpReq.Header.Set("Cache-Control", "no-cache")
	httpReq.Header.Set("User-Agent", s.userAgent)

	httpResp, err := s.http.Do(httpReq)
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

// newError returns the error of an attempt: err, or the status of the response if err is nil.
func (s *sender) newError(op operation, resp response, err error) *Error {
	e := &Error{
		Endpoint: s.endpoint.String(), Path: WithQuery(op.path, op.query), EndpointConfirmed: s.confirmed.Load(),
		StatusCode: resp.status, RequestID: s.sanitize(resp.header.Get("X-Request-Id")), RetryAfter: retryAfter(resp.header, time.Now()),
		Err: err,
	}
	if err != nil {
		e.Message = s.sanitize(err.Error())
		e.Kind, e.transient = classifyError(resp.status, err)
		return e
	}
	body := parseErrorBody(resp.body)
	if compressed := compressedError(resp); compressed != nil && !body.isAPIError {
		body.message = compressed.Error()
	}
	e.Message = s.sanitize(body.message)
	if e.RequestID == "" {
		e.RequestID = s.sanitize(body.requestID)
	}
	e.Kind, e.transient = classifyStatus(resp.status, body)
	return e
}

// notJSON explains a syntax error in a body.
func notJSON(resp response, syntaxError error) error {
	if compressed := compressedError(resp); compressed != nil {
		return fmt.Errorf("%w: %w", compressed, syntaxError)
	}
	return fmt.Errorf("the response is not JSON (Content-Type %q): %w", resp.header.Get("Content-Type"), syntaxError)
}

// compressedError returns an error if a body is still compressed: the request did not ask for the encoding, or the response does not name
// it.
func compressedError(resp response) error {
	encoding := resp.header.Get("Content-Encoding")
	if bytes.HasPrefix(resp.body, []byte("\x1f\x8b")) {
		encoding = cmp.Or(encoding, "gzip")
	}
	if encoding == "" {
		return nil
	}
	return fmt.Errorf("the response is compressed (%s), but the request did not ask for that", encoding)
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
