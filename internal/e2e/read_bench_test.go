package e2e_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

var benchmarkProviders = map[string]frameworkprovider.Provider{
	"droplet": provider.New(context.Background(), providerVersion)(),
	"usual":   usualProvider{provider.New(context.Background(), providerVersion)()},
}

// serveFleet serves an account with the given number of Droplets, and sets the environment of the providers.
func serveFleet(tb testing.TB, droplets int, latency time.Duration) {
	tb.Helper()
	fleet := fakeapi.Fleet(fakeToken, droplets, time.Now())
	fleet.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) // the first request takes longer
	fleet.Latency = latency
	api := httptest.NewServer(fleet)
	tb.Cleanup(api.Close)
	tb.Setenv(endpointVariable, api.URL)
	tb.Setenv(tokenVariable, fakeToken)
}

// BenchmarkRead reads 10,000 policies through the plugin protocol, without a CLI and without latency.
func BenchmarkRead(b *testing.B) {
	serveFleet(b, 10_000, 0)
	for name, p := range benchmarkProviders {
		b.Run("provider="+name, func(b *testing.B) {
			read, _ := newRead(b, p)
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
		})
	}
}

// The comparison is valid only if both providers return the same.
func TestBenchmarkProviders(t *testing.T) {
	serveFleet(t, 450, 0)
	var states []tftypes.Value
	for _, p := range benchmarkProviders {
		read, stateType := newRead(t, p)
		states = append(states, must(read().Unmarshal(stateType)))
	}
	if diffs := must(states[0].Diff(states[1])); len(diffs) > 0 {
		t.Errorf("%d differences between the states, such as %s", len(diffs), diffs[0])
	}
}

// newRead configures the provider and returns a function that reads the policies through the plugin protocol.
func newRead(tb testing.TB, p frameworkprovider.Provider) (read func() *tfprotov6.DynamicValue, stateType tftypes.Type) {
	tb.Helper()
	server := must(providerserver.NewProtocol6WithError(p)())
	schemas := must(server.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{}))
	must(server.ConfigureProvider(tb.Context(), &tfprotov6.ConfigureProviderRequest{Config: nullConfig(schemas.Provider)}))
	schema := schemas.DataSourceSchemas["droplet_backup_policies"]
	req := &tfprotov6.ReadDataSourceRequest{TypeName: "droplet_backup_policies", Config: nullConfig(schema)}
	return func() *tfprotov6.DynamicValue {
		resp := must(server.ReadDataSource(tb.Context(), req))
		if len(resp.Diagnostics) > 0 {
			tb.Fatal(resp.Diagnostics[0])
		}
		return resp.State
	}, schema.ValueType()
}

// nullConfig returns a configuration in which everything is null.
func nullConfig(schema *tfprotov6.Schema) *tfprotov6.DynamicValue {
	values := map[string]tftypes.Value{}
	for name, attributeType := range schema.ValueType().(tftypes.Object).AttributeTypes { //nolint:forcetypeassert // a schema is an object
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	return new(must(tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))))
}
