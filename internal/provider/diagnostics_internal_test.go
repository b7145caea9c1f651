package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// With the default endpoint, a 404 does not mean that the endpoint is wrong.
func TestNotFoundHints(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]bool{defaultEndpoint + "/": false, "https://proxy.example.com/": true} {
		err := &digitalocean.Error{Endpoint: endpoint, Path: "/v2/droplets/7/backups", StatusCode: http.StatusNotFound}
		for subject, text := range map[string]string{
			"list": hint(err), "Droplet": dropletReadError("the backups", 7, err, "").Detail(), "backup": backupReadError(7, err).Detail(),
		} {
			if got := strings.Contains(text, endpointArgument); got != want {
				t.Errorf("404 of a %s at %s: the hint is %q, want one that mentions the endpoint: %v", subject, endpoint, text, want)
			}
		}
	}
}

func TestRequiredScope(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v2/droplets/1/backups?page=1":       "droplet:read",
		"/v2/droplets?type=gpus":              "droplet:read",
		"/v2/images?private=true&per_page=20": "image:read",
		"/v2/images/1":                        "image:read",
		"/prefix/v2/images/1":                 "image:read",
	} {
		if got := requiredScope(path); got != want {
			t.Errorf("requiredScope(%q) = %s, want %s", path, got, want)
		}
	}
}
