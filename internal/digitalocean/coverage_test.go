package digitalocean_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestCoverage checks the result and the requests for each way in which the lists can disagree.
func TestCoverage(t *testing.T) {
	t.Parallel()
	listsOnly := []string{dropletList, policyList, gpuList, imageList}
	const consistent = "1:2/12, 2:3/23, 3:0, 4:1/41 of 4"
	tests := map[string]struct {
		change  func(responses)
		keep    func(id int64) bool // all Droplets if nil
		want    string
		wantErr string
		more    []string // requests in addition to those for the lists
		fewer   []string // lists that are not read
	}{
		"consistent": {want: consistent},
		"empty account": {
			change: func(r responses) {
				r[dropletList], r[gpuList], r[policyList] = list("droplets"), list("droplets"), list("policies")
			},
			want: " of 0", fewer: []string{imageList},
		},
		"no backups": {
			change: func(r responses) {
				r[dropletList], r[gpuList] = list("droplets", dropletJSON(1)), list("droplets")
				r[policyList] = list("policies", policyJSON(1))
			},
			want: "1:0 of 1", fewer: []string{imageList},
		},
		"filtered": {
			keep: func(id int64) bool { return id == 2 || id == 3 },
			change: func(r responses) {
				r["/v2/droplets/2/backups"] = list("backups", imageJSON(23, "backup"), imageJSON(22, "backup"), imageJSON(21, "backup"))
			},
			want: "2:3/23, 3:0 of 4", more: []string{"/v2/droplets/2/backups"}, fewer: []string{imageList},
		},
		"filtered, none with backups": {keep: func(id int64) bool { return id == 3 }, want: "3:0 of 4", fewer: []string{imageList}},
		"GPU Droplet without a listed policy": {
			change: func(r responses) {
				r[policyList] = list("policies", policyJSON(1), policyJSON(2), policyJSON(3))
				r["/v2/droplets/4/backups/policy"] = `{"policy":{"droplet_id":4,"backup_enabled":false}}`
			},
			want: "1:2/12, 2:3/23, 3:0, 4:1/41 disabled of 4", more: []string{"/v2/droplets/4/backups/policy"},
		},
		"policy without a listed Droplet": {
			change: func(r responses) {
				r[gpuList] = list("droplets")
				r["/v2/droplets/4"] = `{"droplet":` + dropletJSON(4, 41) + `}`
			},
			want: consistent, more: []string{"/v2/droplets/4"},
		},
		"policy of a deleted Droplet": {
			change: func(r responses) { r[gpuList] = list("droplets") },
			want:   "1:2/12, 2:3/23, 3:0 of 3", more: []string{"/v2/droplets/4"},
		},
		"Droplet deleted before the policies": {
			change: func(r responses) { r[policyList] = list("policies", policyJSON(1), policyJSON(2), policyJSON(4)) },
			want:   "1:2/12, 2:3/23, 4:1/41 of 3", more: []string{"/v2/droplets/3", "/v2/droplets/3/backups/policy"},
		},
		"Droplet exists, but its policy does not": {
			change: func(r responses) {
				r[policyList] = list("policies", policyJSON(1), policyJSON(2), policyJSON(4))
				r["/v2/droplets/3"] = `{"droplet":` + dropletJSON(3) + `}`
			},
			wantErr: "GET /v2/droplets/3/backups/policy: 404 Not Found",
		},
		"Droplet in both lists": {
			change: func(r responses) { r[gpuList] = list("droplets", dropletJSON(4, 41), dropletJSON(1, 11, 12)) },
			want:   consistent,
		},
		"duplicate in backup_ids": {
			change: func(r responses) { r[dropletList] = strings.Replace(r[dropletList], "[11,12]", "[11,12,11]", 1) },
			want:   consistent,
		},
		"backup rotated between requests": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], `"id":21,`, `"id":24,`, 1)
				r["/v2/droplets/2/backups"] = list("backups", imageJSON(24, "backup"), imageJSON(23, "backup"), imageJSON(22, "backup"))
			},
			want: "1:2/12, 2:3/24, 3:0, 4:1/41 of 4", more: []string{"/v2/droplets/2/backups"},
		},
		"backup converted to a snapshot between requests": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], imageJSON(23, "backup"), imageJSON(23, "snapshot"), 1)
				r["/v2/droplets/2/backups"] = list("backups", imageJSON(23, "snapshot"), imageJSON(22, "backup"), imageJSON(21, "backup"))
			},
			want: "1:2/12, 2:2/22, 3:0, 4:1/41 of 4", more: []string{"/v2/droplets/2/backups"},
		},
		"all backups deleted between requests": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], `"id":41,`, `"id":42,`, 1)
				r["/v2/droplets/4/backups"] = list("backups")
			},
			want: "1:2/12, 2:3/23, 3:0, 4:0 of 4", more: []string{"/v2/droplets/4/backups"},
		},
		"images without backups": {
			change: func(r responses) {
				r[imageList] = list("images", imageJSON(61, "snapshot"))
				r["/v2/droplets/1/backups"] = list("backups", imageJSON(12, "backup"), imageJSON(11, "backup"))
				r["/v2/droplets/2/backups"] = list("backups", imageJSON(23, "backup"), imageJSON(22, "backup"), imageJSON(21, "backup"))
				r["/v2/droplets/4/backups"] = list("backups", imageJSON(41, "backup"))
			},
			want: consistent, more: []string{"/v2/droplets/1/backups", "/v2/droplets/2/backups", "/v2/droplets/4/backups"},
		},
		"Droplet deleted before its backups": {
			change: func(r responses) { r[imageList] = strings.Replace(r[imageList], `"id":41,`, `"id":42,`, 1) },
			want:   "1:2/12, 2:3/23, 3:0 of 3", more: []string{"/v2/droplets/4", "/v2/droplets/4/backups"},
		},
		"Droplet exists, but its backups do not": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], `"id":41,`, `"id":42,`, 1)
				r["/v2/droplets/4"] = `{"droplet":` + dropletJSON(4, 41) + `}`
			},
			wantErr: "GET /v2/droplets/4/backups?page=1&per_page=200: 404 Not Found",
		},
		"Droplet cannot be read": {
			change:  func(r responses) { r[gpuList], r["/v2/droplets/4"] = list("droplets"), `{}` },
			wantErr: `GET /v2/droplets/4: 200 OK: unexpected API response: "droplet" is missing`,
		},
		"policy cannot be read": {
			change: func(r responses) {
				r[policyList] = list("policies", policyJSON(1), policyJSON(2), policyJSON(4))
				r["/v2/droplets/3/backups/policy"] = `{}`
			},
			wantErr: `GET /v2/droplets/3/backups/policy: 200 OK: unexpected API response: "policy" is missing`,
		},
		"own backups cannot be read": {
			change: func(r responses) {
				r[imageList] = strings.Replace(r[imageList], `"id":41,`, `"id":42,`, 1)
				r["/v2/droplets/4/backups"] = `{}`
			},
			wantErr: `GET /v2/droplets/4/backups?page=1&per_page=200: 200 OK: unexpected API response: "backups" is missing`,
		},
		"deletion cannot be verified": {
			change: func(r responses) {
				r[policyList] = list("policies", policyJSON(1), policyJSON(2), policyJSON(4))
				r["/v2/droplets/3"] = `{}`
			},
			wantErr: `GET /v2/droplets/3: 200 OK: unexpected API response: "droplet" is missing`,
		},
		"policy without droplet_id": {
			change:  func(r responses) { r[policyList] = list("policies", `"1":{"backup_enabled":true}`) },
			wantErr: `GET /v2/droplets/backups/policies: the policy "1" has no droplet_id`,
		},
		"two policies of one Droplet": {
			change:  func(r responses) { r[policyList] = list("policies", policyJSON(1), `"x":{"droplet_id":1}`) },
			wantErr: "there are two policies for Droplet 1",
		},
		"Droplet without an ID": {
			change:  func(r responses) { r[dropletList] = list("droplets", `{"name":"web"}`) },
			wantErr: "GET /v2/droplets: a Droplet has no id",
		},
		"no backup_ids": {
			change: func(r responses) {
				removeIDs := strings.NewReplacer(`,"backup_ids":[11,12]`, ``, `"backup_ids":[21,22,23]`, `"backup_ids":null`)
				r[dropletList] = removeIDs.Replace(r[dropletList])
				r["/v2/droplets/4/backups"] = list("backups", imageJSON(41, "backup"))
			},
			want: "1:, 2:, 3:0, 4:1/41 of 4", more: []string{"/v2/droplets/4/backups"}, fewer: []string{imageList},
		},
		"no list of images": {
			change:  func(r responses) { delete(r, imageList) },
			wantErr: "GET /v2/images?page=1&per_page=200&private=true: 404 Not Found",
		},
		"no list of GPU Droplets": {
			change:  func(r responses) { delete(r, gpuList) },
			wantErr: "GET /v2/droplets?page=1&per_page=200&type=gpus: 404 Not Found",
		},
		"no list of policies": {
			change:  func(r responses) { delete(r, policyList) },
			wantErr: "GET /v2/droplets/backups/policies?page=1&per_page=200: 404 Not Found",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bodies := newResponses()
			if test.change != nil {
				test.change(bodies)
			}
			transport, requested := serveResponses(bodies)
			client := newClient(transport)
			cov, err := client.Coverage(t.Context())
			if err == nil {
				if test.keep != nil {
					cov.Droplets = slices.DeleteFunc(cov.Droplets, func(d digitalocean.CoveredDroplet) bool { return !test.keep(int64(*d.ID)) })
				}
				err = client.AddBackups(t.Context(), cov)
			}
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Fatalf("error %v, want one with %q", err, test.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(cov); got != test.want {
				t.Errorf("coverage is %s, want %s", got, test.want)
			}
			want := slices.DeleteFunc(slices.Concat(listsOnly, test.more), func(path string) bool { return slices.Contains(test.fewer, path) })
			slices.Sort(want)
			if got := requested(); !slices.Equal(got, want) {
				t.Errorf("requests for %s, want %s", got, want)
			}
			if len(cov.WrongTotals) > 0 {
				t.Errorf("wrong totals: %v", cov.WrongTotals)
			}
		})
	}
}
