package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

const defaultReadTimeout = 10 * time.Minute

var errReadTimeout = errors.New("the read timed out")

// providerData is what the provider hands to its data sources.
type providerData struct {
	client *digitalocean.Client
	// unknown names the provider's arguments that have no value yet; with any, there is no client.
	unknown []string
}

// dataSource is what all data sources share.
type dataSource struct{ provider *providerData }

// Configure is called without data when a configuration is only validated.
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	data, ok := req.ProviderData.(*providerData)
	if !ok {
		resp.Diagnostics.AddError("Unexpected provider data", fmt.Sprintf("Got %T. Please report this error in the provider.", req.ProviderData))
		return
	}
	d.provider = data
}

// ValidateConfig refuses a time limit that leaves no time. The schema refuses what is no duration.
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	if limit, invalid := timeLimit(ctx, req.Config); !invalid.HasError() && limit <= 0 {
		resp.Diagnostics.AddAttributeError(path.Root("timeouts").AtName("read"), "Invalid timeout", fmt.Sprintf("%s leaves no time to read anything.", limit))
	}
}

func timeLimit(ctx context.Context, config tfsdk.Config) (time.Duration, diag.Diagnostics) {
	var limits timeouts.Value
	diags := config.GetAttribute(ctx, path.Root("timeouts"), &limits)
	limit, invalid := limits.Read(ctx, defaultReadTimeout)
	return limit, append(diags, invalid...)
}

// begin reads the arguments, by name, reports what keeps the read from starting, and gives it a context that ends with its
// time limit or with an interrupt: Terraform asks its providers to stop, but not while an apply makes its plan.
func (d *dataSource) begin(
	ctx context.Context, config tfsdk.Config, arguments map[string]any, diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	if unknown := d.provider.unknown; len(unknown) > 0 {
		diags.AddError("Provider configuration not known yet", fmt.Sprintf(
			"The data source has to be read now, but the provider's %s will be known only after an apply. Take the value from "+
				"something that is known while planning, such as a variable, or apply what it depends on first (-target).",
			strings.Join(unknown, " and ")))
	}
	for name, target := range arguments {
		diags.Append(config.GetAttribute(ctx, path.Root(name), target)...)
	}
	limit, invalid := timeLimit(ctx, config)
	diags.Append(invalid...)
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w after %s", errReadTimeout, limit))
	return ctx, func() {
		cancel()
		stop()
	}
}

// timeoutsBlock is that of every data source.
func timeoutsBlock(ctx context.Context) schema.Block {
	return timeouts.BlockWithOpts(ctx, timeouts.Opts{
		ReadDescription: "Time limit for the whole read, with its retries and its waits for rate limits, such as `30s`, `10m` or `1h`. Default: `10m`.",
	})
}

func dropletIDAttribute() schema.Attribute {
	return schema.NumberAttribute{
		Required: true, Validators: []validator.Number{number{atLeast: 1, whole: true}},
		MarkdownDescription: "ID of the Droplet.",
	}
}

// setComputed completes the state, which starts as a copy of the configuration. The framework would do that from models
// by reflection as well, at many times the cost: see Performance in CONTRIBUTING.md.
func setComputed(state *tfsdk.State, computed map[string]tftypes.Value) diag.Diagnostics {
	var attributes map[string]tftypes.Value
	if err := state.Raw.As(&attributes); err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected state", err.Error()+". Please report this error in the provider.")}
	}
	maps.Copy(attributes, computed)
	state.Raw = tftypes.NewValue(state.Raw.Type(), attributes)
	return nil
}
