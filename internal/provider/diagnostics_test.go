package provider_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAPIErrors(t *testing.T) {
	t.Parallel()
	const backups = `data "droplet_backups" "web" { droplet_id = 3164444 }`
	tests := map[string]struct {
		config, body string
		status       int
		wantErr      string
	}{
		"401": {
			allPolicies, `{"id":"unauthorized","message":"Unable to authenticate you."}`, 401,
			"Unable to read the backup policies ... 401 Unauthorized (request ID request-7): Unable to authenticate you. ... " +
				"rejected the token, which comes from the provider argument token.",
		},
		"401 as plain text": {allPolicies, "Unable to authenticate you\n", 401, "rejected the token"},
		"401 of a gateway":  {allPolicies, "<html>Sign in</html>", 401, "Sign in ... not from the API: a firewall, a proxy"},
		"403": {
			backups, `{"id":"forbidden","message":"No."}`, 403,
			"Unable to read the backups of Droplet 3164444 ... 403 Forbidden ... lacks the scope droplet:read.",
		},
		"403 of an image":   {`data "droplet_backup" "x" { id = 1 }`, `{"id":"forbidden","message":"No."}`, 403, "lacks the scope image:read."},
		"403 of a firewall": {allPolicies, "error code: 1020", 403, "error code: 1020 ... may be blocked"},
		"400":               {allPolicies, `bad`, 400, "400 Bad Request (request ID request-7): bad ... contact DigitalOcean support."},
		"402":               {allPolicies, `{"id":"x","message":"Account balance is past due"}`, 402, "past due ... API rejected the request"},
		"511":               {allPolicies, "<html>Guest network</html>", 511, "requires a sign-in"},
		"408":               {allPolicies, ``, 408, "408 Request Timeout ... (attempt 5) ... No complete response was received"},
		"502 of a proxy":    {allPolicies, "<html><h1>Bad Gateway</h1></html>", 502, ": Bad Gateway (attempt 5) ... status.digitalocean.com"},
		"empty 200":         {backups, "", 200, "200 OK ... (attempt 5) ... returned an undocumented response"},
		"404 of a list":     {allPolicies, `404 page not found`, 404, "404 Not Found ... check the provider argument api_endpoint"},
		"404 of a list by an API": {
			allPolicies, `{"id":"not_found","message":"No."}`, 404, "404 Not Found ... may not have this path: check the provider argument",
		},
		"login page":          {backups, "<html>Log in</html>", 200, `Content-Type ... a proxy or login page is responding in its place`},
		"unexpected type":     {backups, `{"backups":{"id":1}}`, 200, `"backups" has the wrong type ... returned an undocumented response`},
		"wrong type in a map": {allPolicies, `{"policies":{"7":{"backup_enabled":1}}}`, 200, `"policies.7.backup_enabled"`},
		"duplicate ID":        {backups, `{"backups":[{"id":1},{"id":1}]}`, 200, `"1" ... contradict each other`},
		"404 of a Droplet": {
			backups, `{"id":"not_found","message":"No."}`, 404,
			"Droplet 3164444 not found ... droplet_id = 3164444 ... it was deleted or was just created ... " +
				"`terraform destroy` needs the option -refresh=false. ... check the provider argument api_endpoint",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, respondWith(test.status, test.body))
			runCLI(t, expectError(api.config(test.config), test.wantErr))
		})
	}
}

// Repeated wrong passwords can lock an account, so the proxy must be asked only once.
func TestProxyAuthRequired(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusProxyAuthRequired, "Log in."))
	runCLI(t, expectError(api.config(allPolicies), "407 Proxy Authentication Required ... : Log in. ... "+
		"A proxy requires authentication. ... HTTPS_PROXY, ... NO_PROXY"))
	api.expectRequests(t, 1)
}

// The client must not send the token to another host, even if the API redirects to it.
func TestRedirect(t *testing.T) {
	t.Parallel()
	other := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	api := serve(t, http.RedirectHandler(other.URL+"/v2/droplets/backups/policies", http.StatusFound))
	runCLI(t, expectError(api.config(allPolicies),
		"302 Found: ... "+other.URL+" ... set the provider argument api_endpoint"))
	other.expectRequests(t, 0)
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	api := serve(t, http.NotFoundHandler())
	api.Close()
	runCLI(t, expectError(api.config(allPolicies),
		"(attempt 5) ... No complete response was received from "+api.URL+"/. Check the network"))
}

func TestInvalidCertificate(t *testing.T) {
	t.Parallel()
	api := httptest.NewUnstartedServer(respondWith(http.StatusOK, `{"policies":{}}`))
	api.Config.ErrorLog = log.New(io.Discard, "", 0)
	api.StartTLS()
	t.Cleanup(api.Close)
	config := (&server{Server: api}).config(allPolicies)
	otherName := strings.Replace(api.URL, "127.0.0.1", "localhost", 1)
	runCLI(t,
		expectError(config, "certificate signed by unknown authority ... "+
			"The certificate of "+api.URL+"/ is signed by an authority that this machine does not trust. ... SSL_CERT_FILE"),
		expectError(strings.Replace(config, api.URL, otherName, 1),
			"The certificate of "+otherName+"/ is not valid for this host or at this time. Check the provider argument api_endpoint"),
	)
}

func TestReadTimeout(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout, wantErr string
		api              http.HandlerFunc
	}{
		"no response": {
			"200ms", "GET /v2/droplets/backups/policies?page=1&per_page=200: the read timed out after 200ms ... raise the read timeout",
			func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		"Retry-After of a server error": {
			"1m", "not enough time left ... last failure: 503 ... status.digitalocean.com ... raise the read timeout",
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusServiceUnavailable)
			},
		},
		"rate limit": {
			"1m", "the API's rate limit blocks requests for ... last failure: 429 ... lower -parallelism ... raise the read timeout",
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusTooManyRequests)
			},
		},
		"requests_per_second": {
			"1s", "Raise the provider argument requests_per_second (DIGITALOCEAN_REQUESTS_PER_SECOND), or raise the read timeout",
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, `{"policies":{"`+r.URL.Query().Get("page")+`":{}},"meta":{"total":9}}`)
			},
		},
		"server errors": {
			"30s", "GET ... 502 ... Try again later. ... raise the read timeout",
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
					timeouts { read = "`+test.timeout+`" }
				}`, test.wantErr))
		})
	}
}
