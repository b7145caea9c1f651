package provider

import (
	"cmp"
	"fmt"
	"math"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// providerModel is the provider block.
type providerModel struct {
	Token             types.String `tfsdk:"token"`
	APIEndpoint       types.String `tfsdk:"api_endpoint"`
	HTTPRetryMax      types.Number `tfsdk:"http_retry_max"`
	HTTPRetryWaitMin  types.Number `tfsdk:"http_retry_wait_min"`
	HTTPRetryWaitMax  types.Number `tfsdk:"http_retry_wait_max"`
	RequestsPerSecond types.Number `tfsdk:"requests_per_second"`
}

// clientConfig returns the configuration of the client and the source of its token. An argument that is not set is looked up with getenv.
func (m providerModel) clientConfig(getenv func(string) string, diags *diag.Diagnostics) (config rest.Config, tokenSource string) {
	token, tokenSource := apiToken.text(m.Token, getenv)
	if problem := tokenProblem(token); problem != "" {
		// An error at the argument would make Terraform print the line of the configuration, with the token.
		diags.AddError("Invalid DigitalOcean token", "The token from "+tokenSource+" "+problem+".")
	}
	address, addressSource := apiEndpoint.text(m.APIEndpoint, getenv)
	endpoint, problem := parseEndpoint(address)
	if problem != "" {
		diags.AddAttributeError(path.Root(apiEndpoint.argument), "Invalid API endpoint",
			"The API endpoint "+printableAddress(address)+" from "+addressSource+" "+problem+".")
	}
	config = rest.Config{
		Endpoint:          endpoint,
		Token:             token,
		RetryMax:          uint(min(httpRetryMax.number(m.HTTPRetryMax, getenv, diags), math.MaxInt32)),
		RetryWaitMin:      toDuration(httpRetryWaitMin.number(m.HTTPRetryWaitMin, getenv, diags)),
		RetryWaitMax:      toDuration(httpRetryWaitMax.number(m.HTTPRetryWaitMax, getenv, diags)),
		RequestsPerSecond: requestsPerSecond.number(m.RequestsPerSecond, getenv, diags),
		Debug:             tflog.Debug,
		Info:              tflog.Info,
	}
	if config.RetryWaitMax < config.RetryWaitMin && !diags.HasError() { // after an error, a wait may be 0
		diags.AddAttributeError(path.Root(httpRetryWaitMax.argument), "Invalid retry waits", fmt.Sprintf(
			"http_retry_wait_max (DIGITALOCEAN_HTTP_RETRY_WAIT_MAX) is %s. It must be at least http_retry_wait_min "+
				"(DIGITALOCEAN_HTTP_RETRY_WAIT_MIN), which is %s.", config.RetryWaitMax, config.RetryWaitMin))
	}
	return config, tokenSource
}

// tokenProblem returns what is wrong with a token, without the token.
func tokenProblem(token string) string {
	switch {
	case strings.ContainsFunc(token, unicode.IsControl):
		return "contains a line break or another control character"
	case strings.HasPrefix(strings.ToLower(token), "bearer "):
		return "starts with \"Bearer \", which the provider adds itself. Remove this word"
	}
	return ""
}

var versionSuffix = regexp.MustCompile(`(?i)/v\d+/$`)

// parseEndpoint returns the base URL of the API, or what is wrong with it: the token must not be sent in plain text or to an
// unintended host.
func parseEndpoint(address string) (endpoint *url.URL, problem string) {
	endpoint, err := url.Parse(address)
	switch {
	case err != nil, endpoint.Hostname() == "":
		return nil, "must be an absolute URL, such as " + apiEndpoint.defaultValue
	case !validPort(endpoint.Port()):
		return nil, "must have a port from 1 to 65535"
	case endpoint.User != nil:
		return nil, "must not contain a user name or password, because the API authenticates with the token only"
	case endpoint.RawQuery != "" || endpoint.Fragment != "":
		return nil, "must not contain a query or fragment, because paths such as /v2/droplets are appended to it"
	case versionSuffix.MatchString(endpoint.JoinPath("/").Path):
		return nil, "must not end in a version such as /v2, because paths such as /v2/droplets are appended to it"
	case endpoint.Scheme != "https" && (endpoint.Scheme != "http" || !isLoopback(endpoint.Hostname())):
		return nil, "must start with https:// (or http:// for a loopback host), because the token is sent to it"
	}
	return endpoint, ""
}

// privateParts matches the user info, the query and the fragment of an address. The address may not be a valid URL, so everything
// before the last "@" counts as user info.
var privateParts = regexp.MustCompile(`(?is)^((?:[a-z][a-z0-9+.-]*://)?).*@|[?#].*`)

// printableAddress quotes a rejected address without its private parts.
func printableAddress(address string) string {
	if address != "" && !strings.ContainsAny(address, ".:/") {
		return "(not shown, because it may be a token)"
	}
	return fmt.Sprintf("%.200q", privateParts.ReplaceAllString(address, "$1"))
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

// toDuration converts a number of seconds to a duration, which is at most a year, so that it does not overflow.
func toDuration(number float64) time.Duration {
	const year = 365 * 24 * time.Hour
	return time.Duration(min(number, year.Seconds()) * float64(time.Second))
}

// proxyProblem returns what is wrong with HTTPS_PROXY, without its value, which may contain a password. The standard
// library ignores a URL that it cannot parse.
func proxyProblem() string {
	address := cmp.Or(os.Getenv("HTTPS_PROXY"), os.Getenv("https_proxy"))
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") { // the scheme is optional
		address = "http://" + address
	}
	proxy, err := url.Parse(address)
	if err == nil && proxy.Hostname() != "" && validPort(proxy.Port()) &&
		slices.Contains([]string{"http", "https", "socks5", "socks5h"}, proxy.Scheme) {
		return ""
	}
	return "The environment variable HTTPS_PROXY (or https_proxy) is not the URL of a proxy, such as http://proxy.example.com:3128. " +
		"Special characters in its password must be percent-encoded."
}
