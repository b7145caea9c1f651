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
	argument, variable  string
	alternativeVariable string // only the token has one
	defaultValue        string
	validator           numberValidator // of a number
	description         string
}

var (
	apiToken     = setting{argument: "token", variable: "DIGITALOCEAN_TOKEN", alternativeVariable: "DIGITALOCEAN_ACCESS_TOKEN"}
	apiEndpoint  = setting{argument: "api_endpoint", variable: "DIGITALOCEAN_API_URL", defaultValue: "https://api.digitalocean.com"}
	httpRetryMax = setting{
		argument: "http_retry_max", variable: "DIGITALOCEAN_HTTP_RETRY_MAX", defaultValue: "4",
		validator:   numberValidator{integer: true},
		description: "Maximum number of times that a request is retried after a transient failure.",
	}
	httpRetryWaitMin = setting{
		argument: "http_retry_wait_min", variable: "DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", defaultValue: "1",
		description: "Minimum wait before a retry, in seconds.",
	}
	httpRetryWaitMax = setting{
		argument: "http_retry_wait_max", variable: "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", defaultValue: "30",
		description: "Maximum wait before a retry, in seconds, unless the API asks for a longer one. Must be at least `http_retry_wait_min`.",
	}
	requestsPerSecond = setting{
		argument: "requests_per_second", variable: "DIGITALOCEAN_REQUESTS_PER_SECOND", defaultValue: "0",
		description: "Maximum number of requests per second; `0` means no limit. The API's own limits are respected in any case.",
	}
)

// environment returns the value of an environment variable without surrounding white space.
func environment(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

func (s setting) numberAttribute() schema.Attribute {
	return schema.NumberAttribute{
		Optional: true, Validators: []validator.Number{s.validator},
		MarkdownDescription: fmt.Sprintf("%s Environment variable: `%s`. Default: `%s`.", s.description, s.variable, s.defaultValue),
	}
}

// text returns the value of an argument that is a string, and where the value comes from.
func (s setting) text(configured types.String, getenv func(string) string) (value, source string) {
	if isSet(configured) {
		return strings.TrimSpace(configured.ValueString()), "the provider argument " + s.argument
	}
	return s.lookUp(getenv)
}

// number is text for an argument that is a number. The schema has validated a configured number.
func (s setting) number(configured types.Number, getenv func(string) string, diags *diag.Diagnostics) (value float64, source string) {
	if isSet(configured) {
		value, _ = configured.ValueBigFloat().Float64()
		return value, "the provider argument " + s.argument
	}
	text, source := s.lookUp(getenv)
	number, err := parseNumber(text)
	if err != nil || !s.validator.valid(number) {
		diags.AddAttributeError(path.Root(s.argument), "Invalid environment variable "+s.variable, fmt.Sprintf(
			"The environment variable %s, which applies when the provider argument %s is not set, %s, got: %q.",
			s.variable, s.argument, s.validator.Description(context.Background()), text))
		return 0, source
	}
	value, _ = number.Float64()
	return value, source
}

// lookUp returns the value of an argument that is not set, and where the value comes from. Without getenv, it is the default.
func (s setting) lookUp(getenv func(string) string) (value, source string) {
	for _, variable := range []string{s.variable, s.alternativeVariable} {
		if getenv != nil && getenv(variable) != "" {
			return getenv(variable), "the environment variable " + variable
		}
	}
	return s.defaultValue, "the default"
}

// isSet reports whether an argument has a value that is known.
func isSet(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
