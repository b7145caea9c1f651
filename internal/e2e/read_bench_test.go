package e2e_test

import (
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
	"droplet": provider.New(providerVersion)(),
	"usual":   usualProvider{provider.New(providerVersion)()},
}

// serveFleet serves 10,000 policies and sets the environment of the providers.
func serveFleet(b *testing.B, latency time.Duration) {
	b.Helper()
	fleet := fakeapi.Fleet(fakeToken, 10_000, time.Now())
	fleet.Latency = latency
	api := httptest.NewServer(fleet)
	b.Cleanup(api.Close)
	b.Setenv(endpointVariable, api.URL)
	b.Setenv(tokenVariable, fakeToken)
}

// BenchmarkRead reads 10,000 policies through the plugin protocol, without a CLI and without latency.
func BenchmarkRead(b *testing.B) {
	serveFleet(b, 0)
	var states []tftypes.Value
	for name, p := range benchmarkProviders {
		b.Run("provider="+name, func(b *testing.B) {
			server := must(providerserver.NewProtocol6WithError(p)())
			schemas := must(server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{}))
			must(server.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{Config: nullConfig(schemas.Provider)}))
			schema := schemas.DataSourceSchemas["droplet_backup_policies"]
			req := &tfprotov6.ReadDataSourceRequest{TypeName: "droplet_backup_policies", Config: nullConfig(schema)}
			var resp *tfprotov6.ReadDataSourceResponse
			b.ReportAllocs()
			for b.Loop() {
				if resp = must(server.ReadDataSource(b.Context(), req)); len(resp.Diagnostics) > 0 {
					b.Fatal(resp.Diagnostics[0])
				}
			}
			states = append(states, must(resp.State.Unmarshal(schema.ValueType())))
			if !states[0].Equal(states[len(states)-1]) {
				b.Fatal("the providers return different states")
			}
		})
	}
}

// nullConfig returns a configuration in which everything is null.
func nullConfig(schema *tfprotov6.Schema) *tfprotov6.DynamicValue {
	values := map[string]tftypes.Value{}
	for name, attributeType := range schema.ValueType().(tftypes.Object).AttributeTypes { //nolint:forcetypeassert // a schema is an object
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	return new(must(tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
