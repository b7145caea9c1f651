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

const defaultEndpoint = "https://api.digitalocean.com"

type providerModel struct {
	Token             types.String `tfsdk:"token"`
	APIEndpoint       types.String `tfsdk:"api_endpoint"`
	HTTPRetryMax      types.Number `tfsdk:"http_retry_max"`
	HTTPRetryWaitMin  types.Number `tfsdk:"http_retry_wait_min"`
	HTTPRetryWaitMax  types.Number `tfsdk:"http_retry_wait_max"`
	RequestsPerSecond types.Number `tfsdk:"requests_per_second"`
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
	retryMax := setting(diags, m.HTTPRetryMax, number{whole: true}, "http_retry_max", "DIGITALOCEAN_HTTP_RETRY_MAX", 4)
	waitMin := setting(diags, m.HTTPRetryWaitMin, number{}, "http_retry_wait_min", "DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", 1)
	waitMax := setting(diags, m.HTTPRetryWaitMax, number{}, "http_retry_wait_max", "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", 30)
	perSecond := setting(diags, m.RequestsPerSecond, number{}, "requests_per_second", "DIGITALOCEAN_REQUESTS_PER_SECOND", 0)
	if waitMax < waitMin && !diags.HasError() {
		at := "http_retry_wait_max"
		if m.HTTPRetryWaitMax.IsNull() && !m.HTTPRetryWaitMin.IsNull() {
			at = "http_retry_wait_min"
		}
		diags.AddAttributeError(path.Root(at), "Invalid "+at, fmt.Sprintf(
			"The longest wait of %v s (http_retry_wait_max, else DIGITALOCEAN_HTTP_RETRY_WAIT_MAX, else 30) must not be shorter than "+
				"the shortest of %v s (http_retry_wait_min, else DIGITALOCEAN_HTTP_RETRY_WAIT_MIN, else 1).", waitMax, waitMin))
	}
	return digitalocean.Config{
		Endpoint:          m.endpoint(diags),
		Token:             m.token(diags),
		RetryMax:          uint(min(retryMax, math.MaxInt32)),
		RetryWaitMin:      seconds(waitMin),
		RetryWaitMax:      seconds(waitMax),
		RequestsPerSecond: perSecond,
		Logger:            slog.New(logHandler{}),
	}
}

func (m *providerModel) token(diags *diag.Diagnostics) string {
	token := m.Token.ValueString()
	if m.Token.IsNull() {
		token = cmp.Or(strings.TrimSpace(os.Getenv("DIGITALOCEAN_TOKEN")), os.Getenv("DIGITALOCEAN_ACCESS_TOKEN"))
	}
	token = strings.TrimSpace(token)
	switch {
	case token == "" && !m.Token.IsNull():
		diags.AddAttributeError(path.Root("token"), "Missing DigitalOcean token", "The provider's argument token is empty or only white space. "+
			"Leave it out, or set it to null, to take the token from the environment variable DIGITALOCEAN_TOKEN or DIGITALOCEAN_ACCESS_TOKEN.")
	case token == "":
		diags.AddAttributeError(path.Root("token"), "Missing DigitalOcean token",
			"No token is set. It is taken from "+tokenSources+", and needs the scope droplet:read.")
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
		value = cmp.Or(os.Getenv("DIGITALOCEAN_API_URL"), defaultEndpoint)
	}
	endpoint, err := url.Parse(strings.TrimSpace(value))
	var problem string
	switch {
	case err != nil, endpoint.Hostname() == "":
		problem = "is not an absolute URL, such as " + defaultEndpoint
	case !validPort(endpoint.Port()):
		problem = "has a port that is not from 1 to 65535"
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

// validPort takes none for that of the scheme.
func validPort(port string) bool {
	number, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && number > 0
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// setting is the configured number, which the schema has validated, unless that is null; else the variable's; else the
// default.
func setting(diags *diag.Diagnostics, configured types.Number, valid number, argument, variable string, fallback float64) float64 {
	text := os.Getenv(variable)
	switch {
	case !configured.IsNull():
		value, _ := configured.ValueBigFloat().Float64()
		return value
	case text == "":
		return fallback
	}
	value, err := parseNumber(strings.TrimSpace(text))
	if err != nil || !valid.allows(value) {
		diags.AddAttributeError(path.Root(argument), "Invalid "+variable, fmt.Sprintf(
			"The environment variable %s, which stands in for the provider's argument %s, %s, not %q.", variable, argument, valid, text))
		return fallback
	}
	number, _ := value.Float64()
	return number
}

// seconds makes a Duration, of a year at the most: what is longer could overflow, and outlasts every read.
func seconds(number float64) time.Duration {
	const year = 365 * 24 * time.Hour
	return time.Duration(min(number, year.Seconds()) * float64(time.Second))
}
