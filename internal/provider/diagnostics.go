package provider

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// Texts that several diagnostics share.
const (
	reportIssue     = "Please report this issue to the provider developers."
	endpointSources = "the provider argument api_endpoint (DIGITALOCEAN_API_URL)"
	rateSources     = "the provider argument requests_per_second (DIGITALOCEAN_REQUESTS_PER_SECOND)"
	rateLimitHint   = "The API's rate limit applies to the token, so requests from other programs that use the same token also count. " +
		"Limit the rate with " + rateSources + ", or lower -parallelism."
)

// readError returns a diagnostic that says what could not be read, why, and what to do about it.
func (p *providerData) readError(subject string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to read "+subject, err.Error()+"\n\n"+p.hint(err))
}

// dropletReadError is readError for a request about one Droplet. If the Droplet does not exist, the diagnostic points to droplet_id.
func (p *providerData) dropletReadError(subject string, id digitalocean.Integer, err error) diag.Diagnostic {
	if !rest.IsNotFound(err) {
		return p.readError(fmt.Sprintf("%s of Droplet %d", subject, id), err)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("droplet_id"), fmt.Sprintf("Droplet %d not found", id), err.Error()+
		"\n\nThe account has no Droplet with this ID: it was deleted or was just created, it belongs to another account or team, "+
		"or the ID is wrong. If the Droplet was deleted, `terraform destroy` needs the option -refresh=false. "+
		"`doctl compute image list-user` shows its backups and snapshots that still exist.")
}

// hint returns what to do about an error of a read: about its cause, and about the time limit if that ended the read.
func (p *providerData) hint(err error) string {
	incomplete, isIncomplete := errors.AsType[*digitalocean.IncompleteError](err)
	failure, isFailure := errors.AsType[*rest.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "The read was interrupted."
	case isIncomplete && incomplete.Changed:
		return "The list changed while it was being read. Partial lists are refused. Try again."
	case isIncomplete:
		return "The responses contradict each other in the same way each time. Partial lists are refused. Contact DigitalOcean support."
	case !isFailure:
		return reportIssue
	}
	hint := p.causeHint(failure)
	if failure.Stopped != nil {
		hint += " To wait longer, raise the read timeout with `timeouts { read = \"...\" }` in the data source (default: " +
			defaultReadTimeout + ")."
	}
	return strings.TrimSpace(hint)
}

// causeHint returns what to do about the rate limit that ended the read, or about the last failure of a request.
func (p *providerData) causeHint(err *rest.Error) string {
	switch {
	case errors.Is(err.Stopped, rest.ErrRequestsPerSecond):
		return "Raise " + rateSources + "."
	case errors.Is(err.Stopped, rest.ErrAPIRateLimit):
		return rateLimitHint
	}
	return map[rest.Kind]string{
		rest.Ended: "",
		rest.Connection: "No complete response was received from " + err.Endpoint + ". Check the network, " + endpointSources + ", and any " +
			"proxy: the environment variable HTTPS_PROXY has its address, user name and password, and NO_PROXY excludes hosts from it.",
		rest.TLS: "There is no secure connection to " + err.Endpoint + ". Check " + endpointSources + ", any proxy, and the clock of this " +
			"machine. If the host is right but the authority of its certificate is unknown, add that authority to the system's trusted " +
			"certificates; on Linux, the environment variable SSL_CERT_FILE can also name a file with it. The provider needs TLS 1.2 or " +
			"later, and has no client certificate.",
		rest.Blocked: "This response is not from the API: a firewall, a proxy or a content delivery network such as Cloudflare refused the " +
			"request, or the network requires a sign-in. The address that requests come from may be blocked. Sign in with a browser, try " +
			"from another network, check any proxy, or contact DigitalOcean support.",
		rest.Redirect: "At most three redirects are followed, and none to another scheme, host or port, because that would send the token " +
			"there. If the address of the API has changed, set " + endpointSources + " to the new address.",
		rest.Unauthorized: "The API at " + err.Endpoint + " rejected the token, which comes from " + p.tokenSource +
			". Check that it is complete, without quotes, and has not expired.",
		rest.Forbidden: "The token is not permitted to do this. It most likely lacks the scope " + requiredScope(err.Path) + ". " +
			"Otherwise, check which team it belongs to, or contact DigitalOcean support.",
		rest.NotFound: "The API at " + err.Endpoint + " has nothing at this path. What was requested may have just been created or " +
			"destroyed: try again.",
		rest.RateLimited: rateLimitHint,
		rest.Unavailable: "The API, or a proxy before it, failed. Try again later. " +
			"Known incidents are listed at https://status.digitalocean.com.",
		rest.Rejected: "The API rejected the request for the reason above. If it is not clear, contact DigitalOcean support.",
		rest.Unexpected: "The API at " + err.Endpoint + " returned an undocumented response. Check whether a proxy or login page is " +
			"responding in its place, and check " + endpointSources + ". Otherwise, contact DigitalOcean support.",
	}[err.Kind]
}

// requiredScope returns the scope that a token needs to read a path.
func requiredScope(requestPath string) string {
	if strings.HasPrefix(requestPath, "/v2/images") {
		return "image:read"
	}
	return "droplet:read"
}

// printable returns a value of the API for a diagnostic.
func (p *providerData) printable(value *string) string {
	if value == nil {
		return "null"
	}
	return strconv.Quote(p.client.Sanitize(*value))
}
