// Package fakeapi is an in-memory stand-in for the Droplet backup API, for tests and for the demo. It has wire structs of
// its own, so that a wrong JSON tag in the client shows.
package fakeapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// API answers the read operations on Droplet backups. Set it up before it serves.
type API struct {
	// Token is what a request has to carry.
	Token string
	// Backups of each Droplet that exists, by Droplet ID.
	Backups map[int64][]Backup
	// Policies in the order in which they are listed.
	Policies []Policy
	// SupportedPolicies are the plans to choose from.
	SupportedPolicies []SupportedPolicy
	// PageCap is the largest page that is given, whatever is asked for; 0 is the API's 200.
	PageCap int
	// Latency is waited before each answer.
	Latency time.Duration

	mu       sync.Mutex
	requests []string
}

// Requests gives the URLs that were asked for so far, path and query.
func (a *API) Requests() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.requests...)
}

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.requests = append(a.requests, r.URL.RequestURI())
	number := len(a.requests)
	a.mu.Unlock()

	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Request-Id", fmt.Sprintf("fake-%d", number))
	select {
	case <-time.After(a.Latency):
	case <-r.Context().Done():
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+a.Token {
		Fail(w, http.StatusUnauthorized, "unauthorized", "Unable to authenticate you.")
		return
	}
	a.routes().ServeHTTP(w, r)
}

func (a *API) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/droplets/{id}/backups", a.listBackups)
	mux.HandleFunc("GET /v2/droplets/{id}/backups/policy", a.getPolicy)
	mux.HandleFunc("GET /v2/droplets/backups/policies", a.listPolicies)
	mux.HandleFunc("GET /v2/droplets/backups/supported_policies", a.listSupportedPolicies)
	mux.HandleFunc("/", notFound)
	return mux
}

func (a *API) listBackups(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	backups, ok := a.Backups[id]
	if !ok {
		notFound(w, r)
		return
	}
	window, ok := a.page(w, r, len(backups))
	if !ok {
		return
	}
	reply(w, http.StatusOK, struct {
		Backups []Backup `json:"backups"`
		pagination
	}{append([]Backup{}, backups[window.from:window.to]...), window.pagination})
}

func (a *API) listPolicies(w http.ResponseWriter, r *http.Request) {
	window, ok := a.page(w, r, len(a.Policies))
	if !ok {
		return
	}
	policies := map[string]Policy{}
	for _, policy := range a.Policies[window.from:window.to] {
		policies[strconv.FormatInt(policy.DropletID, 10)] = policy
	}
	reply(w, http.StatusOK, struct {
		Policies map[string]Policy `json:"policies"`
		pagination
	}{policies, window.pagination})
}

func (a *API) getPolicy(w http.ResponseWriter, r *http.Request) {
	for _, policy := range a.Policies {
		if strconv.FormatInt(policy.DropletID, 10) == r.PathValue("id") {
			reply(w, http.StatusOK, map[string]Policy{"policy": policy})
			return
		}
	}
	notFound(w, r)
}

func (a *API) listSupportedPolicies(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string][]SupportedPolicy{"supported_policies": a.SupportedPolicies})
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	Fail(w, http.StatusNotFound, "not_found", "The resource you requested could not be found.")
}

// Fail answers with an error as the API documents it.
func Fail(w http.ResponseWriter, status int, id, message string) {
	reply(w, status, map[string]string{"id": id, "message": message, "request_id": w.Header().Get("X-Request-Id")})
}

func reply(w http.ResponseWriter, status int, value any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a client that went away needs no answer
}
