package rest_test

import (
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// TestSanitize checks that a text is plain, short and without the token.
func TestSanitize(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ token, text, want string }{
		"plain":                          {testToken, "You are not allowed.", "You are not allowed."},
		"spaces":                         {testToken, " \tnot \r\n\u2028 here\u00a0\n", "not here"},
		"control and bidi":               {testToken, "\x1b[31mred\x07 \u202ed\u2066xt\x00\u200b", "[31mred dxt"},
		"no UTF-8":                       {testToken, "a\xff\xfeb\ufffdc", "abc"},
		"other scripts":                  {testToken, "Zugriff verweigert – 拒否 🚫", "Zugriff verweigert – 拒否 🚫"},
		"HTML":                           {testToken, "<html><title>403</title>\r\n<body><h1 class='x'>Go &amp; away</h1><br/>", "403 Go & away"},
		"style and script":               {testToken, "a<style>p { color: red }</style>b<SCRIPT src=x>x()\n</SCRIPT>c", "a b c"},
		"script without an end":          {testToken, "a<script>x()", "a"},
		"style in a script":              {testToken, "a<script>1</script>b<style>2</style>c", "a b c"},
		"comment":                        {testToken, "a<!-- b -->c", "a c"},
		"tag without an end":             {testToken, "a<body onload=", "a"},
		"less than":                      {testToken, "1 < 2 <3", "1 < 2 <3"},
		"scripted":                       {testToken, "<scripted>a", "a"},
		"300 characters":                 {testToken, strings.Repeat("ä", 300), strings.Repeat("ä", 300)},
		"301 characters":                 {testToken, strings.Repeat("ä", 301), strings.Repeat("ä", 300) + "…"},
		"token":                          {testToken, "bad header Bearer " + testToken + ", " + testToken, "bad header Bearer [token], [token]"},
		"token with an entity":           {testToken, "dop_v1_a&#45;token-that-must-not\u200b-leak", "[token]"},
		"token, cut off":                 {testToken, "bad header " + testToken[:len(testToken)-1], "bad header [token]"},
		"token, 8 characters of it":      {testToken, "bad header " + testToken[:8], "bad header [token]"},
		"token, 7 characters of it":      {testToken, "bad header " + testToken[:7], "bad header " + testToken[:7]},
		"token, cut off, not at the end": {testToken, testToken[:8] + " is bad", testToken[:8] + " is bad"},
		"token beyond 300 characters":    {testToken, strings.Repeat("x", 290) + testToken, strings.Repeat("x", 290) + "[token]"},
		"token across 300 characters":    {testToken, strings.Repeat("x", 296) + testToken, strings.Repeat("x", 296) + "[tok…"},
		"token of 8 characters":          {"12345678", "a 12345678 b", "a [token] b"},
		"placeholder":                    {"1234567", "a 1234567 b", "a 1234567 b"},
		"token with a format character":  {"dop_v1_0123456789abcdef\u200b", "Bearer dop_v1_0123456789abcdef\u200b", "Bearer [token]"},
		"token with spaces":              {"two  words of a secret", "Bearer two  words of a secret", "Bearer [token]"},
		"token with markup":              {"a&amp;b<i>c-secret", "Bearer a&amp;b<i>c-secret", "Bearer [token]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(inTurn(reply{}), func(c *rest.Config) { c.Token = test.token })
			if got := client.Sanitize(test.text); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestNoToken checks that no part of an error or a log contains the token, wherever the response reflects it.
func TestNoToken(t *testing.T) {
	t.Parallel()
	escaped := strings.ReplaceAll(testToken, "_", `\u005f`)
	tests := map[string]reply{
		"message":            {status: 422, body: `{"id":"x","message":"Bearer ` + escaped + `"}`},
		"message object":     {status: 422, body: `{"id":"x","message":{"` + escaped + `":1}}`},
		"request ID":         {status: 422, body: `{"id":"x","message":"","request_id":"` + escaped + `"}`},
		"request ID, header": {status: 422, header: headers("X-Request-Id", testToken, "Ratelimit-Remaining", testToken)},
		"other JSON":         {status: 422, body: `["` + escaped + `"]`},
		"cut off":            {status: 422, body: strings.Repeat(" ", maxErrorBody-25) + testToken},
		"redirect":           {status: 302, header: headers("Location", "https://"+testToken+".example.com/")},
		"content type":       {header: headers("Content-Type", testToken), body: "<"},
	}
	for name, response := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log strings.Builder
			err := get(t.Context(), newClient(inTurn(response), logTo(&log, -10), func(c *rest.Config) { c.RetryMax = 0 }))
			if err == nil || strings.Contains(err.Error()+log.String(), testToken[:20]) {
				t.Errorf("the token is in the error or the log: %v, %s", err, log.String())
			}
		})
	}
}
