package provider_test

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// row is a row of a table: a data source with a provider and an API of its own, and the value or the error that it has.
type row struct {
	api        http.Handler // nil if there must be no request
	provider   string       // arguments of the provider; those for the API if empty
	dataSource string
	arguments  string
	value      string // an expression in which DATA stands for the data source
	want       string // the value as JSON
	wantErr    string // as in expectError
}

// runRows runs a whole table in at most three runs of the CLI: one for values, one for failed reads, and one for what is invalid
// before any read. What a row does not set comes from common.
func runRows(t *testing.T, common row, rows map[string]row) {
	t.Helper()
	values, failures, invalid := map[string]row{}, map[string]row{}, map[string]row{}
	for name, r := range rows {
		r.dataSource, r.arguments = cmp.Or(r.dataSource, common.dataSource), cmp.Or(r.arguments, common.arguments)
		r.value = cmp.Or(r.value, common.value)
		switch {
		case r.wantErr == "":
			values[name] = r
		case r.api != nil:
			failures[name] = r
		default:
			invalid[name] = r
		}
	}
	if len(values) > 0 {
		runConfiguration(t, values, "")
	}
	if len(failures) > 0 {
		runConfiguration(t, failures, "")
	}
	if len(invalid) > 0 {
		// The CLI rejects this output before any read, so that the rows must be rejected then, too.
		runConfiguration(t, invalid, "output \"invalid\" { value = local.undeclared }")
	}
}

// runConfiguration runs rows that all have a value, or all have an error, after more of the configuration.
func runConfiguration(t *testing.T, rows map[string]row, more string) {
	t.Helper()
	providers := map[string]func() (tfprotov6.ProviderServer, error){}
	var config strings.Builder
	config.WriteString(more)
	outputs, wantErrs := map[string]string{}, map[string]string{}
	for name, r := range rows {
		id := strings.ToLower(fmt.Sprintf("row %d %s", len(providers), name))
		id = strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(id, "-"), "-")
		providers[id] = providerserver.NewProtocol6WithError(provider.New(t.Context(), "test")())
		if r.api == nil {
			r.api = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s: a request for %s", name, r.URL) })
		}
		if r.provider == "" {
			r.provider = serve(t, r.api).arguments()
		}
		config.WriteString(block(fmt.Sprintf("provider %q", id), r.provider))
		config.WriteString(block(fmt.Sprintf("data %q %q", r.dataSource, id), "provider = "+id, r.arguments))
		if r.wantErr == "" {
			value := strings.ReplaceAll(r.value, "DATA", fmt.Sprintf("data.%s.%s", r.dataSource, id))
			config.WriteString(block(fmt.Sprintf("output %q", id), "value = jsonencode("+value+")"))
			outputs[id] = r.want
		} else {
			wantErrs[id] = r.wantErr
		}
	}
	test := resource.TestCase{ProtoV6ProviderFactories: providers}
	if len(outputs) > 0 {
		test.Steps = []resource.TestStep{expectOutputs(config.String(), outputs)}
		resource.UnitTest(t, test)
		return
	}
	failed := false
	test.Steps = []resource.TestStep{{Config: config.String(), PlanOnly: true}}
	test.ErrorCheck = func(err error) error {
		failed = true
		errors := strings.Split(err.Error(), "\nError: ")
		for id, want := range wantErrs {
			ofRow := func(text string) bool { return strings.Contains(text, fmt.Sprintf("%q", id)) }
			if i := slices.IndexFunc(errors, ofRow); i < 0 || !errorPattern(want).MatchString(errors[i]) {
				t.Errorf("%s: the error is %s\nwant %s", id, errors[max(i, 0)], want)
			}
		}
		return nil
	}
	resource.UnitTest(t, test)
	if !failed {
		t.Error("the plan succeeds")
	}
}
