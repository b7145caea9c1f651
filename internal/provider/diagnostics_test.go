package provider_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What the API refuses ends in an error that says what came back and what to do, on the argument where there is one.
func TestAPIErrors(t *testing.T) {
	t.Parallel()
	const (
		backups  = `data "droplet_backups" "web" { droplet_id = 3164444 }`
		policies = `data "droplet_backup_policies" "all" {}`
	)
	tests := map[string]struct {
		config, body string
		status       int
		words        string
	}{
		"401": {
			policies, `{"id":"unauthorized","message":"Unable to authenticate you."}`, 401,
			"Cannot read the backup policies ... 401 Unauthorized (request ID request-7): Unable to authenticate you. ... " +
				"The API rejected the token. ... DIGITALOCEAN_TOKEN, else from DIGITALOCEAN_ACCESS_TOKEN. Check that it was copied whole",
		},
		"403": {
			backups, `{"id":"forbidden","message":"No."}`, 403,
			"Cannot read the backups of Droplet 3164444 ... 403 Forbidden ... lacks the scope droplet:read",
		},
		"404 of a Droplet": {
			backups, `{"id":"not_found","message":"No."}`, 404,
			"Droplet 3164444 not found ... droplet_id = 3164444 ... The account of the token has no Droplet with this ID: it was deleted ... " +
				"If there is such a Droplet: The API at http://127.0.0.1: ... Check the provider's argument api_endpoint",
		},
		"404 of the account": {policies, `404 page not found`, 404, "404 Not Found ... 404 page not found ... Check the provider's argument api_endpoint"},
		"408":                {policies, ``, 408, "408 Request Timeout ... (attempt 5) ... No complete answer came"},
		"429": {
			policies, `{"message":"API rate limit exceeded."}`, 429,
			"429 Too Many Requests ... API rate limit exceeded. (attempt 5) ... The API's rate limit is per token",
		},
		"502 of a proxy": {policies, "<html><h1>Bad Gateway</h1></html>", 502, "502 Bad Gateway ... : Bad Gateway (attempt 5) ... status.digitalocean.com"},
		"an empty 200":   {backups, "", 200, "200 OK ... the answer has no body (attempt 5)"},
		"a login page":   {backups, "<html>Log in</html>", 200, `200 OK ... the answer is not JSON (Content-Type "text/html; charset=utf-8") ... Check whether a proxy or a login page answers in its place`},
		"another shape": {
			backups, `{"backups":{"id":1}}`, 200,
			`GET /v2/droplets/3164444/backups?page=1&per_page=200: 200 OK (request ID request-7): ... "backups" is of the type object ... answered in a way that it does not document`,
		},
		"another type, in a list": {backups, `{"backups":[{"id":1},{"id":2,"public":"yes"}]}`, 200, `"backups.1.public" is of the type string`},
		"another type, in a map":  {policies, `{"policies":{"7":{"backup_enabled":1}}}`, 200, `"policies.7.backup_enabled" is of the type number`},
		"a repeated key":          {policies, `{"policies":{"1":{},"1":{}}}`, 200, `"1" came twice ... Nothing was taken over`},
		"a repeated ID":           {backups, `{"backups":[{"id":1},{"id":1}]}`, 200, `"1" came twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, answer(test.status, test.body))
			runCLI(t, expectError(api.config(test.config), test.words))
		})
	}
}

// What a version too many in the address brings is not taken for a missing Droplet.
func TestVersionInTheEndpoint(t *testing.T) {
	t.Parallel()
	api := serve(t, answer(http.StatusNotFound, `{"id":"not_found","message":"No."}`))
	config := strings.Replace(api.config(`data "droplet_backups" "web" { droplet_id = 7 }`), api.URL, api.URL+"/v2/", 1)
	runCLI(t, expectError(config, "Cannot read the backups of Droplet 7 ... GET /v2/v2/droplets/7/backups ... it is the API's address without the version"))
}

// The token goes to no other host, even if the API asks for it.
func TestRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := serve(t, answer(http.StatusOK, `{"policies":{}}`))
	api := serve(t, http.RedirectHandler(elsewhere.URL+"/v2/droplets/backups/policies", http.StatusFound))
	runCLI(t, expectError(api.config(`data "droplet_backup_policies" "all" {}`),
		"302 Found: the API redirects to "+elsewhere.URL+", where the token must not go ... set the provider's argument api_endpoint"))
	if n := elsewhere.requests.Load(); n != 0 {
		t.Errorf("%d requests went to another host", n)
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	api := serve(t, http.NotFoundHandler())
	api.Close()
	runCLI(t, expectError(api.config(`data "droplet_backup_policies" "all" {}`),
		"connection refused (attempt 5) ... No complete answer came from "+api.URL+"/. Check the network"))
}

func TestBadCertificate(t *testing.T) {
	t.Parallel()
	api := httptest.NewUnstartedServer(answer(http.StatusOK, `{"policies":{}}`))
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.StartTLS()
	t.Cleanup(api.Close)
	config := (&server{Server: api}).config(`data "droplet_backup_policies" "all" {}`)
	elsewhere := strings.Replace(api.URL, "127.0.0.1", "localhost", 1)
	runCLI(t,
		expectError(config, "certificate signed by unknown authority ... The certificate of "+api.URL+"/ is not trusted here ... SSL_CERT_FILE"),
		expectError(strings.Replace(config, api.URL, elsewhere, 1),
			"The certificate of "+elsewhere+"/ is not valid for this host, or not at this time. Check the provider's argument api_endpoint"),
	)
}

// What ends the time of a read is told, with what to do about that and not only about the time.
func TestReadTimeout(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		limit, words string
		api          http.HandlerFunc
	}{
		"nothing comes": {
			"200ms", "GET /v2/droplets/backups/policies: the read timed out after 200ms ... give the read more time",
			func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		"the API asks to wait": {
			"1m", "no time left to wait: GET /v2/droplets/backups/policies ... 503 ... the API asked to wait 1h0m0s ... Try again when that wait is over, read less at once, or give the read more time",
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusServiceUnavailable)
			},
		},
		"a limit": {
			"1m", "no time left to wait: the API's rate limit lets nothing through for 1h0m0s ... 429 ... Try again when that wait is over",
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusTooManyRequests)
			},
		},
		"a ceiling": {
			"1s", "no time left to wait: the ceiling requests_per_second lets nothing through for ... Raise the provider's argument requests_per_second",
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, `{"policies":{"`+r.URL.Query().Get("page")+`":{}},"meta":{"total":9}}`)
			},
		},
		"failures": {
			"30s", "no time left to wait: GET ... 502 ... The API had a problem of its own ... give the read more time",
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runCLI(t, expectError(`
				provider "droplet" {
					api_endpoint        = "`+serve(t, test.api).URL+`"
					token               = "`+token+`"
					http_retry_wait_min = 60
					http_retry_wait_max = 60
					requests_per_second = 0.1
				}
				data "droplet_backup_policies" "all" {
					timeouts { read = "`+test.limit+`" }
				}`, test.words))
		})
	}
}
