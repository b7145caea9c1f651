package digitalocean_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// responses maps the path and query of a request, without the page, to the body of its response. All other requests get a 404.
type responses map[string]string

// list returns the body of a list of one page.
func list(name string, items ...string) string {
	brackets := "[]"
	if name == "policies" {
		brackets = "{}"
	}
	return fmt.Sprintf(`{%q:%c%s%c,"meta":{"total":%d}}`, name, brackets[0], strings.Join(items, ","), brackets[1], len(items))
}

func dropletJSON(id int, backupIDs ...int) string {
	return fmt.Sprintf(`{"id":%d,"name":"web-%d","backup_ids":%s}`, id, id, strings.ReplaceAll(fmt.Sprint(backupIDs), " ", ","))
}

func policyJSON(id int) string {
	return fmt.Sprintf(`"%d":{"droplet_id":%d,"backup_enabled":true}`, id, id)
}

// imageJSON returns an image that is newer than those with lower IDs.
func imageJSON(id int, imageType string) string {
	return fmt.Sprintf(`{"id":%d,"type":%q,"created_at":"2026-11-25T10:00:%02dZ"}`, id, imageType, id%60)
}

// Paths of the lists.
const (
	dropletList = "/v2/droplets"
	gpuList     = "/v2/droplets?type=gpus"
	policyList  = "/v2/droplets/backups/policies"
	imageList   = "/v2/images?private=true"
)

// newResponses returns a consistent account: Droplet 1 with two backups, Droplet 2 with three, Droplet 3 with none, and Droplet 4
// with a GPU and one backup.
func newResponses() responses {
	const backup = "backup"
	return responses{
		dropletList: list("droplets", dropletJSON(1, 11, 12), dropletJSON(2, 21, 22, 23), dropletJSON(3)),
		gpuList:     list("droplets", dropletJSON(4, 41)),
		policyList:  list("policies", policyJSON(1), policyJSON(2), policyJSON(3), policyJSON(4)),
		imageList: list("images", imageJSON(11, backup), imageJSON(12, backup), imageJSON(21, backup), imageJSON(22, backup),
			imageJSON(23, backup), imageJSON(41, backup), imageJSON(51, backup), imageJSON(61, "snapshot"), imageJSON(62, "custom")),
	}
}

// serveResponses returns a network, and a function that returns the paths requested so far, sorted.
func serveResponses(bodies responses) (transport *network, requested func() []string) {
	var mu sync.Mutex
	var paths []string
	transport = serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		query.Del("page")
		query.Del("per_page")
		path := strings.TrimSuffix((&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String(), "?")
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, path)
		body, ok := bodies[path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, body)
	}))
	return transport, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Sorted(slices.Values(paths))
	}
}

// describe returns "id:count/latest" for each Droplet.
func describe(cov *digitalocean.Coverage) string {
	described := map[digitalocean.Int64]string{}
	for _, droplet := range cov.Droplets {
		text := fmt.Sprintf("%d:", *droplet.ID)
		if droplet.BackupCount != nil {
			text += fmt.Sprint(*droplet.BackupCount)
		}
		if droplet.LatestBackup != nil {
			text += fmt.Sprintf("/%d", *droplet.LatestBackup.ID)
		}
		if droplet.Policy.BackupEnabled == nil || !*droplet.Policy.BackupEnabled {
			text += " disabled"
		}
		described[*droplet.ID] = text
	}
	var sorted []string
	for _, id := range slices.Sorted(maps.Keys(described)) {
		sorted = append(sorted, described[id])
	}
	return fmt.Sprintf("%s of %d", strings.Join(sorted, ", "), cov.Total)
}
