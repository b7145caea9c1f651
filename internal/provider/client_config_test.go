package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

const allPolicies = `
data "droplet_backup_policies" "all" {}
`

func TestInvalidProviderArguments(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	tests := []struct{ arguments, wantErr string }{
		{``, "Missing DigitalOcean token ... token ... DIGITALOCEAN_TOKEN ... DIGITALOCEAN_ACCESS_TOKEN"},
		{`token = ""`, "Missing DigitalOcean token ... The variables apply only if the argument is null or not set."},
		{`token = "  "`, "Missing DigitalOcean token"},
		{`token = "two\nlines"`, "provider argument token ... line break"},
		{`token = " bearer ` + token + `"`, `provider argument token ... "Bearer "`},
		{`api_endpoint = "api.digitalocean.com"`, `"api.digitalocean.com" ... provider argument api_endpoint ... absolute URL`},
		{`api_endpoint = "https://"`, "absolute URL"},
		{`api_endpoint = ""`, "absolute URL"},
		{`api_endpoint = "http://api.digitalocean.com"`, "must start with https://"},
		{`api_endpoint = "http://127.0.0.1.example.com"`, "must start with https://"},
		{`api_endpoint = "ftp://localhost"`, "must start with https://"},
		{`api_endpoint = "https://user:secret@localhost"`, "user name or password"},
		{`api_endpoint = "https://localhost?a=b"`, "query"},
		{`api_endpoint = "https://localhost#a"`, "fragment"},
		{`api_endpoint = "https://localhost:65536"`, "port from 1 to 65535"},
		{`api_endpoint = "https://localhost:0"`, "port from 1 to 65535"},
		{`api_endpoint = "https://api.digitalocean.com/v2"`, "version"},
		{`api_endpoint = "https://localhost/v2/"`, "version"},
		{`api_endpoint = "https://localhost/prefix/V3/."`, "version"},
		{`http_retry_max = -1`, "http_retry_max must be an integer from 0 to 9223372036854775807, got: -1"},
		{`http_retry_max = 1.5`, "http_retry_max must be an integer from 0 to 9223372036854775807, got: 1.5"},
		{`http_retry_wait_min = -0.5`, "http_retry_wait_min must be a number of at least 0, got: -0.5"},
		{`http_retry_wait_max = -1`, "http_retry_wait_max must be a number of at least 0, got: -1"},
		{`http_retry_wait_min = 60`, "http_retry_wait_max ... is 30s ... at least http_retry_wait_min ... 1m0s"},
		{`requests_per_second = -1`, "requests_per_second must be a number of at least 0, got: -1"},
		{`requests_per_second = 1e400`, "requests_per_second must be a number of at least 0, got: 1e+400"},
		{`requests_per_second = "fast"`, "a number is required"},
	}
	rows := map[string]row{}
	for _, test := range tests {
		arguments := test.arguments
		if !strings.Contains(arguments, "api_endpoint") {
			arguments += "\napi_endpoint = \"" + api.URL + "\""
		}
		if test.arguments != "" && !strings.HasPrefix(test.arguments, "token") {
			arguments += "\ntoken = \"" + token + "\""
		}
		rows[test.arguments] = row{provider: arguments, wantErr: test.wantErr}
		// What depends on environment variables is checked by the first read.
		if r := rows[test.arguments]; strings.Contains(test.wantErr, "Missing") || strings.Contains(test.wantErr, "is 30s") {
			r.api = api.Config.Handler
			rows[test.arguments] = r
		}
	}
	runRows(t, row{dataSource: "droplet_backup_policies"}, rows)
	api.expectRequests(t, 0)
}

// A rejected endpoint is shown without what may be secret.
func TestRejectedEndpoint(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"https://host/v2":                                        `"https://host/v2"`,
		"https://user:secret@host/":                              `"https://host/"`,
		"https://user:secret?secret#/@host/":                     `"https://host/"`,
		"user:secret://secret@host:80":                           `"host:80"`,
		"host/path?secret":                                       `"host/path"`,
		"https://host#secret":                                    `"https://host"`,
		"https://ho\x1b[31mst\u202e/v2\n":                        `"https://ho\x1b[31mst\u202e/v2"`,
		"dop_v1_secret":                                          "not shown",
		"https://host/" + strings.Repeat("x", 300) + "secret/v2": `xxx"`,
	}
	for endpoint, want := range tests {
		server := newProtocolServer(t)
		resp, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
			Config: protocolConfig(t, server.schemas.Provider, map[string]tftypes.Value{
				"api_endpoint": tftypes.NewValue(tftypes.String, endpoint),
			}),
		})
		if err != nil || len(resp.Diagnostics) != 1 {
			t.Fatalf("endpoint %q: error %v, diagnostics %v, want one", endpoint, err, resp)
		}
		if got := resp.Diagnostics[0].Detail; !strings.Contains(got, want) || strings.Contains(got, "secret") {
			t.Errorf("endpoint %q: the error is %q, want one that shows %s", endpoint, got, want)
		}
	}
}

// A prefix, such as that of a gateway, is part of every path.
func TestEndpointWithPrefix(t *testing.T) {
	t.Parallel()
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v2x/prefix/v2/droplets/backups/policies" {
			t.Errorf("requested %s", r.URL.Path)
		}
		respondWith(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	runCLI(t, resource.TestStep{PlanOnly: true, Config: strings.Replace(api.config(allPolicies), api.URL, api.URL+"/v2x/prefix/", 1)})
}

// A proxy that cannot be used is an error that does not show its password. Requests to this machine need no proxy.
func TestProxyVariables(t *testing.T) {
	local := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	variables := []string{"HTTPS_PROXY", "https_proxy"}
	t.Setenv("HTTP_PROXY", ":") // only loopback hosts are requested over plain HTTP
	for proxy, valid := range map[string]bool{
		"http://user:secret%zz@proxy.invalid:3128":    false,
		"http://user:secret@proxy.invalid:port":       false,
		"user:secret@proxy.invalid:1:2":               false,
		"htp://proxy.invalid":                         false,
		"http://":                                     false,
		" http://proxy.invalid":                       false,
		"http://proxy.invalid:65536":                  false,
		"proxy.invalid:3128":                          true,
		"10.0.0.1:3128":                               true,
		"user:secret@proxy.invalid":                   true,
		"socks5h://user:secret%40@proxy.invalid:1080": true,
	} {
		for _, variable := range variables {
			t.Run(variable+"="+proxy, func(t *testing.T) {
				for _, name := range variables {
					t.Setenv(name, "")
				}
				t.Setenv(variable, proxy)
				server := newProtocolServer(t)
				server.configure(t, "https://api.invalid")
				resp := server.read(interrupted, t, "droplet_backup_policies", nil)
				if len(resp.Diagnostics) != 1 {
					t.Fatalf("diagnostics are %v, want one", resp.Diagnostics)
				}
				got := resp.Diagnostics[0].Detail
				if strings.Contains(got, variable) == valid || strings.Contains(got, "secret") {
					t.Errorf("the error is %q; want one about the variable, without its value: %v", got, !valid)
				}
				server.configure(t, local.URL)
				if resp := server.read(t.Context(), t, "droplet_backup_policies", nil); len(resp.Diagnostics) > 0 {
					t.Errorf("a read from this machine fails: %v", resp.Diagnostics[0])
				}
			})
		}
	}
}

func TestLoopbackEndpoint(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	_, port, _ := strings.Cut(strings.TrimPrefix(api.URL, "http://"), ":")
	rows := map[string]row{}
	for _, endpoint := range []string{
		"http://127.0.0.1.:", "http://localhost.example.com:", "http://notlocalhost:", "http://localhost.:", "http://0.0.0.0:",
	} {
		rows[endpoint] = row{wantErr: "must start with https://"}
	}
	for _, endpoint := range []string{
		"http://127.0.0.1:", "HTTP://127.0.0.1:", "http://localhost:", "http://LOCALHOST:", "http://[::ffff:127.0.0.1]:",
	} {
		rows[endpoint] = row{value: "DATA.policies", want: "{}"}
	}
	for endpoint, r := range rows {
		r.provider = fmt.Sprintf("api_endpoint = %q\ntoken = %q", endpoint+port, token)
		rows[endpoint] = r
	}
	runRows(t, row{dataSource: "droplet_backup_policies"}, rows)
}
