package provider_test

import (
	"net/http"
	"os"
	"regexp"
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
		{`token = ""`, "Missing DigitalOcean token ... The variables apply only if the argument is not set or null."},
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
			"Invalid retry waits ... maximum of 30 seconds (http_retry_wait_max, ... and a minimum of 60 seconds (http_retry_wait_min,",
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

func TestInvalidEnvironment(t *testing.T) {
	const integer, number = "must be an integer from 0 to 9223372036854775807, got: ", "must be a number of at least 0, got: "
	tests := []struct{ variable, value, wantErr string }{
		{"DIGITALOCEAN_TOKEN", "two\x01parts", "Invalid DigitalOcean token ... DIGITALOCEAN_TOKEN"},
		{"DIGITALOCEAN_API_URL", "http://example.com", "must start with https:// ... DIGITALOCEAN_API_URL"},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "2.5", `DIGITALOCEAN_HTTP_RETRY_MAX ... ` + integer + `"2.5"`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "-1", integer + `"-1"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "NaN", `http_retry_wait_min is not set, ` + number + `"NaN"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "Inf", `http_retry_wait_max is not set, ` + number + `"Inf"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "0x10", number + `"0x10"`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "1p2", integer + `"1p2"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "0.5", `The maximum wait must not be less than the minimum wait`},
		{"DIGITALOCEAN_REQUESTS_PER_SECOND", "many", `requests_per_second is not set, ` + number + `"many"`},
	}
	for _, test := range tests {
		t.Run(test.variable+"="+test.value, func(t *testing.T) {
			clearEnvironment(t)
			api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
			t.Setenv("DIGITALOCEAN_API_URL", api.URL)
			t.Setenv("DIGITALOCEAN_TOKEN", token)
			t.Setenv(test.variable, test.value)
			runCLI(t, expectError(allPolicies, test.wantErr))
			api.expectRequests(t, 0)
		})
	}
}

func TestTokenPrecedence(t *testing.T) {
	var got string
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		respondWith(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	tests := map[string]struct{ argument, variable, alternative, want string }{
		"argument":       {`token = " argument\n"`, "variable", "alternative", "argument"},
		"variable":       {``, "\tvariable ", "alternative", "variable"},
		"empty variable": {``, "", "alternative", "alternative"},
		"blank variable": {``, "  ", "alternative", "alternative"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv("DIGITALOCEAN_API_URL", api.URL)
			t.Setenv("DIGITALOCEAN_TOKEN", test.variable)
			t.Setenv("DIGITALOCEAN_ACCESS_TOKEN", test.alternative)
			t.Setenv("DIGITALOCEAN_HTTP_RETRY_MAX", " ")
			runCLI(t, resource.TestStep{Config: "provider \"droplet\" {\n" + test.argument + "\n}\n" + allPolicies})
			if want := "Bearer " + test.want; got != want {
				t.Errorf("Authorization is %q, want %q", got, want)
			}
		})
	}
}

func TestNothingReadNeedsNoToken(t *testing.T) {
	clearEnvironment(t)
	runCLI(t,
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
		expectError(`provider "droplet" { token = "two\nlines" }
			data "droplet_backup_policies" "all" { count = 0 }`, "Invalid DigitalOcean token"),
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
	)
}

// A blank variable counts as unset, so that none of them is invalid.
func TestBlankEnvironment(t *testing.T) {
	clearEnvironment(t)
	for _, variable := range []string{
		"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_API_URL", "DIGITALOCEAN_HTTP_RETRY_MAX",
		"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "DIGITALOCEAN_REQUESTS_PER_SECOND",
	} {
		t.Setenv(variable, " \t")
	}
	runCLI(t, expectError(allPolicies, "Missing DigitalOcean token"))
}

func TestUserAgent(t *testing.T) {
	var got string
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.UserAgent()
		respondWith(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	for appended, want := range map[string]string{
		"":                            "",
		" \t ":                        "",
		"team-a":                      " team-a",
		" team-a/1.0 (x; y)\n ":       " team-a/1.0 (x; y)",
		"a\r\nX-Injected: b\x01\x7fc": " a X-Injected: b c",
		"équipe\xff":                  " équipe\xff",
	} {
		t.Run(appended, func(t *testing.T) {
			t.Setenv("TF_APPEND_USER_AGENT", appended)
			runCLI(t, resource.TestStep{Config: api.config(allPolicies)})
			pattern := regexp.MustCompile(`^Terraform/\S+ \(\+https://www\.terraform\.io\) terraform-provider-droplet/test(.*)$`)
			match := pattern.FindStringSubmatch(got)
			if match == nil || match[1] != want {
				t.Errorf("User-Agent is %q, want %q at its end", got, want)
			}
		})
	}
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

// clearEnvironment removes the provider's variables from the environment of a test.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "DIGITALOCEAN_") {
			t.Setenv(name, "")
		}
	}
}
