package provider

import (
	"cmp"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type providerModel struct {
	Token             types.String  `tfsdk:"token"`
	APIEndpoint       types.String  `tfsdk:"api_endpoint"`
	HTTPRetryMax      types.Number  `tfsdk:"http_retry_max"`
	HTTPRetryWaitMin  types.Float64 `tfsdk:"http_retry_wait_min"`
	HTTPRetryWaitMax  types.Float64 `tfsdk:"http_retry_wait_max"`
	RequestsPerSecond types.Float64 `tfsdk:"requests_per_second"`
}

// unknown names the arguments whose values an apply has yet to bring.
func (m *providerModel) unknown() []string {
	var names []string
	for _, argument := range []struct {
		name  string
		value attr.Value
	}{
		{"token", m.Token},
		{"api_endpoint", m.APIEndpoint},
		{"http_retry_max", m.HTTPRetryMax},
		{"http_retry_wait_min", m.HTTPRetryWaitMin},
		{"http_retry_wait_max", m.HTTPRetryWaitMax},
		{"requests_per_second", m.RequestsPerSecond},
	} {
		if argument.value.IsUnknown() {
			names = append(names, argument.name)
		}
	}
	return names
}

// resolve takes each value from the configuration, else from the environment, else from the defaults, and checks it.
func (m *providerModel) resolve(diags *diag.Diagnostics) digitalocean.Config {
	retryMax := number(diags, "http_retry_max", m.HTTPRetryMax, int64Of(m.HTTPRetryMax), "DIGITALOCEAN_HTTP_RETRY_MAX", 4)
	waitMin := number(diags, "http_retry_wait_min", m.HTTPRetryWaitMin, m.HTTPRetryWaitMin.ValueFloat64(), "DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", 1.0)
	waitMax := number(diags, "http_retry_wait_max", m.HTTPRetryWaitMax, m.HTTPRetryWaitMax.ValueFloat64(), "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", 30.0)
	if waitMax < waitMin {
		diags.AddAttributeError(path.Root("http_retry_wait_max"), "Invalid http_retry_wait_max", fmt.Sprintf(
			"The longest wait of %v s (http_retry_wait_max, else DIGITALOCEAN_HTTP_RETRY_WAIT_MAX, else 30) must not be shorter than "+
				"the shortest of %v s (http_retry_wait_min, else DIGITALOCEAN_HTTP_RETRY_WAIT_MIN, else 1).", waitMax, waitMin))
	}
	return digitalocean.Config{
		Endpoint:     m.endpoint(diags),
		Token:        m.token(diags),
		RetryMax:     uint(min(retryMax, math.MaxInt32)), //nolint:gosec // not negative
		RetryWaitMin: seconds(waitMin),
		RetryWaitMax: seconds(waitMax),
		RequestsPerSecond: number(diags, "requests_per_second", m.RequestsPerSecond, m.RequestsPerSecond.ValueFloat64(),
			"DIGITALOCEAN_REQUESTS_PER_SECOND", 0.0),
		Logger: slog.New(logHandler{}),
	}
}

func (m *providerModel) token(diags *diag.Diagnostics) string {
	token := m.Token.ValueString()
	if m.Token.IsNull() {
		token = cmp.Or(strings.TrimSpace(os.Getenv("DIGITALOCEAN_TOKEN")), os.Getenv("DIGITALOCEAN_ACCESS_TOKEN"))
	}
	token = strings.TrimSpace(token)
	switch {
	case token == "":
		diags.AddAttributeError(path.Root("token"), "Missing DigitalOcean token",
			"No token is set, or it is empty. It is taken from "+tokenSources+", and needs the scope droplet:read.")
	case strings.ContainsFunc(token, unicode.IsControl):
		diags.AddAttributeError(path.Root("token"), "Invalid DigitalOcean token",
			"The token has a line break or another control character inside. It is taken from "+tokenSources+".")
	}
	return token
}

// endpoint refuses every URL over which the token would travel in the clear or to a host that was not meant. Its errors
// do not repeat the URL: a password may be in it.
func (m *providerModel) endpoint(diags *diag.Diagnostics) *url.URL {
	value := m.APIEndpoint.ValueString()
	if m.APIEndpoint.IsNull() {
		value = cmp.Or(os.Getenv("DIGITALOCEAN_API_URL"), "https://api.digitalocean.com")
	}
	endpoint, err := url.Parse(strings.TrimSpace(value))
	var problem string
	switch {
	case err != nil, endpoint.Hostname() == "":
		problem = "is not an absolute URL, such as https://api.digitalocean.com"
	case endpoint.User != nil:
		problem = "has a user name or password in it; only the token is used to log in"
	case endpoint.RawQuery != "" || endpoint.Fragment != "":
		problem = "has a query or a fragment; it is the address that paths such as /v2/droplets are added to"
	case endpoint.Scheme != "https" && (endpoint.Scheme != "http" || !isLoopback(endpoint.Hostname())):
		problem = "must start with https:// (http:// only on a loopback host), because the token is sent to it"
	default:
		return endpoint
	}
	diags.AddAttributeError(path.Root("api_endpoint"), "Invalid api_endpoint",
		"The API's address "+problem+". It is taken from the provider's argument api_endpoint, else from the environment variable DIGITALOCEAN_API_URL.")
	return nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// number is the configured value unless that is null, else the variable's, else the default. The schema has checked what
// is configured.
func number[T int64 | float64](diags *diag.Diagnostics, argument string, attribute attr.Value, configured T, variable string, fallback T) T {
	text := os.Getenv(variable)
	switch {
	case !attribute.IsNull():
		return configured
	case text == "":
		return fallback
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if whole := T(value); err == nil && value >= 0 && !math.IsInf(value, 1) && float64(whole) == value {
		return whole
	}
	kind := "a number"
	if _, whole := any(fallback).(int64); whole {
		kind = "a whole number"
	}
	diags.AddAttributeError(path.Root(argument), "Invalid "+variable, fmt.Sprintf(
		"The environment variable %s, which stands in for the provider's argument %s, must be %s of 0 or more, not %q.", variable, argument, kind, text))
	return fallback
}

// seconds makes a Duration; what one cannot hold becomes the longest there is.
func seconds(number float64) time.Duration {
	if duration := number * float64(time.Second); duration < math.MaxInt64 {
		return time.Duration(duration)
	}
	return math.MaxInt64
}
