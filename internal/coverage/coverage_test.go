package coverage_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const consistent = "1:2/12, 2:3/23, 3:0, 4:1/41 of 4"

// readTest is a read of an account whose lists may disagree.
type readTest struct {
	change func(responses)
	filter coverage.Filter // keepAll if nil
	want   string
	more   []string // requests in addition to those for the lists
	fewer  []string // lists that are not read
}

func (test readTest) run(t *testing.T) {
	t.Parallel()
	network := &network{responses: newResponses()}
	if test.change != nil {
		test.change(network.responses)
	}
	if test.filter == nil {
		test.filter = keepAll
	}
	client, log := newClient(network)
	result, err := coverage.Read(t.Context(), client, true, test.filter)
	if err != nil {
		t.Fatal(err)
	}
	if got := describe(result); got != test.want {
		t.Errorf("coverage is %s, want %s", got, test.want)
	}
	want := slices.Concat([]string{dropletList, gpuList, policyList, imageList}, test.more)
	want = slices.DeleteFunc(want, func(path string) bool { return slices.Contains(test.fewer, path) })
	slices.Sort(want)
	if got := slices.Sorted(slices.Values(network.paths)); !slices.Equal(got, want) {
		t.Errorf("requests for %s, want %s", got, want)
	}
	if hasRecords := strings.Contains(log.String(), "level=INFO"); hasRecords != (len(test.more) > 0) {
		t.Errorf("%d follow-up requests, but the log is %q", len(test.more), log.String())
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := map[string]readTest{
		"consistent": {want: consistent},
		"empty account": {
			change: func(r responses) {
				r[dropletList], r[gpuList], r[policyList] = listJSON("droplets"), listJSON("droplets"), listJSON("policies")
			},
			want: " of 0", fewer: []string{imageList},
		},
		"no backups": {
			change: func(r responses) {
				r[dropletList], r[gpuList] = listJSON("droplets", dropletJSON(1)), listJSON("droplets")
				r[policyList] = listJSON("policies", policyJSON(1))
			},
			want: "1:0 of 1", fewer: []string{imageList},
		},
		"filtered": {
			filter: keepIDs(2, 3),
			change: func(r responses) { r["/v2/droplets/2/backups"] = backupsJSON(23, 22, 21) },
			want:   "2:3/23, 3:0 of 4", more: []string{"/v2/droplets/2/backups"}, fewer: []string{imageList},
		},
		"filtered, none with backups": {filter: keepIDs(3), want: "3:0 of 4", fewer: []string{imageList}},
		"none match":                  {filter: keepIDs(), want: " of 4", fewer: []string{imageList}},
		"Droplet in both lists": {
			change: func(r responses) { r[gpuList] = listJSON("droplets", dropletJSON(4, 41), dropletJSON(1, 11, 12)) },
			want:   consistent,
		},
		"filtered in place": {
			filter: func(droplets []coverage.Droplet) ([]coverage.Droplet, error) {
				return slices.DeleteFunc(droplets, func(d coverage.Droplet) bool { return *d.ID != 3 }), nil
			},
			want: "3:0 of 4", fewer: []string{imageList},
		},
		"backup is gone after filtering by the number": {
			filter: keep(func(d coverage.Droplet) bool { return *d.BackupCount == 3 }),
			change: func(r responses) { r["/v2/droplets/2/backups"] = backupsJSON(23, 22) },
			want:   " of 4", more: []string{"/v2/droplets/2/backups"}, fewer: []string{imageList},
		},
	}
	for name, test := range tests {
		t.Run(name, test.run)
	}
}

func backupsJSON(ids ...int) string {
	var images []string
	for _, id := range ids {
		images = append(images, imageJSON(id))
	}
	return listJSON("backups", images...)
}

func TestWithoutBackups(t *testing.T) {
	t.Parallel()
	network := &network{responses: newResponses()}
	delete(network.responses, imageList)
	network.responses[dropletList] = strings.Replace(network.responses[dropletList], "[61]", "[61,61]", 1)
	network.responses[gpuList] = listJSON("droplets", `{"id":4}`)
	client, _ := newClient(network)
	result, err := coverage.Read(t.Context(), client, false, keepIDs(1, 4))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := describe(result), "1:2, 4: of 4"; got != want {
		t.Errorf("coverage is %s, want %s", got, want)
	}
	if len(network.paths) != 3 {
		t.Errorf("requests for %s", network.paths)
	}
	for _, droplet := range result.Droplets {
		if *droplet.ID == 1 && (droplet.SnapshotCount == nil || *droplet.SnapshotCount != 1) || *droplet.ID == 4 && droplet.SnapshotCount != nil {
			t.Errorf("the number of snapshots of Droplet %d is %v", *droplet.ID, droplet.SnapshotCount)
		}
	}
}

// TestFilterErrors checks that an error of the filter is returned, before and after the backups are read.
func TestFilterErrors(t *testing.T) {
	t.Parallel()
	errFilter := errors.New("filter")
	for call, requests := range map[int]int{1: 3, 2: 4} {
		calls := 0
		network := &network{responses: newResponses()}
		client, _ := newClient(network)
		_, err := coverage.Read(t.Context(), client, true, func(droplets []coverage.Droplet) ([]coverage.Droplet, error) {
			if calls++; calls == call {
				return nil, errFilter
			}
			return droplets, nil
		})
		if !errors.Is(err, errFilter) || len(network.paths) != requests {
			t.Errorf("call %d: error %v after %d requests", call, err, len(network.paths))
		}
	}
}

func TestNoBackupIDs(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(responses){
		"missing in one list": func(r responses) { r[gpuList] = listJSON("droplets", `{"id":4}`) },
		"null":                func(r responses) { r[gpuList] = listJSON("droplets", `{"id":4,"backup_ids":null}`) },
		"missing in one of several": func(r responses) {
			r[dropletList] = listJSON("droplets", dropletJSON(1, 11, 12), `{"id":2}`, dropletJSON(3))
		},
		"missing in a follow-up": func(r responses) { r[gpuList], r["/v2/droplets/4"] = listJSON("droplets"), `{"droplet":{"id":4}}` },
	} {
		for filterName, filter := range map[string]coverage.Filter{"all": keepAll, "one with backup IDs": keepIDs(1), "none": keepIDs()} {
			t.Run(name+", "+filterName, func(t *testing.T) {
				t.Parallel()
				network := &network{responses: newResponses()}
				change(network.responses)
				client, _ := newClient(network)
				_, err := coverage.Read(t.Context(), client, true, filter)
				if !errors.Is(err, coverage.ErrNoBackupIDs) || slices.Contains(network.paths, imageList) {
					t.Errorf("error %v after requests for %s", err, network.paths)
				}
			})
		}
	}
}

// TestErrors checks the failures of each request. The error of a follow-up request says how many there are.
func TestErrors(t *testing.T) {
	t.Parallel()
	noPolicies := listJSON("policies", policyJSON(1), policyJSON(4))
	noImages := listJSON("images", imageJSON(11), imageJSON(12), imageJSON(41))
	tests := map[string]struct {
		change   func(responses)
		wantPath string
		wantKind rest.Kind
		want     string // number of follow-up requests; none if empty
	}{
		"Droplets":     {func(r responses) { r[dropletList] = "500" }, dropletList, rest.Unavailable, ""},
		"GPU Droplets": {func(r responses) { delete(r, gpuList) }, gpuList, rest.NotFound, ""},
		"policies":     {func(r responses) { delete(r, policyList) }, policyList, rest.NotFound, ""},
		"images":       {func(r responses) { delete(r, imageList) }, imageList, rest.NotFound, ""},
		"Droplet without an ID": {
			func(r responses) { r[dropletList] = listJSON("droplets", `{"name":"web"}`) }, dropletList, rest.Unexpected, "",
		},
		"policy without an ID": {
			func(r responses) { r[policyList] = listJSON("policies", `"1":{"backup_enabled":true}`) }, policyList, rest.Unexpected, "",
		},
		"two policies of a Droplet": {
			func(r responses) { r[policyList] = listJSON("policies", policyJSON(1), `"x":{"droplet_id":1}`) }, policyList, rest.Unexpected, "",
		},
		"policy cannot be read": {
			func(r responses) { r[policyList], r["/v2/droplets/2/backups/policy"] = noPolicies, "500" },
			"/v2/droplets/2/backups/policy", rest.Unavailable, "requested individually: 2",
		},
		"policy is missing, but the Droplet exists": {
			func(r responses) {
				r[policyList], r["/v2/droplets/2"] = noPolicies, `{"droplet":`+dropletJSON(2)+`}`
			}, "/v2/droplets/2/backups/policy", rest.NotFound, "requested individually: 2",
		},
		"404 of a gateway instead of a policy": {
			func(r responses) {
				r[policyList], r["/v2/droplets/2/backups/policy"] = noPolicies, `{"message":"no Route matched"}`
			}, "/v2/droplets/2/backups/policy", rest.Unexpected, "requested individually: 2",
		},
		"404 page of a proxy instead of a Droplet": {
			func(r responses) { r[policyList], r["/v2/droplets/2"] = noPolicies, "<html>Not found</html>" },
			"/v2/droplets/2", rest.Unexpected, "requested individually: 2",
		},
		"deletion cannot be verified": {
			func(r responses) { r[policyList], r["/v2/droplets/2"] = noPolicies, "500" },
			"/v2/droplets/2", rest.Unavailable, "requested individually: 2",
		},
		"Droplet cannot be read": {
			func(r responses) { r[gpuList], r["/v2/droplets/4"] = listJSON("droplets"), "500" },
			"/v2/droplets/4", rest.Unavailable, "requested individually: 1",
		},
		"backups cannot be read": {
			func(r responses) { r[imageList], r["/v2/droplets/2/backups"] = noImages, "500" },
			"/v2/droplets/2/backups", rest.Unavailable, "requested individually: 1",
		},
		"backups are missing, but the Droplet exists": {
			func(r responses) { r[imageList], r["/v2/droplets/2"] = noImages, `{"droplet":`+dropletJSON(2)+`}` },
			"/v2/droplets/2/backups", rest.NotFound, "requested individually: 1",
		},
		"deletion cannot be verified after the images": {
			func(r responses) { r[imageList], r["/v2/droplets/2"] = noImages, "500" },
			"/v2/droplets/2", rest.Unavailable, "requested individually: 1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := &network{responses: newResponses()}
			test.change(network.responses)
			// The other follow-up requests succeed or find that the Droplet is deleted.
			network.responses["/v2/droplets/3/backups/policy"] = `{"policy":{"droplet_id":3}}`
			client, _ := newClient(network)
			_, err := coverage.Read(t.Context(), client, true, keepAll)
			apiErr, ok := errors.AsType[*rest.Error](err)
			if !ok || apiErr.Kind != test.wantKind {
				t.Fatalf("error %v", err)
			}
			wantPath, _, _ := strings.Cut(test.wantPath, "?")
			if path, _, _ := strings.Cut(apiErr.Path, "?"); path != wantPath {
				t.Errorf("the error is about %s, want %s", path, test.wantPath)
			}
			if !strings.Contains(err.Error(), test.want) || test.want == "" && strings.Contains(err.Error(), "individually") {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

// TestRequests checks the number of requests for accounts of several pages.
func TestRequests(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ droplets, backups, keep, want int }{
		"420 Droplets":                      {420, 3, 420, (3 + 2) + 1 + (3 + 2) + 7},
		"420 Droplets, 8 after filtering":   {420, 3, 8, (3 + 2) + 1 + (3 + 2) + 7},
		"420 Droplets, 7 after filtering":   {420, 3, 7, (3 + 2) + 1 + (3 + 2) + 7},
		"420 Droplets, 6 after filtering":   {420, 3, 6, (3 + 2) + 1 + (3 + 2) + 6},
		"200 Droplets":                      {200, 2, 200, 1 + 1 + 1 + 2},
		"2 Droplets":                        {2, 100, 2, 1 + 1 + 1 + 1},
		"3 Droplets with long lists":        {3, 201, 3, 1 + 1 + 1 + 4},
		"one of 3 Droplets with long lists": {3, 201, 1, 1 + 1 + 1 + 3}, // its own list is read with a proof
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(test.droplets, test.backups)
			client, _ := newClient(account)
			result, err := coverage.Read(t.Context(), client, true, keep(func(d coverage.Droplet) bool { return int(*d.ID) <= test.keep }))
			if err != nil || len(result.Droplets) != test.keep || result.Total != test.droplets {
				t.Fatalf("%d Droplets of %d, error %v", len(result.Droplets), result.Total, err)
			}
			for _, droplet := range result.Droplets {
				if got, want := int(*droplet.LatestBackup.ID), int(*droplet.ID)*1000+test.backups; got != want {
					t.Fatalf("the newest backup of Droplet %d is %d, want %d", *droplet.ID, got, want)
				}
			}
			if got := len(account.api.Requests()); got != test.want {
				t.Errorf("%d requests, want %d", got, test.want)
			}
		})
	}
}

// TestHistories reads accounts that change at random in the meantime. Each Droplet that exists all the time must be in the result, with
// the backups that it had at one moment.
func TestHistories(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const histories = 150
		complete := 0
		for seed := range uint64(histories) {
			random := rand.New(rand.NewPCG(seed, 0))
			account := newAccount(1+random.IntN(6), random.IntN(4))
			account.seed, account.random, account.pageSize, account.changes = seed, random, 1+random.IntN(3), random.IntN(12)
			account.record()
			initial := account.dropletIDs()
			client, _ := newClient(account)
			result, err := coverage.Read(t.Context(), client, true, keep(func(d coverage.Droplet) bool { return seed%2 == 0 || *d.ID < 3 }))
			if err != nil {
				if incomplete, ok := errors.AsType[*digitalocean.IncompleteError](err); !ok || !incomplete.Changed {
					t.Fatalf("seed %d: %v", seed, err)
				}
				continue
			}
			complete++
			returned := map[int64]bool{}
			for _, droplet := range result.Droplets {
				id, latest := int64(*droplet.ID), int64(0)
				if droplet.LatestBackup != nil {
					latest = int64(*droplet.LatestBackup.ID)
				}
				state := fmt.Sprintf("%d backups, latest %d", *droplet.BackupCount, latest)
				if returned[id] || !account.states[id][state] || *droplet.Policy.DropletID != *droplet.ID {
					t.Fatalf("seed %d: Droplet %d has %s, want one of %v", seed, id, state, account.states[id])
				}
				returned[id] = true
			}
			for _, id := range initial {
				if slices.Contains(account.dropletIDs(), id) && !returned[id] && (seed%2 == 0 || id < 3) {
					t.Fatalf("seed %d: Droplet %d is lost", seed, id)
				}
			}
		}
		if complete < histories/2 {
			t.Errorf("only %d of %d reads are complete, although each account stops changing", complete, histories)
		}
	})
}

// BenchmarkAccount reads the coverage of 10,000 Droplets with seven backups each, without latency.
func BenchmarkAccount(b *testing.B) {
	b.Run("read=coverage", func(b *testing.B) {
		client, _ := newClient(&recorder{transport: newAccount(10_000, 7)})
		read := func() {
			if result, err := coverage.Read(b.Context(), client, true, keepAll); err != nil || len(result.Droplets) != 10_000 {
				b.Fatalf("%d Droplets, error %v", len(result.Droplets), err)
			}
		}
		read() // records the responses, so that the API is not measured
		b.ReportAllocs()
		for b.Loop() {
			read()
		}
	})
}
