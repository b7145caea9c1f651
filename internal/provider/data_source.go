package provider

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

var _ datasource.DataSourceWithConfigure = (*dataSource)(nil)

// dataSource implements all data sources, which differ in the first three fields.
type dataSource struct {
	name   string // without the prefix "droplet_"
	schema func() schema.Schema
	read   func(ctx context.Context, provider *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse)

	provider *providerData
}

// providerData is what the provider passes to its data sources.
type providerData struct {
	client *digitalocean.Client
	// tokenSource is where the client's token comes from, such as "the environment variable DIGITALOCEAN_TOKEN".
	tokenSource string
	// interrupted ends when the process is interrupted.
	interrupted context.Context
	// configError explains why there is no client. It is reported by each read, because a run that reads nothing needs none.
	configError diag.Diagnostic
}

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.schema()
}

// Configure stores the provider data, which is nil during validation.
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.provider, _ = req.ProviderData.(*providerData)
}

// Read reads the data source, unless the configuration of the provider prevents it. The context of the read ends after the read timeout or
// on an interrupt, even an earlier one: during the plan of an apply, an interrupted Terraform starts further reads.
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.provider.configError != nil {
		resp.Diagnostics.Append(d.provider.configError)
		return
	}
	timeout := readTimeout(ctx, req.Config, &resp.Diagnostics)
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("the read timed out after %s", timeout))
	defer cancel()
	defer context.AfterFunc(d.provider.interrupted, cancel)()
	if d.provider.interrupted.Err() != nil {
		cancel() // before the read starts, which AfterFunc does not guarantee
	}
	d.read(ctx, d.provider, req, resp)
}

// readArgument returns an argument of a data source.
func readArgument[T any](ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse, name string) (value T) {
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), &value)...)
	return value
}

func idArgument(description string) schema.Attribute {
	return schema.NumberAttribute{
		Required: true, Validators: []validator.Number{numberValidator{min: 1, integer: true}},
		MarkdownDescription: description,
	}
}

// idOf returns an argument whose schema is that of idArgument.
func idOf(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse, name string) digitalocean.Integer {
	id, _ := readArgument[types.Number](ctx, req, resp, name).ValueBigFloat().Int64()
	return digitalocean.Integer(id)
}

// setState sets the computed attributes of the state, which starts as a copy of the configuration.
func setState(state *tfsdk.State, computed map[string]tftypes.Value) {
	attributes := *goValue[map[string]tftypes.Value](state.Raw)
	maps.Copy(attributes, computed)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
}
