// Package fakeapi serves the read operations on Droplets, their backups and images from memory, for tests, the demo and
// `make serve`. It has wire structs of its own, so that a wrong JSON tag in the client makes a test fail.
package fakeapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// FakeToken is the token of the demo, `make serve` and the tests.
const FakeToken = "fake-token"

// API serves one account. Changes to its fields after the first request have no effect.
type API struct {
	Token string // that requests must have
	// Droplets in the order of the list. Those with a size such as gpu-h100x1-80gb are GPU Droplets.
	Droplets []Droplet
	// Backups and Snapshots by Droplet ID. All of them are images too.
	Backups, Snapshots map[int64][]Backup
	// Policies in the order of the list. A Droplet without one has backups disabled.
	Policies []Policy
	// Images that are not of a Droplet in the account: custom and public images, and those of deleted Droplets.
	Images            []Image
	SupportedPolicies []map[string]any
	Latency           time.Duration // of each response

	mu        sync.Mutex
	requests  []string
	endpoints map[string]http.HandlerFunc // by path
}

// Requests returns the path and query of each request so far.
func (a *API) Requests() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	if a.endpoints == nil {
		a.endpoints = a.newEndpoints()
	}
	a.requests = append(a.requests, r.URL.RequestURI())
	w.Header().Set("X-Request-Id", fmt.Sprintf("fake-%d", len(a.requests)))
	a.mu.Unlock()
	time.Sleep(a.Latency)
	endpoint, ok := a.endpoints[r.URL.Path]
	switch {
	case r.Header.Get("Authorization") != "Bearer "+a.Token:
		WriteError(w, http.StatusUnauthorized, "unauthorized", "Unable to authenticate you.")
	case !ok || r.Method != http.MethodGet:
		WriteError(w, http.StatusNotFound, "not_found", "The resource you requested could not be found.")
	default:
		endpoint(w, r)
	}
}

// newEndpoints joins the data of the account once, not for each of the hundreds of pages that a large account has.
func (a *API) newEndpoints() map[string]http.HandlerFunc {
	policies := map[int64]Policy{}
	for _, policy := range a.Policies {
		policies[policy.DropletID] = policy
	}
	endpoints := map[string]http.HandlerFunc{
		"/v2/droplets/backups/policies":           list("policies", policyList(a.Policies)),
		"/v2/droplets/backups/supported_policies": item("supported_policies", a.SupportedPolicies),
	}
	droplets := map[bool][]Droplet{} // by whether they are GPU Droplets
	var images []Image
	for _, droplet := range a.Droplets {
		backups, snapshots, policy := a.Backups[droplet.ID], a.Snapshots[droplet.ID], policies[droplet.ID]
		policy.DropletID = droplet.ID
		droplet.BackupIDs, droplet.SnapshotIDs, droplet.NextBackupWindow = ids(backups), ids(snapshots), policy.NextBackupWindow
		// The features of a Droplet do not show the usage-based plans.
		if config := policy.BackupPolicy; config != nil && (config.Plan == "daily" || config.Plan == "weekly") {
			droplet.Features = append([]string{"backups"}, droplet.Features...)
		}
		isGPU := strings.HasPrefix(droplet.SizeSlug, "gpu-")
		droplets[isGPU] = append(droplets[isGPU], droplet)
		for _, image := range slices.Concat(backups, snapshots) {
			images = append(images, newImage(image))
		}
		path := fmt.Sprintf("/v2/droplets/%d", droplet.ID)
		endpoints[path] = item("droplet", droplet)
		endpoints[path+"/backups"] = list("backups", backups)
		endpoints[path+"/backups/policy"] = item("policy", policy)
		endpoints[path+"/snapshots"] = list("snapshots", snapshots)
	}
	images = append(images, a.Images...)
	for _, image := range images {
		endpoints[fmt.Sprintf("/v2/images/%d", image.ID)] = item("image", image)
	}
	private := slices.DeleteFunc(slices.Clone(images), func(image Image) bool { return image.Public })
	listedImages := map[bool][]Image{true: private, false: images}
	endpoints["/v2/droplets"] = func(w http.ResponseWriter, r *http.Request) {
		list("droplets", droplets[r.URL.Query().Get("type") == "gpus"])(w, r)
	}
	endpoints["/v2/images"] = func(w http.ResponseWriter, r *http.Request) {
		list("images", listedImages[r.URL.Query().Get("private") == "true"])(w, r)
	}
	return endpoints
}

func ids(images []Backup) []int64 {
	ids := []int64{}
	for _, image := range images {
		ids = append(ids, image.ID)
	}
	return ids
}
