package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

const token = "dop_v1_a-token-that-must-not-leak"

// server serves an API on loopback and counts the requests.
type server struct {
	*httptest.Server
	requests atomic.Int64
}

func serve(t *testing.T, api http.Handler) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		api.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// config is a provider block for the server, in front of the rest of a configuration.
func (s *server) config(rest string) string {
	return fmt.Sprintf("provider \"droplet\" {\n  api_endpoint = %q\n  token = %q\n  http_retry_wait_min = 0\n  http_retry_wait_max = 0.01\n}\n%s",
		s.URL, token, rest)
}

// answer is an API that gives every request the same answer.
func answer(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "request-7")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// runCLI runs the steps through the CLI, with the provider in this process.
func runCLI(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"droplet": providerserver.NewProtocol6WithError(provider.New("test")()),
		},
		Steps: steps,
	})
}

// expectOutputs is a step whose outputs are known, with these values, when the plan is made.
func expectOutputs(config string, outputs map[string]string) resource.TestStep {
	var checks []plancheck.PlanCheck
	for name, value := range outputs {
		checks = append(checks, plancheck.ExpectKnownOutputValue(name, knownvalue.StringExact(value)))
	}
	return resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: checks}}
}

// flat takes the white space out of JSON that is written to be read.
func flat(json string) string {
	return strings.NewReplacer("\n", "", "\t", "").Replace(json)
}
