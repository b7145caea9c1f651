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

const tokenSources = "the provider's argument token, else from the environment variable DIGITALOCEAN_TOKEN, " +
	"else from DIGITALOCEAN_ACCESS_TOKEN"

// readError says what could not be read, what came back, and what to do next.
func readError(what string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Cannot read "+what, err.Error()+"\n\n"+advice(err))
}

// dropletReadError is readError for what belongs to one Droplet: it blames droplet_id where the API does, and gives a hint.
func dropletReadError(what string, dropletID int64, err error, notFoundHint string) diag.Diagnostic {
	failure, ok := errors.AsType[*digitalocean.Error](err)
	if !ok || failure.StatusCode != 404 || strings.HasSuffix(failure.Endpoint, "/v2/") {
		return readError(fmt.Sprintf("%s of Droplet %d", what, dropletID), err)
	}
	text := err.Error() + "\n\nThe account of the token has no Droplet with this ID: it was deleted, belongs to another account or team, " +
		"or the ID is wrong." + notFoundHint
	if strings.TrimRight(failure.Endpoint, "/") != defaultEndpoint {
		text += "\n\nIf there is such a Droplet: " + endpointAdvice(failure)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("droplet_id"), fmt.Sprintf("Droplet %d not found", dropletID), text)
}

func advice(err error) string {
	failure, answered := errors.AsType[*digitalocean.Error](err)
	_, incomplete := errors.AsType[*digitalocean.IncompleteError](err)
	const moreTime = "give the read more time, with `timeouts { read = \"...\" }` in the data source (default: 10m)"
	switch {
	case errors.Is(err, context.Canceled):
		return "The read was interrupted."
	case incomplete:
		return "The list changes while it is read, or the API's answers are wrong. Nothing was taken over, because a part of a list would look like the whole. Try again."
	case errors.Is(err, digitalocean.ErrRequestsPerSecond):
		return "Raise the provider's argument requests_per_second (DIGITALOCEAN_REQUESTS_PER_SECOND), or " + moreTime + "."
	case errors.Is(err, digitalocean.ErrNoTimeLeft) && (!answered || failure.RetryAfter > 0):
		return "Try again when that wait is over, read less at once, or " + moreTime + "."
	case errors.Is(err, digitalocean.ErrNoTimeLeft), errors.Is(err, errReadTimeout) && answered:
		return failureAdvice(failure) + " If it only takes its time, " + moreTime + "."
	case errors.Is(err, errReadTimeout):
		return "If the API only takes its time, " + moreTime + ". Otherwise check the network."
	case answered:
		return failureAdvice(failure)
	}
	return "Please report this error in the provider."
}

func failureAdvice(failure *digitalocean.Error) string {
	_, unknownAuthority := errors.AsType[x509.UnknownAuthorityError](failure)
	_, badCertificate := errors.AsType[*tls.CertificateVerificationError](failure)
	switch status := failure.StatusCode; {
	case unknownAuthority:
		return "The certificate of " + failure.Endpoint + " is not trusted here. If it is the right host, add the authority that signed the certificate to those of the system; on Linux, the environment variable SSL_CERT_FILE can name it."
	case badCertificate:
		return "The certificate of " + failure.Endpoint + " is not valid for this host, or not at this time. Check the provider's argument api_endpoint (DIGITALOCEAN_API_URL), and the clock of this machine."
	case status == 0, status == 408:
		return "No complete answer came from " + failure.Endpoint + ". Check the network, a proxy in between, and the provider's argument api_endpoint (DIGITALOCEAN_API_URL)."
	case status >= 300 && status < 400:
		return "If the API has a new address, set the provider's argument api_endpoint (DIGITALOCEAN_API_URL) to it."
	case status == 401:
		return "The API rejected the token. It is taken from " + tokenSources + ". Check that it was copied whole, without quotes, and has not expired."
	case status == 403:
		return "The API refuses this to the token. As a rule it lacks the scope droplet:read; otherwise check which team it belongs to, and ask DigitalOcean with the request ID."
	case status == 404:
		return endpointAdvice(failure)
	case status == 429:
		return "The API's rate limit is per token: other programs that use this token count as well. Read less at once, with requests_per_second in the provider or with -parallelism."
	case status >= 500:
		return "The API had a problem of its own. Try again later; https://status.digitalocean.com says whether it is known."
	}
	return "The API at " + failure.Endpoint + " answered in a way that it does not document. Check whether a proxy or a login page answers in its place, and the provider's argument api_endpoint (DIGITALOCEAN_API_URL); if neither is at fault, report the request ID to DigitalOcean."
}

func endpointAdvice(failure *digitalocean.Error) string {
	return "The API at " + failure.Endpoint + " may not know this path. Check the provider's argument api_endpoint (DIGITALOCEAN_API_URL): it is the API's address without the version, such as " + defaultEndpoint + "."
}

// totalWarning tells of a total that stays unlike the number of items, however often they are listed; nil if there is none.
func totalWarning[T any](what string, listing digitalocean.Listing[T]) diag.Diagnostics {
	if listing.Total == nil || *listing.Total == int64(len(listing.Items)) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("The API miscounts "+what, fmt.Sprintf(
		"It says that there are %d, and delivered %d, the same in two passes in a row. The %d are used.",
		*listing.Total, len(listing.Items), len(listing.Items)))}
}
