package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

const allPolicies = `
data "droplet_backup_policies" "all" {}
`

func TestInvalidProviderArguments(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	tests := []struct{ arguments, wantErr string }{
		{``, "Missing DigitalOcean token ... token or the environment variable DIGITALOCEAN_TOKEN or DIGITALOCEAN_ACCESS_TOKEN"},
		{`token = ""`, "Missing DigitalOcean token ... The variables apply only if the argument is null or not set."},
		{`token = "  "`, "Missing DigitalOcean token"},
		{`token = "two\nlines"`, "Invalid DigitalOcean token"},
		{`api_endpoint = "api.digitalocean.com"`, "api_endpoint ... The API endpoint must be an absolute URL ... DIGITALOCEAN_API_URL"},
		{`api_endpoint = "https://"`, "must be an absolute URL"},
		{`api_endpoint = ""`, "must be an absolute URL"},
		{`api_endpoint = "http://api.digitalocean.com"`, "must start with https://"},
		{`api_endpoint = "http://127.0.0.1.example.com"`, "must start with https://"},
		{`api_endpoint = "ftp://localhost"`, "must start with https://"},
		{`api_endpoint = "https://user:secret@localhost"`, "must not contain a user name or password"},
		{`api_endpoint = "https://localhost?a=b"`, "must not contain a query"},
		{`api_endpoint = "https://localhost#a"`, "must not contain a query or fragment"},
		{`api_endpoint = "https://localhost:65536"`, "must have a port from 1 to 65535"},
		{`api_endpoint = "https://localhost:0"`, "must have a port from 1 to 65535"},
		{`http_retry_max = -1`, "Attribute http_retry_max must be an integer from 0 to 9223372036854775807, got: -1"},
		{`http_retry_max = 1.5`, "Attribute http_retry_max must be an integer from 0 to 9223372036854775807, got: 1.5"},
		{`http_retry_wait_min = -0.5`, "Attribute http_retry_wait_min must be a number of at least 0, got: -0.5"},
		{`http_retry_wait_max = -1`, "Attribute http_retry_wait_max must be a number of at least 0, got: -1"},
		{
			`http_retry_wait_min = 60`,
			"Invalid retry waits ... The maximum wait (30 s) must not be less than the minimum wait (60 s). " +
				"The maximum comes from http_retry_wait_max, else from DIGITALOCEAN_HTTP_RETRY_WAIT_MAX, else from the default of 30;",
		},
		{`requests_per_second = -1`, "Attribute requests_per_second must be a number of at least 0, got: -1"},
		{`requests_per_second = 1e400`, "Attribute requests_per_second must be a number of at least 0, got: 1e+400"},
		{`requests_per_second = "fast"`, "a number is required"},
	}
	var steps []resource.TestStep
	for _, test := range tests {
		arguments := test.arguments
		if !strings.Contains(arguments, "api_endpoint") {
			arguments += "\napi_endpoint = \"" + api.URL + "\""
		}
		if test.arguments != "" && !strings.HasPrefix(test.arguments, "token") {
			arguments += "\ntoken = \"" + token + "\""
		}
		steps = append(steps, expectError("provider \"droplet\" {\n"+arguments+"\n}\n"+allPolicies, test.wantErr))
	}
	runCLI(t, steps...)
	api.expectRequests(t, 0)
}

func TestLoopbackEndpoint(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	_, port, _ := strings.Cut(strings.TrimPrefix(api.URL, "http://"), ":")
	config := func(endpoint string) string {
		return "provider \"droplet\" {\napi_endpoint = \"" + endpoint + port + "\"\ntoken = \"" + token + "\"\n}\n" + allPolicies
	}
	var steps []resource.TestStep
	for _, endpoint := range []string{
		"http://127.0.0.1.:", "http://localhost.example.com:", "http://notlocalhost:", "http://localhost.:", "http://0.0.0.0:",
	} {
		steps = append(steps, expectError(config(endpoint), "must start with https://"))
	}
	for _, endpoint := range []string{
		"http://127.0.0.1:", "HTTP://127.0.0.1:", "http://localhost:", "http://LOCALHOST:", "http://[::ffff:127.0.0.1]:",
	} {
		steps = append(steps, resource.TestStep{Config: config(endpoint)})
	}
	runCLI(t, steps...)
}

func TestTokenNotNeededWithoutRead(t *testing.T) {
	clearEnvironment(t)
	runCLI(t,
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
		expectError(`provider "droplet" { token = "two\nlines" }
			data "droplet_backup_policies" "all" { count = 0 }`, "Invalid DigitalOcean token"),
		// The test ends by destroying the last configuration, which therefore must be valid.
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
	)
}

func TestUnknownProviderArgument(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	provider := `
		resource "terraform_data" "token" { input = "` + token + `" }
		provider "droplet" {
			api_endpoint = "` + api.URL + `"
			token        = terraform_data.token.output
		}
	`
	runCLI(t,
		expectError(provider+allPolicies, "Provider configuration is unknown ... known only after an apply: token."),
		resource.TestStep{Config: provider + `data "droplet_backup_policies" "all" { depends_on = [terraform_data.token] }`},
		resource.TestStep{Config: provider + allPolicies},
	)
}
