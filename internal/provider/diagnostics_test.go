package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
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
			"Droplet 3164444 not found ... droplet_id = 3164444 ... The account of the token has no Droplet with this ID: it was deleted",
		},
		"404 of the account": {policies, `404 page not found`, 404, "404 Not Found ... 404 page not found ... Check the provider's argument api_endpoint"},
		"429": {
			policies, `{"message":"API rate limit exceeded."}`, 429,
			"429 Too Many Requests ... API rate limit exceeded. (attempt 5) ... The API's rate limit is per token",
		},
		"502 of a proxy": {policies, "<html><h1>Bad Gateway</h1></html>", 502, "502 Bad Gateway ... : Bad Gateway (attempt 5) ... status.digitalocean.com"},
		"an empty 200":   {backups, "", 200, "200 OK ... the answer has no body (attempt 5)"},
		"another shape": {
			backups, `{"backups":{"id":1}}`, 200,
			`GET /v2/droplets/3164444/backups?page=1&per_page=200: 200 OK (request ID request-7): ... "backups" is of the type object ... answered in a way that it does not document`,
		},
		"a repeated key": {policies, `{"policies":{"1":{},"1":{}}}`, 200, `"1" came twice ... Nothing was taken over`},
		"a repeated ID":  {backups, `{"backups":[{"id":1},{"id":1}]}`, 200, `"1" came twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, answer(test.status, test.body))
			runCLI(t, expectError(api.config(test.config), test.words))
		})
	}
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
		"connection refused (attempt 5) ... No answer came from "+api.URL+"/. Check the network"))
}

func TestReadTimeout(t *testing.T) {
	t.Parallel()
	api := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	runCLI(t, expectError(api.config(`data "droplet_backup_policies" "all" {
		timeouts { read = "200ms" }
	}`), "the read timed out after 200ms ... Give the read more time"))
}

// A total that stays wrong is told, but does not keep the items back.
func TestWrongTotal(t *testing.T) {
	t.Parallel()
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := `{"policies":{},"meta":{"total":3}}`
		if r.URL.Query().Get("page") == "1" {
			body = `{"policies":{"1":{"droplet_id":1}},"meta":{"total":3}}`
		}
		answer(http.StatusOK, body).ServeHTTP(w, r)
	}))
	runCLI(t, resource.TestStep{
		Config: api.config(`
			data "droplet_backup_policies" "all" {}
			output "summary" { value = "${data.droplet_backup_policies.all.total} counted, ${length(data.droplet_backup_policies.all.policies)} given" }`),
		Check: resource.TestCheckOutput("summary", "3 counted, 1 given"),
	})
}
