package provider

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// Texts that several diagnostics share.
const (
	reportIssue     = "Please report this issue to the provider developers."
	statusPage      = "Known incidents are listed at https://status.digitalocean.com."
	endpointSources = "the provider argument " + endpointArgument + " (" + endpointVariable + ")"
)

// readError returns a diagnostic that says what could not be read, why, and what to do about it.
func readError(subject string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to read "+subject, err.Error()+"\n\n"+hint(err))
}

// dropletReadError is readError for a request about one Droplet. If the Droplet does not exist, the diagnostic points to
// droplet_id and ends with notFoundHint.
func dropletReadError(subject string, dropletID int64, err error, notFoundHint string) diag.Diagnostic {
	apiError, isAPIError := errors.AsType[*digitalocean.Error](err)
	if !isAPIError || !apiError.NotFound() || hasVersion(apiError) {
		return readError(fmt.Sprintf("%s of Droplet %d", subject, dropletID), err)
	}
	detail := err.Error() + "\n\nThe account has no Droplet with this ID: it was deleted, it belongs to another account or team, " +
		"or the ID is wrong. If the Droplet was deleted, `terraform destroy` needs the option -refresh=false."
	if notFoundHint != "" {
		detail += " " + notFoundHint
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("droplet_id"), fmt.Sprintf("Droplet %d not found", dropletID),
		detail+ifExistsHint("Droplet", apiError))
}

// hasVersion reports whether the endpoint ends with a version, so that every path that is appended to it is a 404.
func hasVersion(err *digitalocean.Error) bool { return strings.HasSuffix(err.Endpoint, "/v2/") }

func usesDefaultEndpoint(err *digitalocean.Error) bool {
	return strings.TrimRight(err.Endpoint, "/") == defaultEndpoint
}

// ifExistsHint returns a hint for the case that the subject of a 404 exists: the endpoint may be wrong, unless it is the default.
func ifExistsHint(subject string, err *digitalocean.Error) string {
	if usesDefaultEndpoint(err) {
		return ""
	}
	return "\n\nIf the " + subject + " exists: " + endpointHint(err)
}

// hint returns what to do about an error of a read.
func hint(err error) string {
	apiError, isAPIError := errors.AsType[*digitalocean.Error](err)
	_, isIncomplete := errors.AsType[*digitalocean.IncompleteError](err)
	raiseTimeout := "raise the read timeout with `timeouts { read = \"...\" }` in the data source (default: " + defaultReadTimeoutText + ")"
	switch {
	case errors.Is(err, context.Canceled):
		return "The read was interrupted."
	case isIncomplete:
		return "The list changed while it was being read, or the API returned inconsistent data. Partial lists are refused. Try again."
	case errors.Is(err, digitalocean.ErrRequestsPerSecond):
		return "Raise the provider argument " + requestsPerSecond.argument + " (" + requestsPerSecond.variable + "), or " + raiseTimeout + "."
	case errors.Is(err, digitalocean.ErrNoTimeLeft) && isAPIError && apiError.ServerError() && apiError.RetryAfter > 0:
		return "Try again after that wait, or " + raiseTimeout + ". " + statusPage
	case errors.Is(err, digitalocean.ErrNoTimeLeft) && (!isAPIError || apiError.RetryAfter > 0):
		return "Try again after that wait, limit the rate with " + requestsPerSecond.argument + ", lower -parallelism, or " + raiseTimeout + "."
	case errors.Is(err, digitalocean.ErrNoTimeLeft), errors.Is(err, errReadTimeout) && isAPIError:
		return apiErrorHint(apiError) + " If the API is just slow, " + raiseTimeout + "."
	case errors.Is(err, errReadTimeout):
		return "If the API is just slow, " + raiseTimeout + ". Otherwise, check the network."
	case isAPIError:
		return apiErrorHint(apiError)
	}
	return reportIssue
}

func apiErrorHint(err *digitalocean.Error) string {
	_, isUnknownAuthority := errors.AsType[x509.UnknownAuthorityError](err)
	_, isBadCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case isUnknownAuthority:
		return "The certificate of " + err.Endpoint + " is signed by an authority that this machine does not trust. If the host is right, " +
			"add the authority to the trusted certificates of the system. On Linux, the environment variable SSL_CERT_FILE can also name " +
			"its certificate file."
	case isBadCertificate:
		return "The certificate of " + err.Endpoint + " is not valid for this host or at this time. Check " + endpointSources +
			" and the clock of this machine."
	case err.ProxyAuthRequired():
		return "A proxy requires authentication. Check the user name and password in the proxy URL of the environment variable HTTPS_PROXY or " +
			"HTTP_PROXY, or exclude the host of the API from the proxy with NO_PROXY."
	case err.NoResponse():
		return "No complete response was received from " + err.Endpoint + ". Check the network, any proxy, and " + endpointSources + "."
	case err.Redirect():
		return "If the address of the API has changed, set " + endpointSources + " to the new address."
	case err.Unauthorized():
		return "The API at " + err.Endpoint + " rejected the token. Check that " + tokenSources +
			" contains the complete token, without quotes, and that it has not expired."
	case err.Forbidden():
		return "The token is not permitted to do this. It most likely lacks the scope " + requiredScope(err.Path) + ". " +
			"Otherwise, check which team it belongs to, or contact DigitalOcean support" + withRequestID(err) + "."
	case err.NotFound() && usesDefaultEndpoint(err):
		return "The API does not have what was requested. Try again. If the error persists, contact DigitalOcean support" +
			withRequestID(err) + "."
	case err.NotFound():
		return endpointHint(err)
	case err.RateLimited():
		return "The API's rate limit applies to the token, so requests from other programs that use the same token also count. Limit the rate " +
			"with the provider argument " + requestsPerSecond.argument + " (" + requestsPerSecond.variable + "), or lower -parallelism."
	case err.ServerError():
		return "The API returned a server error. Try again later. " + statusPage
	}
	return "The API at " + err.Endpoint + " returned an undocumented response. Check whether a proxy or login page is responding " +
		"in its place, and check " + endpointSources + ". Otherwise, contact DigitalOcean support" + withRequestID(err) + "."
}

// withRequestID returns the part of a hint that tells the user to mention the request ID, if the response had one.
func withRequestID(err *digitalocean.Error) string {
	if err.RequestID == "" {
		return ""
	}
	return " with the request ID"
}

// requiredScope returns the scope that a token needs to read a path.
func requiredScope(requestPath string) string {
	// The path of the endpoint comes first.
	if strings.HasPrefix(requestPath[max(strings.LastIndex(requestPath, "/v2/"), 0):], "/v2/images") {
		return "image:read"
	}
	return "droplet:read"
}

func endpointHint(err *digitalocean.Error) string {
	return "The API at " + err.Endpoint + " may not have this path. Check " + endpointSources +
		": it must be the address of the API without a version, such as " + defaultEndpoint + "."
}

// totalWarning returns a warning if the total of a list is not the number of its items.
func totalWarning[T any](items string, listing digitalocean.Listing[T]) diag.Diagnostics {
	if listing.Total == nil || *listing.Total == int64(len(listing.Items)) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("API total does not match the "+items+" returned", fmt.Sprintf(
		"The API reports a total of %d but returned %d, in two consecutive reads of the list. All items that the API returned are used.",
		*listing.Total, len(listing.Items)))}
}

// wrongTotalsWarning is totalWarning for several lists.
func wrongTotalsWarning(wrong []digitalocean.WrongTotal) diag.Diagnostics {
	if len(wrong) == 0 {
		return nil
	}
	var lists []string
	for _, w := range wrong {
		lists = append(lists, fmt.Sprintf("  - GET %s: total %d, items returned: %d", w.Path, w.Total, w.Items))
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("API totals do not match the items returned",
		"The totals that the API reports differ from the numbers of items that it returned, in two consecutive reads of each list. "+
			"All items that the API returned are used.\n\n"+boundedList(lists))}
}

// boundedList joins the lines of a list in a diagnostic, and shortens it if there are too many.
func boundedList(lines []string) string {
	const maxLines = 10
	if more := len(lines) - maxLines; more > 0 {
		lines = append(lines[:maxLines], fmt.Sprintf("  - and %d more", more))
	}
	return strings.Join(lines, "\n")
}
