package coverage_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const testToken = "dop_v1_a-token-that-must-not-leak"

// Paths of the lists.
const (
	dropletList = "/v2/droplets"
	gpuList     = "/v2/droplets?type=gpus"
	policyList  = "/v2/droplets/backups/policies"
	imageList   = "/v2/images?private=true"
)

// responses maps the path and query of a request, without the page, to the body of its response. All other requests get a 404.
type responses map[string]string

// newResponses returns a consistent account: Droplet 1 with two backups, Droplet 2 with three, Droplet 3 with none, and Droplet 4
// with a GPU and one backup.
func newResponses() responses {
	return responses{
		dropletList: listJSON("droplets", dropletJSON(1, 11, 12), dropletJSON(2, 21, 22, 23), dropletJSON(3)),
		gpuList:     listJSON("droplets", dropletJSON(4, 41)),
		policyList:  listJSON("policies", policyJSON(1), policyJSON(2), policyJSON(3), policyJSON(4)),
		imageList: listJSON("images", imageJSON(11), imageJSON(12), imageJSON(21), imageJSON(22), imageJSON(23), imageJSON(41),
			imageJSON(51), imageJSON(61)),
	}
}

// listJSON returns the body of a list of one page.
func listJSON(name string, items ...string) string {
	brackets := "[]"
	if name == "policies" {
		brackets = "{}"
	}
	return fmt.Sprintf(`{%q:%c%s%c,"links":{},"meta":{"total":%d}}`, name, brackets[0], strings.Join(items, ","), brackets[1], len(items))
}

func dropletJSON(id int, backupIDs ...int) string {
	return fmt.Sprintf(`{"id":%d,"name":"web-%d","backup_ids":%s,"snapshot_ids":[61]}`, id, id, idsJSON(backupIDs))
}

func idsJSON(ids []int) string { return strings.ReplaceAll(fmt.Sprint(ids), " ", ",") }

func policyJSON(id int) string {
	return fmt.Sprintf(`"%d":{"droplet_id":%d,"backup_enabled":true}`, id, id)
}

// imageJSON returns an image that is newer than those with lower IDs.
func imageJSON(id int) string {
	return fmt.Sprintf(`{"id":%d,"type":"backup","created_at":"2026-11-25T10:00:%02dZ"}`, id, id%60)
}

// network serves responses.
type network struct {
	responses responses

	mu    sync.Mutex
	paths []string // that were requested
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	query.Del("page")
	query.Del("per_page")
	path := rest.WithQuery(r.URL.Path, query)
	n.mu.Lock()
	n.paths = append(n.paths, path)
	n.mu.Unlock()
	code, body := http.StatusOK, n.responses[path]
	switch body {
	case "":
		code, body = http.StatusNotFound, `{"id":"not_found","message":"Not found."}`
	case "500":
		code = http.StatusInternalServerError
	}
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// newClient returns a client that makes one attempt per request, and its log.
func newClient(transport http.RoundTripper) (*digitalocean.Client, *bytes.Buffer) {
	log := &bytes.Buffer{}
	return digitalocean.New(rest.Config{
		Endpoint:  &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:     testToken,
		Logger:    slog.New(slog.NewTextHandler(log, nil)),
		Transport: transport,
	}), log
}

// keep returns a filter that keeps some Droplets.
func keep(matches func(coverage.Droplet) bool) coverage.Filter {
	return func(droplets []coverage.Droplet) ([]coverage.Droplet, error) {
		var matching []coverage.Droplet
		for _, droplet := range droplets {
			if matches(droplet) {
				matching = append(matching, droplet)
			}
		}
		return matching, nil
	}
}

func keepAll(droplets []coverage.Droplet) ([]coverage.Droplet, error) { return droplets, nil }

// keepIDs returns a filter that keeps the Droplets with the given IDs.
func keepIDs(ids ...int) coverage.Filter {
	return keep(func(d coverage.Droplet) bool { return slices.Contains(ids, int(*d.ID)) })
}

// describe returns "ID:number of backups/ID of the latest one" for each Droplet, sorted by ID, and the total.
func describe(result coverage.Result) string {
	droplets := slices.SortedFunc(slices.Values(result.Droplets), func(a, b coverage.Droplet) int { return int(*a.ID) - int(*b.ID) })
	var described []string
	for _, droplet := range droplets {
		text := fmt.Sprintf("%d:", *droplet.ID)
		if droplet.BackupCount != nil {
			text += fmt.Sprint(*droplet.BackupCount)
		}
		if droplet.LatestBackup != nil {
			text += fmt.Sprintf("/%d", *droplet.LatestBackup.ID)
		}
		if enabled := droplet.Policy.BackupEnabled; enabled == nil || !*enabled {
			text += " disabled"
		}
		described = append(described, text)
	}
	return fmt.Sprintf("%s of %d", strings.Join(described, ", "), result.Total)
}
