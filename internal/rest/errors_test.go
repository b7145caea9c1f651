package rest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]rest.Error{
		"GET /v2/x": {},
		"GET /v2/x?page=1: 503 Service Unavailable (request ID 7f3a): Try again. (attempt 5)": {
			Path: "/v2/x?page=1", StatusCode: 503, RequestID: "7f3a", Message: "Try again.", Attempts: 5,
		},
		"GET /v2/x: 524":              {StatusCode: 524, Attempts: 1},
		"GET /v2/x: EOF (attempt 2)":  {Message: "EOF", Attempts: 2},
		"GET /v2/x: context canceled": {Stopped: context.Canceled},
		"GET /v2/x: 429 Too Many Requests (the API asked to wait 2s)":      {StatusCode: 429, RetryAfter: 1500 * time.Millisecond},
		"GET /v2/x: context canceled; last failure: 429 Too Many Requests": {Stopped: context.Canceled, StatusCode: 429, Attempts: 1},
	}
	for want, err := range tests {
		if err.Path == "" {
			err.Path = "/v2/x"
		}
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestUnwrap(t *testing.T) {
	t.Parallel()
	err := &rest.Error{Stopped: context.Canceled, Err: io.EOF}
	if !errors.Is(err, context.Canceled) || !errors.Is(err, io.EOF) || errors.Is(&rest.Error{}, io.EOF) {
		t.Error("the error does not wrap its causes")
	}
}

func TestIsNotFound(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]bool{
		nil: false, io.EOF: false, &rest.Error{Kind: rest.Rejected}: false, &rest.Error{Kind: rest.NotFound}: true,
		fmt.Errorf("reading: %w", &rest.Error{Kind: rest.NotFound}): true,
	} {
		if rest.IsNotFound(err) != want {
			t.Errorf("IsNotFound(%v) is %v", err, !want)
		}
	}
}

// TestErrorFields checks the fields of the error of a response.
func TestErrorFields(t *testing.T) {
	t.Parallel()
	client := newClient(inTurn(reply{status: 404, header: headers("X-Request-Id", "request-7"), body: `{"id":"not_found","message":"No."}`}),
		func(c *rest.Config) { c.Endpoint.Path = "/proxy/do" })
	got := get(t.Context(), client)
	want := rest.Error{
		Kind: rest.NotFound, Endpoint: "https://api.example.com/proxy/do", Path: "/v2/droplets", StatusCode: 404,
		RequestID: "request-7", Message: "No.", Attempts: 1,
	}
	if got == nil || *got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
