package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

const defaultReadTimeout = 10 * time.Minute

// defaultReadTimeoutText is the default as a user writes it.
var defaultReadTimeoutText = fmt.Sprintf("%.0fm", defaultReadTimeout.Minutes())

var errReadTimeout = errors.New("the read timed out")

// readTimeout returns the read timeout of a data source.
func readTimeout(ctx context.Context, config tfsdk.Config) (time.Duration, diag.Diagnostics) {
	var value timeouts.Value
	diags := config.GetAttribute(ctx, path.Root("timeouts"), &value)
	// With ctx, Read would write an INFO log for every data source that sets no timeout.
	timeout, invalid := value.Read(context.Background(), defaultReadTimeout)
	return timeout, append(diags, invalid...)
}

// timeoutsBlock returns the block of the timeouts package with descriptions, which the package does not provide.
func timeoutsBlock(ctx context.Context) schema.Block {
	block := timeouts.Block(ctx).(schema.SingleNestedBlock)   //nolint:forcetypeassert // always of this type
	read := block.Attributes["read"].(schema.StringAttribute) //nolint:forcetypeassert // always of this type
	block.MarkdownDescription = "Timeouts of the data source."
	read.MarkdownDescription = "Timeout of the whole read, including retries and waits for rate limits, such as `30s`, `10m` or `1h`. " +
		"Default: `" + defaultReadTimeoutText + "`."
	block.Attributes["read"] = read
	return block
}
