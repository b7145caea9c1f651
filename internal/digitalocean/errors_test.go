package digitalocean_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestErrorText checks that texts from the API are sanitized and shortened.
func TestErrorText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"documented": {`{"id":"forbidden","message":"You are not allowed.","request_id":"body-id"}`, ": You are not allowed."},
		"an object":  {`{"id":"x","message":{"field":["is bad"]}}`, ": field is bad"},
		"no message": {`{"id":"x"}`, ""},
		"HTML": {
			"<html><head><style>p { color: red }</style><title>403</title></head>\r\n" +
				"<body><h1>Go &amp; away</h1><script>x()</script></body></html>",
			": 403 Go & away",
		},
		"plain text":             {"not  \t here\n", ": not here"},
		"control and bidi":       {"\x1b[31mred\x07 \u202etxt\x00", ": [31mred txt"},
		"no UTF-8":               {"a\xff\xfeb", ": ab"},
		"long":                   {strings.Repeat("x", 5000), ": " + strings.Repeat("x", 300) + "…"},
		"the token":              {`{"message":"bad header Bearer ` + testToken + `"}`, ": bad header Bearer [token]"},
		"the token, escaped":     {`{"message":"dop_v1_a&#45;token-that-must-not\u200b-leak"}`, ": [token]"},
		"the token in an object": {`{"message":{"header":"Bearer dop\u005fv1_a-token-that-must-not-leak"}}`, ": header Bearer [token]"},
		"the token, cut off":     {strings.Repeat(" ", 64<<10-25) + testToken, ": [token]"},
		"the token in a list": {
			`["Bearer dop\u005fv1_a-token-that-must-not-leak", null, 9007199254740993]`,
			": Bearer [token] 9007199254740993",
		},
		"a long body": {`{"message":"No.","details":"` + strings.Repeat("x", 5000) + `"}`, ": No."},
		"empty":       {"", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(&network{respond: respondWith(http.StatusForbidden, nil, test.body)}).Policies(t.Context())
			want := "GET /v2/droplets/backups/policies?page=1&per_page=200: 403 Forbidden (request ID request-7)" + test.want
			if err == nil || err.Error() != want {
				t.Errorf("error\n%v, want\n%s", err, want)
			}
		})
	}
}

// TestUnusualTokens checks that a token is found in a text even if sanitizing changes both.
func TestUnusualTokens(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"dop_v1_0123456789abcdef\u200b", "two  words of a secret", "a&amp;b<i>c-secret", `quote"d-secret`} {
		_, err := newClient(&network{respond: respondWith(http.StatusUnauthorized, nil, "bad header Bearer "+token)},
			func(c *digitalocean.Config) { c.Token = token }).Policies(t.Context())
		if err == nil || !strings.HasSuffix(err.Error(), ": bad header Bearer [token]") {
			t.Errorf("%q: error %v", token, err)
		}
	}
}

// TestAttempts checks that the attempts before an error that is not retried are counted.
func TestAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		attempts := 0
		_, err := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			if attempts++; attempts < 4 {
				return respondWith(http.StatusServiceUnavailable, nil, "")(r)
			}
			return respondWith(http.StatusUnauthorized, nil, "")(r)
		}}).Policies(t.Context())
		if err == nil || !strings.Contains(err.Error(), "401 Unauthorized (request ID request-7) (attempt 4)") {
			t.Errorf("error %v", err)
		}
	})
}

// TestErrorFields checks that the request ID of the body is used if there is no header, and that a base path is kept.
func TestErrorFields(t *testing.T) {
	t.Parallel()
	transport := &network{respond: func(r *http.Request) (*http.Response, error) {
		resp, err := respondWith(404, nil, `{"id":"not_found","message":"No.","request_id":" body-id\u0007 "}`)(r)
		resp.Header.Del("X-Request-Id")
		return resp, err
	}}
	client := newClient(transport, func(c *digitalocean.Config) { c.Endpoint.Path = "/proxy/do" })
	_, err := client.Backups(t.Context(), dropletID)
	failure, ok := errors.AsType[*digitalocean.Error](err)
	if !ok {
		t.Fatal(err)
	}
	got := *failure
	want := digitalocean.Error{
		Endpoint: "https://api.example.com/proxy/do/", Path: "/proxy/do/v2/droplets/3164444/backups?page=1&per_page=200",
		StatusCode: 404, RequestID: "body-id", Message: "No.", Attempts: 1,
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestAttemptLog checks that each attempt is one line in the log, without secrets and bodies.
func TestAttemptLog(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	api := newAccount(1)
	client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
		resp, err := serveInMemory(api, r)
		resp.Header.Set("Ratelimit-Remaining", "4816")
		resp.Header.Set("X-Request-Id", "request-9")
		return resp, err
	}}, func(c *digitalocean.Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	if _, err := client.Policies(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{
		"level=DEBUG", "method=GET", "path=/v2/droplets/backups/policies", `query="page=1&per_page=200"`, "status=200", "attempt=1",
		"duration_ms=", "request_id=request-9", "ratelimit_remaining=4816",
	} {
		if !strings.Contains(log.String(), field) {
			t.Errorf("the log has no %s: %s", field, log.String())
		}
	}
	if strings.Count(log.String(), "\n") != 1 || strings.Contains(log.String(), testToken) || strings.Contains(log.String(), "droplet_id") {
		t.Errorf("the log is not one line without the token and the body: %s", log.String())
	}
}
