package rest_test

import (
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// TestErrorBody checks what the body of a 403 says.
func TestErrorBody(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body      string
		kind      rest.Kind
		message   string
		requestID string
	}{
		"documented":             {`{"id":"x","message":"Not allowed.","request_id":"body-id"}`, rest.Forbidden, "Not allowed.", "body-id"},
		"no request ID":          {`{"id":"forbidden","message":"No."}`, rest.Forbidden, "No.", ""},
		"request ID is a number": {`{"id":"forbidden","message":"No.","request_id":7}`, rest.Forbidden, "No.", "7"},
		"message is an object": {
			`{"id":"x","message":{"field":["is b\u0061d", null]}}`, rest.Forbidden, `{"field":["is bad",null]}`, "",
		},
		"message is null":      {`{"id":"x","message":null}`, rest.Blocked, `{"id":"x","message":null}`, ""},
		"no message":           {`{"id":"x","code":7}`, rest.Blocked, `{"code":7,"id":"x"}`, ""},
		"no ID":                {`{"message":"Blocked."}`, rest.Blocked, "Blocked.", ""},
		"list":                 {`["\u0061", {"b": 1.5}]`, rest.Blocked, `["a",{"b":1.5}]`, ""},
		"empty":                {"", rest.Blocked, "", ""},
		"plain text":           {"error code: 1020", rest.Blocked, "error code: 1020", ""},
		"the API's plain text": {"Unable to authenticate you.\n", rest.Forbidden, "Unable to authenticate you.", ""},
		"HTML":                 {"<html><title>Attention Required! | Cloudflare</title>", rest.Blocked, "Attention Required! | Cloudflare", ""},
		"cut off":              {`{"id":"x","message":"No.`, rest.Blocked, `{"id":"x","message":"No.`, ""},
		"more members":         {`{"id":"x","message":"No.","details":"` + strings.Repeat("x", 5000) + `"}`, rest.Forbidden, "No.", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := get(t.Context(), newClient(inTurn(reply{status: 403, body: test.body})))
			if err == nil || err.Kind != test.kind || err.Message != test.message || err.RequestID != test.requestID {
				t.Errorf("error %v, want one of the kind %d with the message %q", err, test.kind, test.message)
			}
		})
	}
}

// TestUnauthorized checks that the advice about the token is kept where the API's 401 is plain text.
func TestUnauthorized(t *testing.T) {
	t.Parallel()
	err := get(t.Context(), newClient(inTurn(reply{status: 401, body: "Unable to authenticate you"})))
	if err == nil || err.Kind != rest.Unauthorized {
		t.Errorf("error %v", err)
	}
}

// TestRequestID checks that the request ID of the header has precedence.
func TestRequestID(t *testing.T) {
	t.Parallel()
	err := get(t.Context(), newClient(inTurn(reply{
		status: 403, header: headers("X-Request-Id", "header-id"), body: `{"id":"x","message":"","request_id":"body-id"}`,
	})))
	if err == nil || err.RequestID != "header-id" {
		t.Errorf("error %v", err)
	}
}
