package provider

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// setting is a provider argument, and the environment variables and the default that apply, in this order, if it is not set.
type setting struct {
	argument     string
	variables    []string
	defaultValue string
	validator    numberValidator // of a number; by default, at least 0
	description  string
}

var (
	apiToken = setting{
		argument: "token", variables: []string{"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"},
		description: "DigitalOcean API token with the scope `droplet:read`.",
	}
	apiEndpoint = setting{
		argument: "api_endpoint", variables: []string{"DIGITALOCEAN_API_URL"}, defaultValue: "https://api.digitalocean.com",
		description: "Base URL of the API, without a version. It must start with `https://`, or `http://` for a loopback host.",
	}
	httpRetryMax = setting{
		argument: "http_retry_max", variables: []string{"DIGITALOCEAN_HTTP_RETRY_MAX"}, defaultValue: "4",
		validator:   numberValidator{integer: true},
		description: "Maximum number of times that a request is retried after a transient failure.",
	}
	httpRetryWaitMin = setting{
		argument: "http_retry_wait_min", variables: []string{"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN"}, defaultValue: "1",
		description: "Minimum wait before a retry, in seconds.",
	}
	httpRetryWaitMax = setting{
		argument: "http_retry_wait_max", variables: []string{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX"}, defaultValue: "30",
		description: "Maximum wait before a retry, in seconds, unless the API asks for a longer one. Must be at least `http_retry_wait_min`.",
	}
	requestsPerSecond = setting{
		argument: "requests_per_second", variables: []string{"DIGITALOCEAN_REQUESTS_PER_SECOND"}, defaultValue: "0",
		description: "Maximum number of requests per second; `0` means no limit. The API's own limits are respected in any case.",
	}
)

func (s setting) numberAttribute() schema.Attribute {
	return schema.NumberAttribute{Optional: true, Validators: []validator.Number{s.validator}, MarkdownDescription: s.markdown()}
}

func (s setting) markdown() string {
	markdown := s.description + " Environment variable: `" + strings.Join(s.variables, "`, or else `") + "`."
	if s.defaultValue != "" {
		markdown += " Default: `" + s.defaultValue + "`."
	}
	return markdown
}

// text returns the value of a setting, and where it comes from.
func (s setting) text(configured types.String, getenv func(string) string) (value, source string) {
	if isSet(configured) {
		return strings.TrimSpace(configured.ValueString()), "the provider argument " + s.argument
	}
	for _, variable := range s.variables {
		if value := getenv(variable); value != "" {
			return value, "the environment variable " + variable
		}
	}
	return s.defaultValue, "the default"
}

// number returns the value of a setting that is a number. The argument is valid, except in ValidateConfig, which discards the result.
func (s setting) number(configured types.Number, getenv func(string) string, diags *diag.Diagnostics) float64 {
	number := configured.ValueBigFloat()
	if !isSet(configured) {
		text, source := s.text(types.StringNull(), getenv)
		var ok bool
		if number, ok = parseNumber(text); !ok || !s.validator.valid(number) {
			diags.AddAttributeError(path.Root(s.argument), "Invalid environment variable", fmt.Sprintf(
				"The value of %s, which applies when the provider argument %s is not set, %s, got: %q.",
				source, s.argument, s.validator.Description(context.Background()), text))
			return 0
		}
	}
	value, _ := number.Float64()
	return value
}

// environment returns the value of an environment variable without surrounding white space.
func environment(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

// isSet reports whether an argument has a value that is known.
func isSet(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
