package coverage_test

import (
	"strings"
	"testing"
)

// TestPolicies checks each way in which the lists of Droplets and of policies can disagree.
func TestPolicies(t *testing.T) {
	t.Parallel()
	tests := map[string]readTest{
		"GPU Droplet without a listed policy": {
			change: func(r responses) {
				r[policyList] = listJSON("policies", policyJSON(1), policyJSON(2), policyJSON(3))
				r["/v2/droplets/4/backups/policy"] = `{"policy":{"droplet_id":4,"backup_enabled":false}}`
			},
			want: "1:2/12, 2:3/23, 3:0, 4:1/41 disabled of 4", more: []string{"/v2/droplets/4/backups/policy"},
		},
		"policy without a listed Droplet": {
			change: func(r responses) {
				r[gpuList] = listJSON("droplets")
				r["/v2/droplets/4"] = `{"droplet":` + dropletJSON(4, 41) + `}`
			},
			want: consistent, more: []string{"/v2/droplets/4"},
		},
		"policy without a listed Droplet, no ID in the response": {
			change: func(r responses) {
				r[gpuList], r["/v2/droplets/4"] = listJSON("droplets"), `{"droplet":{"backup_ids":[41]}}`
			},
			want: consistent, more: []string{"/v2/droplets/4"},
		},
		"policy of a deleted Droplet": {
			change: func(r responses) { r[gpuList] = listJSON("droplets") },
			want:   "1:2/12, 2:3/23, 3:0 of 3", more: []string{"/v2/droplets/4"},
		},
		"Droplet deleted before the policies": {
			change: func(r responses) { r[policyList] = listJSON("policies", policyJSON(1), policyJSON(2), policyJSON(4)) },
			want:   "1:2/12, 2:3/23, 4:1/41 of 3", more: []string{"/v2/droplets/3", "/v2/droplets/3/backups/policy"},
		},
		"policy with another key": {
			change: func(r responses) { r[policyList] = strings.Replace(r[policyList], `"1":{`, `"foo":{`, 1) },
			want:   consistent,
		},
		"duplicate in backup_ids": {
			change: func(r responses) { r[dropletList] = strings.Replace(r[dropletList], "[11,12]", "[11,12,11]", 1) },
			want:   consistent,
		},
		"no snapshot_ids": {
			change: func(r responses) {
				r[dropletList] = strings.ReplaceAll(r[dropletList], `"snapshot_ids":[61]`, `"snapshot_ids":null`)
			},
			want: consistent,
		},
	}
	for name, test := range tests {
		t.Run(name, test.run)
	}
}
