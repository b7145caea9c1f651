package provider

import (
	"context"
	"errors"
	"fmt"

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

// dropletReadError is readError for what belongs to one Droplet: it blames droplet_id where the API does.
func dropletReadError(what string, dropletID int64, err error) diag.Diagnostic {
	if failure, ok := errors.AsType[*digitalocean.Error](err); ok && failure.StatusCode == 404 {
		return diag.NewAttributeErrorDiagnostic(path.Root("droplet_id"), fmt.Sprintf("Droplet %d not found", dropletID), err.Error()+
			"\n\nThe account of the token has no Droplet with this ID: it was deleted, belongs to another account or team, or the ID is wrong. "+
			"Backups of a deleted Droplet live on for a while, but the API lists them no longer under the Droplet: look for them in the "+
			"control panel, among the images.")
	}
	return readError(fmt.Sprintf("%s of Droplet %d", what, dropletID), err)
}

func advice(err error) string {
	failure, isFailure := errors.AsType[*digitalocean.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "The read was interrupted."
	case errors.Is(err, errReadTimeout), errors.Is(err, digitalocean.ErrNoTimeLeft):
		return "Give the read more time with `timeouts { read = \"30m\" }` in the data source, or, where a rate limit is what it waited for, read less at once."
	case !isFailure:
		return "The list moves while it is read, or the API's answers are wrong. Nothing was taken over, because a part of a list would look like the whole. Try again."
	case failure.StatusCode >= 300 && failure.StatusCode < 400:
		return "If the API has a new address, set the provider's argument api_endpoint (DIGITALOCEAN_API_URL) to it."
	case failure.StatusCode == 401:
		return "The API rejected the token. It is taken from " + tokenSources + ". Check that it was copied whole, without quotes, and has not expired."
	case failure.StatusCode == 403:
		return "The token is valid, but lacks the scope droplet:read."
	case failure.StatusCode == 404:
		return "The API at " + failure.Endpoint + " does not know this path. Check the provider's argument api_endpoint (DIGITALOCEAN_API_URL): it is the API's address without the version, such as https://api.digitalocean.com."
	case failure.StatusCode == 429:
		return "The API's rate limit is per token: other programs that use this token count as well. Read less at once, with requests_per_second in the provider or with -parallelism."
	case failure.StatusCode >= 500:
		return "The API had a problem of its own. Try again later; https://status.digitalocean.com says whether it is known."
	case failure.StatusCode == 0:
		return "No answer came from " + failure.Endpoint + ". Check the network, a proxy in between, and the provider's argument api_endpoint (DIGITALOCEAN_API_URL)."
	}
	return "The API at " + failure.Endpoint + " answered in a way that it does not document. Check the provider's argument api_endpoint (DIGITALOCEAN_API_URL); if it is right, report the request ID to DigitalOcean."
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
