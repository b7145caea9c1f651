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
	policies := func(body string, status int, wantErr string) row {
		return row{api: respondWith(status, body), wantErr: wantErr}
	}
	backups := func(body string, status int, wantErr string) row {
		return row{dataSource: "droplet_backups", arguments: "droplet_id = 3164444", api: respondWith(status, body), wantErr: wantErr}
	}
	// The client must not send the token to another host, even if the API redirects to it.
	other := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	redirect := http.RedirectHandler(other.URL+"/v2/droplets/backups/policies", http.StatusFound)
	// Repeated wrong passwords can lock an account, so the proxy must be asked only once.
	proxy := serve(t, respondWith(http.StatusProxyAuthRequired, "Log in."))
	down := serve(t, http.NotFoundHandler())
	down.Close()
	tests := map[string]row{
		"401": policies(
			`{"id":"unauthorized","message":"Unable to authenticate you."}`, 401,
			"Unable to read the backup policies ... 401 Unauthorized (request ID request-7): Unable to authenticate you. ... "+
				"rejected the token, which comes from the provider argument token.",
		),
		"401 as plain text": policies("Unable to authenticate you\n", 401, "rejected the token"),
		"403": backups(
			`{"id":"forbidden","message":"No."}`, 403,
			"Unable to read the backups of Droplet 3164444 ... 403 Forbidden ... lacks the scope droplet:read.",
		),
		"403 of an image": {
			dataSource: "droplet_backup", arguments: "id = 1", api: respondWith(http.StatusForbidden, `{"id":"forbidden","message":"No."}`),
			wantErr: "lacks the scope image:read.",
		},
		"403 of a firewall": policies("error code: 1020", 403, "error code: 1020 ... may be blocked"),
		"400":               policies(`bad`, 400, "400 Bad Request (request ID request-7): bad ... contact DigitalOcean support."),
		"402": policies(
			`{"id":"x","message":"Account balance is past due"}`, 402, "Account balance is past due ... API rejected the request",
		),
		"401 of a gateway": policies("<html>Sign in</html>", 401, "Sign in ... not from the API: a firewall, a proxy"),
		"511":              policies("<html>Guest network</html>", 511, "requires a sign-in"),
		"408":              policies(``, 408, "408 Request Timeout (request ID request-7) (attempt 5) ... Try again later."),
		"502 of a proxy":   policies("<html><h1>Bad Gateway</h1></html>", 502, ": Bad Gateway (attempt 5) ... status.digitalocean.com"),
		"empty 200":        backups("", 200, "200 OK ... (attempt 5) ... returned an undocumented response"),
		"404 of a list":    policies(`404 page not found`, 404, "404 Not Found ... check the provider argument api_endpoint"),
		"404 of a list by an API": policies(
			`{"id":"not_found","message":"No."}`, 404, "404 Not Found ... has nothing at this path",
		),
		"login page":          backups("<html>Log in</html>", 200, `Content-Type ... a proxy or login page is responding in its place`),
		"unexpected type":     backups(`{"backups":{"id":1}}`, 200, `"backups" has the wrong type ... returned an undocumented response`),
		"wrong type in a map": policies(`{"policies":{"7":{"backup_enabled":1}}}`, 200, `"policies.7.backup_enabled"`),
		"duplicate ID":        backups(`{"backups":[{"id":1},{"id":1}]}`, 200, `"1" ... contradict each other`),
		"404 of a Droplet": backups(
			`{"id":"not_found","message":"No."}`, 404,
			"Droplet 3164444 not found ... droplet_id = 3164444 ... it was deleted or was just created ... "+
				"`terraform destroy` needs the option -refresh=false. `doctl compute image list-user`",
		),
		"redirect": {
			api:     redirect,
			wantErr: "302 Found: ... " + other.URL + " ... set the provider argument api_endpoint",
		},
		"407": {
			provider: proxy.arguments(), api: proxy.Config.Handler,
			wantErr: "407 Proxy Authentication Required ... : Log in. ... " +
				"any proxy: the environment variable HTTPS_PROXY has its address, user name and password, and NO_PROXY",
		},
		"no server": {
			provider: down.arguments(), api: down.Config.Handler,
			wantErr: "(attempt 5) ... No complete response was received from " + down.URL + ". Check the network",
		},
	}
	runRows(t, row{dataSource: "droplet_backup_policies"}, tests)
	other.expectRequests(t, 0)
	proxy.expectRequests(t, 1)
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
			"There is no secure connection to "+api.URL+". ... trusted certificates; ... SSL_CERT_FILE"),
		expectError(strings.Replace(config, api.URL, otherName, 1),
			"not localhost ... There is no secure connection to "+otherName+". Check the provider argument api_endpoint ... clock"),
	)
}

// The hint for a read that had time left does not mention the read timeout.
func TestHintWithTimeLeft(t *testing.T) {
	t.Parallel()
	server := newProtocolServer(t)
	server.configure(t, serve(t, respondWith(http.StatusBadGateway, "")).URL)
	resp := server.read(t.Context(), t, "droplet_backup_policies", nil)
	if len(resp.Diagnostics) != 1 || !strings.HasSuffix(resp.Diagnostics[0].Detail, "https://status.digitalocean.com.") {
		t.Errorf("diagnostics are %v, want one that ends with the cause", resp.Diagnostics)
	}
}

// A read that has sent no request because of a rate limit says which one.
func TestHintWithoutRequest(t *testing.T) {
	t.Parallel()
	server := newProtocolServer(t)
	server.configure(t, serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})).URL)
	server.read(t.Context(), t, "droplet_backup_policies", nil)
	resp := server.read(t.Context(), t, "droplet_backup_policies", nil)
	if len(resp.Diagnostics) != 1 || strings.Contains(resp.Diagnostics[0].Detail, "429") ||
		!strings.Contains(resp.Diagnostics[0].Detail, "or lower -parallelism. To wait longer, raise the read timeout") {
		t.Errorf("diagnostics are %v, want one with the rate limit and the read timeout", resp.Diagnostics)
	}
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
			"1s", "Raise the provider argument requests_per_second (DIGITALOCEAN_REQUESTS_PER_SECOND). To wait longer, raise the read timeout",
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, `{"policies":{"`+r.URL.Query().Get("page")+`":{}},"meta":{"total":9}}`)
			},
		},
		"server errors": {
			"30s", "GET ... 502 ... Try again later. ... raise the read timeout",
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		},
	}
	rows := map[string]row{}
	for name, test := range tests {
		rows[name] = row{
			provider: `
				api_endpoint        = "` + serve(t, test.api).URL + `"
				token               = "` + token + `"
				http_retry_wait_min = 60
				http_retry_wait_max = 60
				requests_per_second = 0.1`,
			arguments: `timeouts { read = "` + test.timeout + `" }`, api: test.api, wantErr: test.wantErr,
		}
	}
	runRows(t, row{dataSource: "droplet_backup_policies"}, rows)
}
