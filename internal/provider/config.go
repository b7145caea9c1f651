package provider

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// tokenSources names the places where a user can set the token.
const tokenSources = "the provider argument " + tokenArgument +
	" or the environment variable " + tokenVariable + " or " + alternativeTokenVariable

// unknownArguments returns the names of the arguments whose values are unknown during planning.
func unknownArguments(config tfsdk.Config, diags *diag.Diagnostics) []string {
	var arguments map[string]tftypes.Value
	if err := config.Raw.As(&arguments); err != nil {
		diags.AddError("Unexpected provider configuration", err.Error()+". "+reportIssue)
	}
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		if !arguments[name].IsKnown() {
			unknown = append(unknown, name)
		}
	}
	return unknown
}

func unknownArgumentsError(arguments []string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider configuration is unknown", fmt.Sprintf(
		"The data source cannot be read yet, because these provider arguments are known only after an apply: %s. "+
			"Use values that are known during planning, such as variables, or first apply the resources that the values come from (-target).",
		strings.Join(arguments, ", ")))
}

// clientConfig returns the configuration of the client. Provider arguments take precedence over environment variables, and
// these over the defaults.
func clientConfig(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) digitalocean.Config {
	waitMin := httpRetryWaitMin.value(ctx, config, diags)
	waitMax := httpRetryWaitMax.value(ctx, config, diags)
	if !diags.HasError() {
		validateWaits(waitMin, waitMax, diags)
	}
	return digitalocean.Config{
		Endpoint:          endpoint(ctx, config, diags),
		Token:             token(ctx, config, diags),
		RetryMax:          uint(min(httpRetryMax.value(ctx, config, diags), math.MaxInt32)),
		RetryWaitMin:      seconds(waitMin),
		RetryWaitMax:      seconds(waitMax),
		RequestsPerSecond: requestsPerSecond.value(ctx, config, diags),
		Logger:            slog.New(logHandler{}),
	}
}

// validateConfig checks the provider arguments that are known. It does not read the environment variables that apply to those
// that are not set, because they may differ where the data sources are read.
func validateConfig(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) {
	var token, address types.String
	var waitMin, waitMax types.Number
	diags.Append(config.GetAttribute(ctx, path.Root(tokenArgument), &token)...)
	diags.Append(config.GetAttribute(ctx, path.Root(endpointArgument), &address)...)
	diags.Append(config.GetAttribute(ctx, path.Root(httpRetryWaitMin.argument), &waitMin)...)
	diags.Append(config.GetAttribute(ctx, path.Root(httpRetryWaitMax.argument), &waitMax)...)
	isSet := func(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }
	if isSet(token) {
		parseToken(token.ValueString(), diags)
	}
	if isSet(address) {
		parseEndpoint(address.ValueString(), diags)
	}
	if isSet(waitMin) && isSet(waitMax) {
		minimum, _ := waitMin.ValueBigFloat().Float64()
		maximum, _ := waitMax.ValueBigFloat().Float64()
		validateWaits(minimum, maximum, diags)
	}
}

func validateWaits(minimum, maximum float64, diags *diag.Diagnostics) {
	if maximum < minimum {
		diags.AddAttributeError(path.Root(httpRetryWaitMax.argument), "Invalid retry waits", fmt.Sprintf(
			"The maximum wait (%v s) must not be less than the minimum wait (%v s). The maximum comes from %s; the minimum comes from %s.",
			maximum, minimum, httpRetryWaitMax.sources(), httpRetryWaitMin.sources()))
	}
}

// token returns the API token, which is empty if none is set.
func token(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) string {
	var configured types.String
	diags.Append(config.GetAttribute(ctx, path.Root(tokenArgument), &configured)...)
	if configured.IsNull() {
		return parseToken(cmp.Or(environment(tokenVariable), environment(alternativeTokenVariable)), diags)
	}
	return parseToken(configured.ValueString(), diags)
}

// parseToken returns a token without surrounding white space. It rejects tokens that cannot be sent in a header.
func parseToken(text string, diags *diag.Diagnostics) string {
	token := strings.TrimSpace(text)
	if strings.ContainsFunc(token, unicode.IsControl) {
		diags.AddAttributeError(path.Root(tokenArgument), "Invalid DigitalOcean token",
			"The token contains a line break or another control character. Check "+tokenSources+".")
	}
	return token
}

func missingTokenError() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Missing DigitalOcean token",
		"Set "+tokenSources+" to a DigitalOcean API token with the scope droplet:read. "+
			"The variables apply only if the argument is null or not set.")
}

// endpoint returns the base URL of the API.
func endpoint(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) *url.URL {
	var configured types.String
	diags.Append(config.GetAttribute(ctx, path.Root(endpointArgument), &configured)...)
	if configured.IsNull() {
		return parseEndpoint(cmp.Or(environment(endpointVariable), defaultEndpoint), diags)
	}
	return parseEndpoint(configured.ValueString(), diags)
}

// parseEndpoint rejects URLs that would send the token in plain text or to an unintended host. Its errors omit the URL, which
// may contain a password.
func parseEndpoint(address string, diags *diag.Diagnostics) *url.URL {
	base, err := url.Parse(strings.TrimSpace(address))
	var problem string
	switch {
	case err != nil, base.Hostname() == "":
		problem = "must be an absolute URL, such as " + defaultEndpoint
	case !validPort(base.Port()):
		problem = "must have a port from 1 to 65535"
	case base.User != nil:
		problem = "must not contain a user name or password, because the API authenticates with the token only"
	case base.RawQuery != "" || base.Fragment != "":
		problem = "must not contain a query or fragment, because paths such as /v2/droplets are appended to it"
	case base.Scheme != "https" && (base.Scheme != "http" || !isLoopback(base.Hostname())):
		problem = "must start with https:// (or http:// for a loopback host), because the token is sent to it"
	default:
		return base
	}
	diags.AddAttributeError(path.Root(endpointArgument), "Invalid API endpoint",
		"The API endpoint "+problem+". Check "+endpointSources+".")
	return nil
}

// validPort reports whether a URL can have the port, which is empty for the default port of its scheme.
func validPort(port string) bool {
	number, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && number > 0
}

// isLoopback reports whether requests to host stay on this machine. Those to "localhost." may not, because that name
// is looked up in the DNS.
func isLoopback(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}

// userAgent returns the User-Agent header, to which TF_APPEND_USER_AGENT is appended as in other providers.
func userAgent(terraformVersion, version string) string {
	agent := "Terraform/" + terraformVersion + " (+https://www.terraform.io) terraform-provider-droplet/" + version
	// A header must not contain control characters.
	appended := strings.FieldsFunc(environment("TF_APPEND_USER_AGENT"), unicode.IsControl)
	return strings.Join(append([]string{agent}, appended...), " ")
}

// seconds converts a number of seconds to a duration, which is at most a year, so that it does not overflow.
func seconds(number float64) time.Duration {
	const year = 365 * 24 * time.Hour
	return time.Duration(min(number, year.Seconds()) * float64(time.Second))
}
