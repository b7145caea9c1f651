package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// coverageAPI has the body of each response, by path and query without the page. Any other path is a 404.
type coverageAPI map[string]string

func (api coverageAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	query.Del("page")
	query.Del("per_page")
	path := r.URL.Path
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	body, ok := api[path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		body = `{"id":"not_found","message":"not found"}`
	}
	_, _ = fmt.Fprint(w, body)
}

// with returns a copy in which one response is another.
func (api coverageAPI) with(path, body string) coverageAPI {
	changed := maps.Clone(api)
	changed[path] = body
	return changed
}

const (
	droplets = "/v2/droplets"
	gpus     = "/v2/droplets?type=gpus"
	policies = "/v2/droplets/backups/policies"
	images   = "/v2/images?private=true"
)

// newCoverageAPI returns an account with a protected Droplet with all attributes, a Droplet with null and missing attributes, and
// a GPU Droplet that was never backed up.
func newCoverageAPI() coverageAPI {
	return coverageAPI{
		droplets: `{"droplets":[
			{"id":1,"name":"web-1","region":{"slug":"nyc3"},"size_slug":"s-1vcpu-1gb","status":"active","created_at":"2026-01-02T03:04:05Z",
			 "tags":["web","k8s:worker"],"volume_ids":["v-1"],"backup_ids":[11,12.0],"snapshot_ids":[13],"features":["backups"]},
			{"id":2,"name":null,"region":null,"tags":[],"backup_ids":[]}
		],"links":{},"meta":{"total":2}}`,
		gpus: `{"droplets":[
			{"id":9007199254740993,"name":"gpu","region":{"slug":"tor1"},"tags":["gpu"],"backup_ids":[],"snapshot_ids":[]}
		],"links":{},"meta":{"total":1}}`,
		policies: `{"policies":{
			"1":{"droplet_id":1,"backup_enabled":true,"backup_policy":{"plan":"weekly","weekday":"SUN","hour":0,"window_length_hours":4,
				"retention_period_days":28},"next_backup_window":{"start":"2026-11-29T00:00:00Z","end":"2026-11-29T04:00:00Z"}},
			"2":{"droplet_id":2,"backup_enabled":false},
			"9007199254740993":{"droplet_id":9007199254740993,"backup_enabled":true,"backup_policy":{"plan":"daily","hour":12}}
		},"links":{},"meta":{"total":3}}`,
		images: `{"images":[
			{"id":11,"name":"old","type":"backup","created_at":"2026-11-01T00:00:00Z"},
			{"id":12,"name":"new","type":"backup","created_at":"2026-11-08T00:00:00Z","regions":["nyc3"],"size_gigabytes":2.34,"min_disk_size":25},
			{"id":13,"name":"snapshot","type":"snapshot","created_at":"2026-11-09T00:00:00Z"}
		],"links":{},"meta":{"total":3}}`,
		"/v2/droplets/1/backups": `{"backups":[
			{"id":12,"name":"new","type":"backup","created_at":"2026-11-08T00:00:00Z","regions":["nyc3"],"size_gigabytes":2.34,"min_disk_size":25},
			{"id":11,"name":"old","type":"snapshot","created_at":"2026-11-01T00:00:00Z"}
		],"links":{},"meta":{"total":2}}`,
	}
}

// object returns a JSON object with the given members.
func object(members ...string) string { return "{" + strings.Join(members, ",") + "}" }
