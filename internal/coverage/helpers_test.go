package coverage_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
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
	case "<html>Not found</html>", `{"message":"no Route matched"}`:
		code = http.StatusNotFound
	}
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// newClient returns a client that makes one attempt per request, and its log.
func newClient(transport http.RoundTripper) (*digitalocean.Client, *bytes.Buffer) {
	log := &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	return digitalocean.New(rest.Config{
		Endpoint: &url.URL{Scheme: "https", Host: "api.example.com"},
		Token:    testToken,
		Debug:    func(context.Context, string, ...map[string]any) {},
		Info: func(ctx context.Context, message string, fields ...map[string]any) {
			for name, value := range fields[0] {
				logger.InfoContext(ctx, message, name, value)
			}
		},
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

// account is an account that changes at random between the requests, if seed is not 0.
type account struct {
	api      *fakeapi.API
	pageSize int // 0 means the requested one
	seed     uint64
	random   *rand.Rand
	changes  int // number of responses before which the account may change

	mu     sync.Mutex
	nextID int64
	states map[int64]map[string]bool // in which each Droplet has been
}

// newAccount returns an account in which each Droplet has the same number of backups, with IDs that start with its own.
func newAccount(droplets, backups int) *account {
	a := &account{api: &fakeapi.API{Token: testToken, Backups: map[int64][]fakeapi.Backup{}}, states: map[int64]map[string]bool{}}
	for range droplets {
		a.createDroplet(backups)
	}
	return a
}

func (a *account) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.random != nil {
		hash := fnv.New64()
		_, _ = hash.Write([]byte(r.URL.RequestURI()))
		// The order of concurrent requests depends on nothing but the seed.
		time.Sleep(time.Duration(rand.New(rand.NewPCG(a.seed, hash.Sum64())).Uint32()))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.changes--; a.changes >= 0 {
		a.change()
		a.record()
		// An API does not notice changes.
		a.api = &fakeapi.API{Token: testToken, Droplets: a.api.Droplets, Backups: a.api.Backups, Policies: a.api.Policies}
	}
	if query := r.URL.Query(); a.pageSize > 0 && query.Has("page") {
		query.Set("per_page", strconv.Itoa(a.pageSize))
		r = r.Clone(r.Context())
		r.URL.RawQuery = query.Encode()
	}
	recorder := httptest.NewRecorder()
	a.api.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

func (a *account) change() {
	kind := a.random.IntN(8)
	if kind == 0 || len(a.api.Droplets) == 0 {
		a.createDroplet(a.random.IntN(4))
		return
	}
	i := a.random.IntN(len(a.api.Droplets))
	id := a.api.Droplets[i].ID
	backups := a.api.Backups[id]
	switch {
	case kind == 1:
		a.api.Droplets = slices.Delete(a.api.Droplets, i, i+1)
		a.api.Policies = slices.DeleteFunc(a.api.Policies, func(p fakeapi.Policy) bool { return p.DropletID == id })
		delete(a.api.Backups, id)
	case kind == 2: // the policy is missing from the list
		a.api.Policies = slices.DeleteFunc(a.api.Policies, func(p fakeapi.Policy) bool { return p.DropletID == id })
	case kind > 4:
		a.api.Backups[id] = append(backups, newBackup(id, 100-a.changes))
		fallthrough
	case len(backups) > 0:
		a.api.Backups[id] = slices.Clone(a.api.Backups[id][min(1, len(backups)):])
	}
}

// record adds the present state of each Droplet.
func (a *account) record() {
	for _, droplet := range a.api.Droplets {
		latest := int64(0)
		for _, backup := range a.api.Backups[droplet.ID] {
			latest = max(latest, backup.ID)
		}
		if a.states[droplet.ID] == nil {
			a.states[droplet.ID] = map[string]bool{}
		}
		a.states[droplet.ID][fmt.Sprintf("%d backups, latest %d", len(a.api.Backups[droplet.ID]), latest)] = true
	}
}

func (a *account) createDroplet(backups int) {
	a.nextID++
	a.api.Droplets = append(a.api.Droplets, fakeapi.Droplet{ID: a.nextID})
	a.api.Policies = append(a.api.Policies, fakeapi.Policy{DropletID: a.nextID, BackupEnabled: true})
	for n := range backups {
		a.api.Backups[a.nextID] = append(a.api.Backups[a.nextID], newBackup(a.nextID, n))
	}
}

// newBackup returns a backup that is newer than those with lower numbers.
func newBackup(dropletID int64, number int) fakeapi.Backup {
	created := time.Date(2026, 11, 1, 0, number, 0, 0, time.UTC)
	return fakeapi.Backup{ID: dropletID*1000 + int64(number+1), Type: "backup", CreatedAt: created.Format(time.RFC3339)}
}

func (a *account) dropletIDs() []int64 {
	var ids []int64
	for _, droplet := range a.api.Droplets {
		ids = append(ids, droplet.ID)
	}
	return ids
}

// recorder sends each request once, and repeats the response afterwards.
type recorder struct {
	transport http.RoundTripper
	bodies    sync.Map
}

func (rec *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	body, ok := rec.bodies.Load(r.URL.RequestURI())
	if !ok {
		resp, err := rec.transport.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, _ = io.ReadAll(resp.Body)
		rec.bodies.Store(r.URL.RequestURI(), body)
	}
	reader := bytes.NewReader(body.([]byte)) //nolint:forcetypeassert // bodies has no other values
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(reader), Request: r}, nil
}
