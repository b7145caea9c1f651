// Package fakeapi serves the read operations on Droplets, their backups and images from memory, for tests, the demo and
// `make serve`. It has wire structs of its own, so that a wrong JSON tag in the client makes a test fail.
package fakeapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// FakeToken is the token of the demo, `make serve` and the tests.
const FakeToken = "fake-token"

// API serves one account. Set its fields before it serves the first request.
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
	SupportedPolicies []SupportedPolicy
	Latency           time.Duration // of each response

	mu       sync.Mutex
	requests []string
}

// Requests returns the path and query of each request so far.
func (a *API) Requests() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.requests = append(a.requests, r.URL.RequestURI())
	w.Header().Set("X-Request-Id", fmt.Sprintf("fake-%d", len(a.requests)))
	a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	select {
	case <-time.After(a.Latency):
	case <-r.Context().Done():
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+a.Token {
		WriteError(w, http.StatusUnauthorized, "unauthorized", "Unable to authenticate you.")
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/droplets", a.listDroplets)
	mux.HandleFunc("GET /v2/droplets/{id}", a.getDroplet)
	mux.HandleFunc("GET /v2/droplets/{id}/backups", a.listOwn("backups", a.Backups))
	mux.HandleFunc("GET /v2/droplets/{id}/snapshots", a.listOwn("snapshots", a.Snapshots))
	mux.HandleFunc("GET /v2/droplets/{id}/backups/policy", a.getPolicy)
	mux.HandleFunc("GET /v2/droplets/backups/policies", a.listPolicies)
	mux.HandleFunc("GET /v2/droplets/backups/supported_policies", a.listSupportedPolicies)
	mux.HandleFunc("GET /v2/images", a.listImages)
	mux.HandleFunc("GET /v2/images/{id}", a.getImage)
	mux.HandleFunc("/", notFound)
	mux.ServeHTTP(w, r)
}

// listOwn serves the backups or the snapshots of one Droplet.
func (a *API) listOwn(name string, imagesByDroplet map[int64][]Backup) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		images, ok := imagesByDroplet[pathID(r)]
		if _, exists := a.findDroplet(pathID(r)); !ok && !exists {
			notFound(w, r)
			return
		}
		writePage(w, r, name, len(images), func(from, to int) any { return append([]Backup{}, images[from:to]...) })
	}
}

func (a *API) listPolicies(w http.ResponseWriter, r *http.Request) {
	writePage(w, r, "policies", len(a.Policies), func(from, to int) any {
		policies := map[string]Policy{}
		for _, policy := range a.Policies[from:to] {
			policies[strconv.FormatInt(policy.DropletID, 10)] = policy
		}
		return policies
	})
}

func (a *API) getPolicy(w http.ResponseWriter, r *http.Request) {
	policy, ok := find(a.Policies, func(p Policy) bool { return p.DropletID == pathID(r) })
	if !ok {
		policy.DropletID = pathID(r)
		_, ok = a.findDroplet(pathID(r))
	}
	writeItem(w, "policy", policy, ok)
}

func (a *API) listSupportedPolicies(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string][]SupportedPolicy{"supported_policies": a.SupportedPolicies})
}

// pathID returns the ID in the path, or 0, which no item has.
func pathID(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	return id
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	WriteError(w, http.StatusNotFound, "not_found", "The resource you requested could not be found.")
}

// find returns the first of the items that matches, and false if there is none.
func find[T any](items []T, matches func(T) bool) (item T, ok bool) {
	if i := slices.IndexFunc(items, matches); i >= 0 {
		return items[i], true
	}
	return item, false
}

// writeItem writes an item, or a 404 if it does not exist.
func writeItem[T any](w http.ResponseWriter, name string, item T, exists bool) {
	if !exists {
		notFound(w, nil)
		return
	}
	writeJSON(w, http.StatusOK, map[string]T{name: item})
}

// WriteError writes an error response as the API documents it.
func WriteError(w http.ResponseWriter, status int, id, message string) {
	writeJSON(w, status, map[string]string{"id": id, "message": message, "request_id": w.Header().Get("X-Request-Id")})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails only if the client disconnects
}
