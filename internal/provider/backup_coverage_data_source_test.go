package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

const (
	droplets = "/v2/droplets"
	gpus     = "/v2/droplets?type=gpus"
	policies = "/v2/droplets/backups/policies"
	images   = "/v2/images?private=true"
)

// newCoverageAPI returns an account with a protected Droplet with all attributes, a Droplet with null and missing attributes, and
// a GPU Droplet that was never backed up.
func newCoverageAPI() responses {
	return responses{
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

func TestBackupCoverage(t *testing.T) {
	t.Parallel()
	const (
		protectedFormat = `"1":{"backup_count":2,"backup_enabled":true,"backup_policy":{"hour":0,"plan":"weekly","retention_period_days":28,` +
			`"weekday":"SUN","window_length_hours":4},"created_at":"2026-01-02T03:04:05Z","droplet_id":1,"latest_backup":%s,"name":"web-1",` +
			`"next_backup_window":{"end":"2026-11-29T04:00:00Z","start":"2026-11-29T00:00:00Z"},"region":"nyc3","size":"s-1vcpu-1gb",` +
			`"snapshot_count":1,"status":"active","tags":["web","k8s:worker"],"volume_ids":["v-1"]}`
		latest = `{"created_at":"2026-11-08T00:00:00Z","distribution":null,"id":12,"min_disk_size":25,"name":"new","public":null,` +
			`"regions":["nyc3"],"size_gigabytes":2.34,"slug":null,"type":"backup"}`
		incomplete = `"2":{"backup_count":0,"backup_enabled":false,"backup_policy":null,"created_at":null,"droplet_id":2,"latest_backup":null,` +
			`"name":null,"next_backup_window":null,"region":null,"size":null,"snapshot_count":null,"status":null,"tags":[],"volume_ids":null}`
		gpu = `"9007199254740993":{"backup_count":0,"backup_enabled":true,"backup_policy":{"hour":12,"plan":"daily",` +
			`"retention_period_days":null,"weekday":null,"window_length_hours":null},"created_at":null,` +
			`"droplet_id":9007199254740993,"latest_backup":null,"name":"gpu",` +
			`"next_backup_window":null,"region":"tor1","size":null,"snapshot_count":0,"status":null,"tags":["gpu"],"volume_ids":null}`
	)
	protected := fmt.Sprintf(protectedFormat, latest)
	withoutBackups := fmt.Sprintf(protectedFormat, "null")
	all := object(protected, incomplete, gpu)
	unknownCount := strings.NewReplacer(`"backup_count":2`, `"backup_count":null`, `"backup_count":0`, `"backup_count":null`).Replace

	removeBackupIDs := strings.NewReplacer(`,"backup_ids":[11,12.0]`, "", `,"backup_ids":[]`, "").Replace
	noBackupIDs := newCoverageAPI().with(droplets, removeBackupIDs(newCoverageAPI()[droplets]))
	// The API omits what a token with few scopes must not read.
	onlyIDs := responses{
		droplets: `{"droplets":[{"id":1,"backup_ids":[]}],"links":{},"meta":{"total":1}}`,
		gpus:     `{"droplets":[{"id":2,"backup_ids":[]}],"links":{},"meta":{"total":1}}`,
		policies: `{"policies":{"1":{"droplet_id":1},"2":{"droplet_id":2}},"links":{},"meta":{"total":2}}`,
	}
	tests := map[string]struct {
		api       responses // that of newCoverageAPI if nil
		arguments string
		want      string
		requests  int64 // of a plan
		wantErr   string
	}{
		"all":             {want: all, requests: 4},
		"null":            {arguments: "include_backups = null", want: all, requests: 4},
		"without backups": {arguments: "include_backups = false", want: object(withoutBackups, incomplete, gpu), requests: 3},
		"tags":            {arguments: filterBy("tags", `"WEB"`), want: object(protected), requests: 4},
		"no match":        {arguments: filterBy("name", `"db"`), want: "{}", requests: 3},
		"backup_count":    {arguments: filterBy("backup_count", "0"), want: object(incomplete, gpu), requests: 3},
		"droplet_id":      {arguments: filterBy("droplet_id", "9007199254740993"), want: object(gpu), requests: 3},
		"plan and weekday": {
			arguments: filterBy("plan", `"weekly", "daily"`) + filterBy("weekday", `"sun"`), want: object(protected), requests: 4,
		},
		"empty account": {
			api: responses{
				droplets: `{"droplets":[],"links":{},"meta":{"total":0}}`, gpus: `{"droplets":[],"links":{},"meta":{"total":0}}`,
				policies: `{"policies":{},"links":{},"meta":{"total":0}}`,
			},
			arguments: filterBy("tags", `"web"`), want: "{}", requests: 3,
		},
		"without image:read": {api: noBackupIDs, wantErr: "Missing token scope ... image:read"},
		"without image:read, without backups": {
			api: noBackupIDs, arguments: "include_backups = false",
			want: object(unknownCount(withoutBackups), unknownCount(incomplete), gpu), requests: 3,
		},
		"without image:read, filter by backup_count": {
			api: noBackupIDs, arguments: "include_backups = false\n" + filterBy("backup_count", "0"),
			wantErr: "Missing attribute of Droplets ... backup_count ... image:read",
		},
		"filter by plan, which may be null for all": {api: onlyIDs, arguments: filterBy("plan", `"daily"`), want: "{}", requests: 3},
		"filter by snapshot_count, which one Droplet lacks": {
			arguments: filterBy("snapshot_count", "1"), want: object(protected), requests: 4,
		},
		"invalid images": {
			api:     newCoverageAPI().with(images, "not JSON").with("/v2/droplets/1/backups", "not JSON"),
			wantErr: "the response is not JSON",
		},
	}
	for key, scope := range map[string]string{
		"name": "", "status": "", "created_at": "", "region": " ... regions:read", "size": " ... sizes:read", "tags": " ... tag:read",
		"volume_ids": " ... block_storage:read", "snapshot_count": " ... image:read",
	} {
		row := tests["all"]
		row.api, row.arguments, row.wantErr = onlyIDs, filterBy(key, `"1"`), "the attribute "+key+", ... by it."+scope
		tests["filter by "+key+", which all Droplets lack"] = row
	}
	rows := map[string]row{}
	counters := map[string]*struct{ requests, reads atomic.Int64 }{}
	for name, test := range tests {
		if test.api == nil {
			test.api = newCoverageAPI()
		}
		counter := &struct{ requests, reads atomic.Int64 }{}
		counters[name] = counter
		rows[name] = row{
			arguments: test.arguments, want: test.want, wantErr: test.wantErr,
			api: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				counter.requests.Add(1)
				if r.URL.Path == policies { // once in each read
					counter.reads.Add(1)
				}
				test.api.ServeHTTP(w, r)
			}),
		}
	}
	runRows(t, row{dataSource: "droplet_backup_coverage", value: "DATA.droplets"}, rows)
	for name, counter := range counters {
		if got, want := counter.requests.Load(), tests[name].requests*counter.reads.Load(); tests[name].wantErr == "" && got != want {
			t.Errorf("%s: %d requests in %d reads, want %d", name, got, counter.reads.Load(), want)
		}
	}
}

// TestBackupCoverageWarning checks the warning for backups without a valid creation time.
func TestBackupCoverageWarning(t *testing.T) {
	t.Parallel()
	const own = "/v2/droplets/1/backups" // is read instead of the images, because that takes no more requests
	api := newCoverageAPI()
	api = api.with(own, strings.Replace(api[own], "2026-11-01T00:00:00Z", "yesterday "+token, 1))
	server := newProtocolServer(t)
	server.configure(t, serve(t, api).URL)
	resp := server.read(t.Context(), t, "droplet_backup_coverage", nil)
	const want = `  - ID 11, name "old": created_at is "yesterday [token]"`
	if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityWarning ||
		!strings.HasSuffix(resp.Diagnostics[0].Detail, want) {
		t.Errorf("diagnostics %v, want a warning with %q", resp.Diagnostics, want)
	}
}
