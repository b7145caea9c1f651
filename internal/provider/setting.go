package provider

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The provider arguments that are strings, and the environment variables that apply when they are not set.
const (
	tokenArgument            = "token"
	tokenVariable            = "DIGITALOCEAN_TOKEN"
	alternativeTokenVariable = "DIGITALOCEAN_ACCESS_TOKEN"

	endpointArgument = "api_endpoint"
	endpointVariable = "DIGITALOCEAN_API_URL"
	defaultEndpoint  = "https://api.digitalocean.com"
)

// The provider arguments that are numbers.
var (
	httpRetryMax = numberSetting{
		argument: "http_retry_max", variable: "DIGITALOCEAN_HTTP_RETRY_MAX", defaultValue: 4,
		validator:   numberValidator{integer: true},
		description: "Maximum number of times that a request is retried after a transient failure.",
	}
	httpRetryWaitMin = numberSetting{
		argument: "http_retry_wait_min", variable: "DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", defaultValue: 1,
		description: "Minimum wait before a retry, in seconds.",
	}
	httpRetryWaitMax = numberSetting{
		argument: "http_retry_wait_max", variable: "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", defaultValue: 30,
		description: "Maximum wait before a retry, in seconds, unless the API asks for a longer one. At least `http_retry_wait_min`.",
	}
	requestsPerSecond = numberSetting{
		argument: "requests_per_second", variable: "DIGITALOCEAN_REQUESTS_PER_SECOND", defaultValue: 0,
		description: "Maximum number of requests per second; `0` means no limit. The API's own limits are respected in any case.",
	}
)

// environment returns the value of an environment variable without surrounding white space.
func environment(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

// numberSetting is a provider argument that is a number, with the environment variable and the default that apply when it
// is not set.
type numberSetting struct {
	argument, variable string
	defaultValue       float64
	validator          numberValidator
	description        string
}

func (s numberSetting) attribute() schema.Attribute {
	return schema.NumberAttribute{
		Optional: true, Validators: []validator.Number{s.validator},
		MarkdownDescription: fmt.Sprintf("%s Environment variable: `%s`. Default: `%v`.", s.description, s.variable, s.defaultValue),
	}
}

// sources names the places where the number can come from.
func (s numberSetting) sources() string {
	return fmt.Sprintf("%s, else from %s, else from the default of %v", s.argument, s.variable, s.defaultValue)
}

// value returns the number from the configuration, the environment variable or the default, in this order.
func (s numberSetting) value(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) float64 {
	var configured types.Number
	diags.Append(config.GetAttribute(ctx, path.Root(s.argument), &configured)...)
	text := environment(s.variable)
	switch {
	case !configured.IsNull():
		value, _ := configured.ValueBigFloat().Float64()
		return value
	case text == "":
		return s.defaultValue
	}
	number, err := parseNumber(text)
	if err != nil || !s.validator.valid(number) {
		diags.AddAttributeError(path.Root(s.argument), "Invalid environment variable "+s.variable, fmt.Sprintf(
			"The environment variable %s, which applies when the provider argument %s is not set, %s, got: %q.",
			s.variable, s.argument, s.validator.Description(ctx), text))
		return s.defaultValue
	}
	value, _ := number.Float64()
	return value
}
