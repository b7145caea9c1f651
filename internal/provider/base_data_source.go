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
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// baseDataSource implements what all data sources have in common.
type baseDataSource struct {
	name     string // without the prefix "droplet_"
	provider *providerData
}

func (d *baseDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.name
}

// Configure stores the provider data, which is nil during validation.
func (d *baseDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	data, ok := req.ProviderData.(*providerData)
	if !ok {
		resp.Diagnostics.AddError("Unexpected provider data type",
			fmt.Sprintf("Expected *providerData, got %T. %s", req.ProviderData, reportIssue))
		return
	}
	d.provider = data
}

// startRead reports what prevents a read, stores the arguments of the configuration in targets by name, and returns the context of the
// read. The context is canceled after the read timeout and by an interrupt, also by one before the read: during the planning phase of an
// apply, Terraform neither asks its providers to stop nor stops starting reads.
func (d *baseDataSource) startRead(
	ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics, targets map[string]any,
) (context.Context, context.CancelFunc) {
	if d.provider.configError != nil {
		diags.Append(d.provider.configError)
	}
	for name, target := range targets {
		diags.Append(config.GetAttribute(ctx, path.Root(name), target)...)
	}
	timeout := readTimeout(ctx, config, diags)
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("%w after %s", errReadTimeout, timeout))
	stop := context.AfterFunc(d.provider.interrupted, cancel)
	if d.provider.interrupted.Err() != nil {
		cancel() // before the read starts, which AfterFunc does not guarantee
	}
	return ctx, func() {
		stop()
		cancel()
	}
}

func idArgument(description string) schema.Attribute {
	return schema.NumberAttribute{
		Required: true, Validators: []validator.Number{numberValidator{min: 1, integer: true}},
		MarkdownDescription: description,
	}
}

// setState sets the computed attributes of the state, which starts as a copy of the configuration.
func setState(state *tfsdk.State, computed map[string]tftypes.Value) {
	attributes := *goValue[map[string]tftypes.Value](state.Raw)
	maps.Copy(attributes, computed)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
}
