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

func timeoutsBlock(ctx context.Context) schema.Block {
	return timeouts.BlockWithOpts(ctx, timeouts.Opts{
		ReadDescription: "Timeout of the whole read, including retries and waits for rate limits, such as `30s`, `10m` or `1h`. " +
			"Default: `" + defaultReadTimeoutText + "`.",
	})
}
