package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// expectError is a step that fails with all the words, in their order, whatever line breaks the CLI puts between them.
func expectError(config, words string) resource.TestStep {
	return resource.TestStep{Config: config, ExpectError: wrapped(words)}
}

func wrapped(words string) *regexp.Regexp {
	parts := strings.Fields(regexp.QuoteMeta(words))
	const space = `[\s│]+`
	return regexp.MustCompile(strings.ReplaceAll(strings.Join(parts, space), space+`\.\.\.`+space, `(?s:.*)`))
}

func TestBadDropletID(t *testing.T) {
	t.Parallel()
	api := serve(t, answer(http.StatusOK, `{"backups":[]}`))
	var steps []resource.TestStep
	for value, words := range map[string]string{
		`0`:                           "droplet_id must be a whole number from 1 to 9223372036854775807, not 0",
		`-1`:                          "droplet_id must be a whole number from 1 to 9223372036854775807, not -1",
		`1.5`:                         "droplet_id must be a whole number from 1 to 9223372036854775807, not 1.5",
		`"web-01"`:                    "a number is required",
		`""`:                          "a number is required",
		`null`:                        "Must set a configuration value for the droplet_id attribute",
		`[1]`:                         "number required",
		`18446744073709551616`:        "not 18446744073709551616",
		`1e300`:                       "not 1e+300",
		`1.0000000000000000000000001`: "not 1.0000000000000000000000001",
	} {
		step := expectError(api.config(`data "droplet_backups" "web" { droplet_id = `+value+` }`), words)
		step.PlanOnly = true
		steps = append(steps, step)
	}
	runCLI(t, steps...)
	if n := api.requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestBadTimeouts(t *testing.T) {
	t.Parallel()
	api := serve(t, answer(http.StatusOK, `{"policies":{}}`))
	var steps []resource.TestStep
	for value, words := range map[string]string{
		"soon": `"soon" must be a string`,
		"0s":   "0s leaves no time",
		"-5m":  "-5m0s leaves no time",
	} {
		steps = append(steps, expectError(api.config(`
			resource "terraform_data" "unknown" {}
			data "droplet_backup_policy" "web" {
				droplet_id = terraform_data.unknown.output # nothing is read: validation has to find it
				timeouts { read = "`+value+`" }
			}`), words))
	}
	runCLI(t, steps...)
	if n := api.requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestBadProviderArguments(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, answer(http.StatusOK, `{"policies":{}}`))
	tests := []struct{ arguments, words string }{
		{``, "Missing DigitalOcean token ... DIGITALOCEAN_TOKEN, else from DIGITALOCEAN_ACCESS_TOKEN"},
		{`token = ""`, "Missing DigitalOcean token ... argument token is empty or only white space. Leave it out, or set it to null"},
		{`token = "  "`, "Missing DigitalOcean token ... argument token is empty or only white space"},
		{`token = "two\nlines"`, "Invalid DigitalOcean token"},
		{`api_endpoint = "api.digitalocean.com"`, "api_endpoint ... The API's address is not an absolute URL ... DIGITALOCEAN_API_URL"},
		{`api_endpoint = "https://"`, "is not an absolute URL"},
		{`api_endpoint = ""`, "is not an absolute URL"},
		{`api_endpoint = "http://api.digitalocean.com"`, "must start with https://"},
		{`api_endpoint = "http://127.0.0.1.example.com"`, "must start with https://"},
		{`api_endpoint = "ftp://localhost"`, "must start with https://"},
		{`api_endpoint = "https://user:secret@localhost"`, "has a user name or password"},
		{`api_endpoint = "https://localhost?a=b"`, "has a query"},
		{`api_endpoint = "https://localhost#a"`, "has a query or a fragment"},
		{`api_endpoint = "https://localhost:65536"`, "has a port that is not from 1 to 65535"},
		{`api_endpoint = "https://localhost:0"`, "has a port that is not from 1 to 65535"},
		{`http_retry_max = -1`, "http_retry_max must be a whole number from 0 to 9223372036854775807, not -1"},
		{`http_retry_max = 1.5`, "http_retry_max must be a whole number from 0 to 9223372036854775807, not 1.5"},
		{`http_retry_wait_min = -0.5`, "http_retry_wait_min must be a number of at least 0, not"},
		{`http_retry_wait_max = -1`, "http_retry_wait_max must be a number of at least 0, not"},
		{`http_retry_wait_min = 60`, "Invalid http_retry_wait_min ... The longest wait of 30 s (http_retry_wait_max"},
		{`requests_per_second = -1`, "requests_per_second must be a number of at least 0, not"},
		{`requests_per_second = 1e400`, "requests_per_second must be a number of at least 0, not 1e+400"},
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
		steps = append(steps, expectError("provider \"droplet\" {\n"+arguments+"\n}\ndata \"droplet_backup_policies\" \"all\" {}", test.words))
	}
	runCLI(t, steps...)
	if n := api.requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestBadEnvironment(t *testing.T) {
	tests := []struct{ variable, value, words string }{
		{"DIGITALOCEAN_TOKEN", "two\x01parts", "Invalid DigitalOcean token ... DIGITALOCEAN_TOKEN"},
		{"DIGITALOCEAN_API_URL", "http://example.com", "must start with https:// ... DIGITALOCEAN_API_URL"},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "2.5", `DIGITALOCEAN_HTTP_RETRY_MAX ... must be a whole number from 0 to 9223372036854775807, not "2.5"`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "-1", `must be a whole number from 0 to 9223372036854775807, not "-1"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "NaN", `http_retry_wait_min, must be a number of at least 0, not "NaN"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "Inf", `http_retry_wait_max, must be a number of at least 0, not "Inf"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "0.5", `must not be shorter than`},
		{"DIGITALOCEAN_REQUESTS_PER_SECOND", "many", `requests_per_second, must be a number of at least 0, not "many"`},
	}
	for _, test := range tests {
		t.Run(test.variable+"="+test.value, func(t *testing.T) {
			clearEnvironment(t)
			api := serve(t, answer(http.StatusOK, `{"policies":{}}`))
			t.Setenv("DIGITALOCEAN_API_URL", api.URL)
			t.Setenv("DIGITALOCEAN_TOKEN", token)
			t.Setenv(test.variable, test.value)
			runCLI(t, expectError(`data "droplet_backup_policies" "all" {}`, test.words))
			if n := api.requests.Load(); n != 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// The configuration goes before the environment, and an empty variable counts as unset.
func TestPrecedence(t *testing.T) {
	var got string
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		answer(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	tests := map[string]struct {
		argument, variable, fallback, want string
	}{
		"argument":       {`token = " argument\n"`, "variable", "fallback", "argument"},
		"variable":       {``, "\tvariable ", "fallback", "variable"},
		"empty variable": {``, "", "fallback", "fallback"},
		"blank variable": {``, "  ", "fallback", "fallback"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv("DIGITALOCEAN_API_URL", api.URL)
			t.Setenv("DIGITALOCEAN_TOKEN", test.variable)
			t.Setenv("DIGITALOCEAN_ACCESS_TOKEN", test.fallback)
			t.Setenv("DIGITALOCEAN_HTTP_RETRY_MAX", "")
			runCLI(t, resource.TestStep{Config: "provider \"droplet\" {\n" + test.argument + "\n}\ndata \"droplet_backup_policies\" \"all\" {}"})
			if want := "Bearer " + test.want; got != want {
				t.Errorf("Authorization is %q, want %q", got, want)
			}
		})
	}
}

// A provider argument that is unknown while planning matters only to a data source that has to be read then.
func TestUnknownProviderArgument(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, answer(http.StatusOK, `{"policies":{}}`))
	provider := `
		resource "terraform_data" "login" { input = "` + token + `" }
		provider "droplet" {
			api_endpoint = "` + api.URL + `"
			token        = terraform_data.login.output
		}
	`
	runCLI(t,
		expectError(provider+`data "droplet_backup_policies" "all" {}`, "Provider configuration not known yet ... the provider's token will be known only after an apply"),
		resource.TestStep{Config: provider + `data "droplet_backup_policies" "all" { depends_on = [terraform_data.login] }`},
		resource.TestStep{Config: provider + `data "droplet_backup_policies" "all" {}`},
	)
}

func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, variable := range []string{
		"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_API_URL", "DIGITALOCEAN_HTTP_RETRY_MAX",
		"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "DIGITALOCEAN_REQUESTS_PER_SECOND",
	} {
		t.Setenv(variable, "")
	}
}
