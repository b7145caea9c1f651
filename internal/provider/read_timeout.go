package provider

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const defaultReadTimeout = "10m"

// timeoutsBlock returns a block like that of terraform-plugin-framework-timeouts, which supports no Markdown and cannot describe the
// block.
func timeoutsBlock() schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Timeouts of the data source.",
		Attributes: map[string]schema.Attribute{
			"read": schema.StringAttribute{
				Optional: true, Validators: []validator.String{timeoutValidator{}},
				MarkdownDescription: "Timeout of the whole read, including retries and waits for rate limits, such as `30s`, `10m` or `1h`. " +
					"Default: `" + defaultReadTimeout + "`.",
			},
		},
	}
}

// readTimeout returns the read timeout of a data source, which timeoutValidator has validated.
func readTimeout(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) time.Duration {
	var configured types.String
	diags.Append(config.GetAttribute(ctx, path.Root("timeouts").AtName("read"), &configured)...)
	timeout, _ := time.ParseDuration(cmp.Or(configured.ValueString(), defaultReadTimeout))
	return timeout
}

var _ validator.String = timeoutValidator{}

// timeoutValidator rejects strings that are not a positive duration.
type timeoutValidator struct{}

func (v timeoutValidator) Description(context.Context) string {
	return "must be a positive duration such as 30s, 10m or 1h"
}

func (v timeoutValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v timeoutValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if timeout, err := time.ParseDuration(req.ConfigValue.ValueString()); isSet(req.ConfigValue) && (err != nil || timeout <= 0) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid read timeout", "The read timeout "+v.Description(ctx)+".")
	}
}
