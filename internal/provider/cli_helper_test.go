package provider_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

const token = fakeapi.FakeToken

func TestMain(m *testing.M) {
	// For the CLI: its processes are short, and many run at the same time.
	if err := errors.Join(os.Setenv("GOGC", "off"), os.Setenv("GOMAXPROCS", "1")); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}

// server is an API on a loopback port that counts its requests.
type server struct {
	*httptest.Server
	requests atomic.Int64
}

// serve serves an API until the test ends.
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

func (s *server) expectRequests(t *testing.T, want int64) {
	t.Helper()
	if got := s.requests.Load(); got != want {
		t.Errorf("the API got %d requests, want %d", got, want)
	}
}

// config returns a configuration with a provider block for the server.
func (s *server) config(rest string) string { return block(`provider "droplet"`, s.arguments()) + rest }

func (s *server) arguments() string {
	return fmt.Sprintf(`
		api_endpoint        = %q
		token               = %q
		http_retry_wait_min = 0
		http_retry_wait_max = 0.01`, s.URL, token)
}

// respondWith returns an API that sends the same response to every request.
func respondWith(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "request-7")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// responses is an API with a body for each path, and query without the page. Any other path is a 404.
type responses map[string]string

func (api responses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	query.Del("page")
	query.Del("per_page")
	list := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	body, ok := api[list.String()]
	if !ok {
		fakeapi.WriteError(w, http.StatusNotFound, "not_found", "not found")
		return
	}
	_, _ = io.WriteString(w, body)
}

// with returns a copy in which one body is another.
func (api responses) with(path, body string) responses {
	changed := maps.Clone(api)
	changed[path] = body
	return changed
}

// runCLI runs the steps through the CLI, with the provider in the test process.
func runCLI(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"droplet": providerserver.NewProtocol6WithError(provider.New(t.Context(), "test")()),
		},
		Steps: steps,
	})
}

// expectOutputs returns a step whose plan has the given output values.
func expectOutputs(config string, outputs map[string]string) resource.TestStep {
	var checks []plancheck.PlanCheck
	for name, value := range outputs {
		checks = append(checks, plancheck.ExpectKnownOutputValue(name, knownvalue.StringExact(value)))
	}
	return resource.TestStep{
		Config: config, PlanOnly: true, ExpectNonEmptyPlan: true, ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: checks},
	}
}

// expectError returns a step that fails with wantErr.
func expectError(config, wantErr string) resource.TestStep {
	return resource.TestStep{Config: config, ExpectError: errorPattern(wantErr)}
}

// errorPattern matches an error with the given words, in which "..." stands for any text. The CLI may wrap lines anywhere.
func errorPattern(wantErr string) *regexp.Regexp {
	const space = `[\s│]+`
	words := strings.Fields(regexp.QuoteMeta(wantErr))
	pattern := strings.ReplaceAll(strings.Join(words, space), space+`\.\.\.`+space, `(?s:.*)`)
	return regexp.MustCompile(pattern)
}

// block returns a block of a configuration.
func block(name string, arguments ...string) string {
	return "\n" + name + " {\n" + strings.Join(arguments, "\n") + "\n}\n"
}

// filterBy returns a filter block.
func filterBy(key, values string) string {
	return block("filter", fmt.Sprintf("key = %q", key), "values = ["+values+"]")
}

// compactJSON removes tabs and line breaks.
func compactJSON(json string) string {
	return strings.NewReplacer("\n", "", "\t", "").Replace(json)
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
