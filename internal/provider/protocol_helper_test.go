package provider_test

import (
	"context"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// protocolServer is the provider without a CLI.
type protocolServer struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

func newProtocolServer(t *testing.T) protocolServer {
	t.Helper()
	server := providerserver.NewProtocol6(provider.New(t.Context(), "test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return protocolServer{server, schemas}
}

// configure configures the provider for an API.
func (s protocolServer) configure(t *testing.T, endpoint string) {
	t.Helper()
	diagnostics := s.configureWith(t, map[string]tftypes.Value{
		"api_endpoint":        tftypes.NewValue(tftypes.String, endpoint),
		"token":               tftypes.NewValue(tftypes.String, token),
		"http_retry_wait_min": tftypes.NewValue(tftypes.Number, 0),
		"http_retry_wait_max": tftypes.NewValue(tftypes.Number, 0),
	})
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics[0])
	}
}

func (s protocolServer) configureWith(t *testing.T, arguments map[string]tftypes.Value) []*tfprotov6.Diagnostic {
	t.Helper()
	configured, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.2.3",
		Config:           protocolConfig(t, s.schemas.Provider, arguments),
	})
	if err != nil {
		t.Fatal(err)
	}
	return configured.Diagnostics
}

func (s protocolServer) read(ctx context.Context, t *testing.T, dataSource string, arguments map[string]tftypes.Value,
) *tfprotov6.ReadDataSourceResponse {
	t.Helper()
	resp, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource,
		Config:   protocolConfig(t, s.schemas.DataSourceSchemas[dataSource], arguments),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// protocolConfig returns a configuration with the given arguments. All other attributes are null, and there are no blocks.
func protocolConfig(t *testing.T, schema *tfprotov6.Schema, arguments map[string]tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	objectType, _ := schema.ValueType().(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attributeType := range objectType.AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	for _, block := range schema.Block.BlockTypes {
		if block.Nesting == tfprotov6.SchemaNestedBlockNestingModeList {
			values[block.TypeName] = tftypes.NewValue(objectType.AttributeTypes[block.TypeName], []tftypes.Value{})
		}
	}
	maps.Copy(values, arguments)
	config, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, values))
	if err != nil {
		t.Fatal(err)
	}
	return &config
}
