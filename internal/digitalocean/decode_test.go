package digitalocean_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const backupFields = `"id":1,"name":"n","type":"backup","distribution":"Ubuntu","slug":"s","public":false,` +
	`"created_at":"2026-11-25T10:00:00Z","regions":["nyc3",null],"min_disk_size":0,"size_gigabytes":2.34`

// object is an object of the API, where body has it in a response.
type object struct {
	path, body string
	fields     string // all that the client knows
	read       func(context.Context, *digitalocean.Client) (any, error)
}

var objects = map[string]object{
	"backup": {
		"/v2/droplets/1/backups", `{"backups":[%s],"links":{},"meta":{"total":1}}`, backupFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return firstItem(c.Backups(ctx, 1)) },
	},
	"snapshot": {
		"/v2/droplets/1/snapshots", `{"snapshots":[%s],"links":{},"meta":{"total":1}}`, backupFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return firstItem(c.Snapshots(ctx, 1)) },
	},
	"image in the list": {
		"/v2/images?private=true", `{"images":[%s],"links":{},"meta":{"total":1}}`, backupFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) {
			images, err := c.Images(ctx)
			return firstItem(digitalocean.List[digitalocean.Backup]{Items: images}, err)
		},
	},
	"image": {
		"/v2/images/1", `{"image":%s}`, backupFields + `,"status":"available"`,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return c.Image(ctx, 1) },
	},
	"Droplet in the list": {
		"/v2/droplets", `{"droplets":[%s],"links":{},"meta":{"total":1}}`, dropletFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return firstItem(c.Droplets(ctx)) },
	},
	"GPU Droplet in the list": {
		"/v2/droplets?type=gpus", `{"droplets":[%s],"links":{},"meta":{"total":1}}`, dropletFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return firstItem(c.GPUDroplets(ctx)) },
	},
	"Droplet": {
		"/v2/droplets/1", `{"droplet":%s}`, dropletFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return c.Droplet(ctx, 1) },
	},
	"policy in the list": {
		"/v2/droplets/backups/policies", `{"policies":{"1":%s},"links":{},"meta":{"total":1}}`, policyFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) {
			list, err := c.Policies(ctx)
			return firstItem(list, err)
		},
	},
	"policy": {
		"/v2/droplets/1/backups/policy", `{"policy":%s}`, policyFields,
		func(ctx context.Context, c *digitalocean.Client) (any, error) { return c.Policy(ctx, 1) },
	},
	"supported policy": {
		"/v2/droplets/backups/supported_policies", `{"supported_policies":[%s]}`,
		`"name":"weekly","possible_window_starts":[0,4],"window_length_hours":4,"retention_period_days":28,"possible_days":["SUN"]`,
		func(ctx context.Context, c *digitalocean.Client) (any, error) {
			supported, err := c.SupportedPolicies(ctx)
			return firstItem(digitalocean.List[digitalocean.SupportedPolicy]{Items: supported}, err)
		},
	},
}

const (
	dropletFields = `"id":1,"name":"web","region":{"slug":"nyc3"},"size_slug":"s-1vcpu-1gb","status":"active",` +
		`"created_at":"2026-11-25T10:00:00Z","tags":["web"],"volume_ids":["v"],"backup_ids":[11,12],"snapshot_ids":[13]`
	policyFields = `"droplet_id":1,"backup_enabled":false,"backup_policy":{"plan":"weekly","weekday":"SUN","hour":0,"window_length_hours":4,` +
		`"retention_period_days":28},"next_backup_window":{"start":"2026-11-29T00:00:00Z","end":"2026-11-29T04:00:00Z"}`
)

func firstItem[T any](list digitalocean.List[T], err error) (any, error) {
	if err != nil || len(list.Items) == 0 {
		return nil, err
	}
	return list.Items[0], nil
}

// TestObjects decodes each object with all fields, with empty values, with nulls, and without fields.
func TestObjects(t *testing.T) {
	t.Parallel()
	for name, object := range objects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := map[string]any{}
			if err := json.Unmarshal([]byte("{"+object.fields+"}"), &all); err != nil {
				t.Fatal(err)
			}
			empty, null := map[string]any{}, map[string]any{}
			for field, value := range all {
				null[field], empty[field] = nil, value
				switch value.(type) {
				case []any:
					empty[field] = []any{}
				case string:
					empty[field] = ""
				}
			}
			for _, test := range []struct{ sent, want any }{{all, all}, {empty, empty}, {null, null}, {map[string]any{"unknown": 1}, null}} {
				sent, want := toJSON(t, test.sent), toJSON(t, test.want)
				client := newClient(&network{respond: func(path string, _ int) (int, string) {
					if path != object.path {
						return http.StatusNotFound, ""
					}
					return http.StatusOK, fmt.Sprintf(object.body, sent)
				}})
				value, err := object.read(t.Context(), client)
				if err != nil {
					t.Fatal(err)
				}
				got := map[string]any{}
				if err := json.Unmarshal([]byte(toJSON(t, value)), &got); err != nil {
					t.Fatal(err)
				}
				if region, ok := got["region"].(map[string]any); ok && region["slug"] == nil {
					got["region"] = nil // the client does not tell a null region from one whose slug is null
				}
				if toJSON(t, got) != want {
					t.Errorf("%s was decoded to %s", sent, toJSON(t, got))
				}
			}
		})
	}
}

// toJSON encodes a value. The keys of maps are sorted.
func toJSON(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestPolicyKeys(t *testing.T) {
	t.Parallel()
	list, err := respondWith(`{"policies":{"foo":{"droplet_id":1}},"links":{},"meta":{"total":1}}`).Policies(t.Context())
	if err != nil || list.Items[0].Key != "foo" {
		t.Errorf("policies %v, error %v", list.Items, err)
	}
}

// TestWrongTypes checks that the error names the path to the value and what it is, whatever the version of Go.
func TestWrongTypes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ object, body, wantErr string }{
		"body is an array":   {"backup", ` []`, "the response body is not an object: []"},
		"body is a string":   {"backup", `"page"`, `the response body is not an object: "page"`},
		"body is a boolean":  {"backup", `true`, "the response body is not an object: true"},
		"body is a number":   {"backup", `7`, "the response body is not an object: 7"},
		"body of an object":  {"policy", `[]`, "the response body is not an object: []"},
		"list is an object":  {"backup", `{"backups":{}}`, `"backups" has the wrong type: {}`},
		"list is an array":   {"policy in the list", `{"policies":[]}`, `"policies" has the wrong type: []`},
		"list is a string":   {"backup", `{"backups":"x"}`, `"backups" has the wrong type: "x"`},
		"item is a string":   {"backup", `{"backups":[{},{"id":1},"x"]}`, `"backups.2" has the wrong type: "x"`},
		"item is null":       {"backup", `{"backups":[{"id":1},null]}`, `an item of "backups" is null`},
		"policy is null":     {"policy in the list", `{"policies":{"x":null}}`, `an item of "policies" is null`},
		"policy is an array": {"policy in the list", `{"policies":{"x":[]}}`, `"policies.x" has the wrong type: []`},
		"ID is a string":     {"backup", `{"backups":[{"id":1},{},{},{"id":"4"}]}`, `"backups.3.id" has the wrong type: "4"`},
		"ID is an object":    {"backup", `{"backups":[{"id":{"x":1}}]}`, `"backups.0.id" has the wrong type: {"x":1}`},
		"ID is an array":     {"backup", `{"backups":[{"id":[1]}]}`, `"backups.0.id" has the wrong type: [1]`},
		"ID is a boolean":    {"backup", `{"backups":[{"id":false}]}`, `"backups.0.id" has the wrong type: false`},
		"ID is a fraction":   {"backup", `{"backups":[{"id":1.5}]}`, `"backups.0.id" has the wrong type: 1.5`},
		"ID is long": {
			"backup", `{"backups":[{"id":` + strings.Repeat("7", 1000) + `}]}`,
			`"backups.0.id" has the wrong type: ` + strings.Repeat("7", 40),
		},
		"name is a number": {"backup", `{"backups":[{"id":1,"name":7}]}`, `"backups.0.name" has the wrong type: 7`},
		"the first of two": {"backup", `{"backups":[{"public":7,"name":7}]}`, `"backups.0.name" has the wrong type: 7`},
		"element of a list": {
			"Droplet in the list", `{"droplets":[{"backup_ids":[1, "2"]}]}`, `"droplets.0.backup_ids.1" has the wrong type: "2"`,
		},
		"null in a list": {
			"Droplet in the list", `{"droplets":[{"backup_ids":[1,null]}]}`, `"droplets.0.backup_ids.1" has the wrong type: null`,
		},
		"nested":            {"policy", `{"policy":{"backup_policy":{"hour":4.5}}}`, `"policy.backup_policy.hour" has the wrong type: 4.5`},
		"object of a field": {"policy", `{"policy":{"backup_policy":[]}}`, `"policy.backup_policy" has the wrong type: []`},
		"array of a field":  {"backup", `{"backups":[{"regions":{}}]}`, `"backups.0.regions" has the wrong type: {}`},
		"total":             {"backup", `{"backups":[],"meta":{"total":"3"}}`, `"meta.total" has the wrong type: "3"`},
		"total fraction":    {"backup", `{"backups":[],"meta":{"total":0.5}}`, `"meta.total" has the wrong type: 0.5`},
		"meta":              {"backup", `{"backups":[],"meta":[]}`, `"meta" has the wrong type: []`},
		"links":             {"backup", `{"backups":[],"links":[]}`, `"links" has the wrong type: []`},
		"pages":             {"backup", `{"backups":[],"links":{"pages":[]}}`, `"links.pages" has the wrong type: []`},
		"next":              {"backup", `{"backups":[],"links":{"pages":{"next":2}}}`, `"links.pages.next" has the wrong type: 2`},
		"list is missing":   {"backup", `{"volumes":[]}`, `"backups" is missing`},
		"object is missing": {"policy", `{}`, `"policy" is missing`},
		"object is null":    {"policy", `{"policy":null}`, `"policy" is missing`},
		"supported policies": {
			"supported policy", `{"supported_policies":[{"possible_days":[1]}]}`,
			`"supported_policies.0.possible_days.0" has the wrong type: 1`,
		},
		"no supported policies":      {"supported policy", `{"supported_policies":null}`, `"supported_policies" is missing`},
		"body of supported policies": {"supported policy", `[]`, "the response body is not an object: []"},
		"token in a key": {
			"policy in the list", `{"policies":{"` + testToken + `":[]}}`, `"policies.[token]" has the wrong type: []`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := objects[test.object].read(t.Context(), respondWith(test.body))
			apiErr, ok := errors.AsType[*rest.Error](err)
			if !ok || apiErr.Kind != rest.Unexpected || apiErr.Message != test.wantErr {
				t.Errorf("error %v, want %s", err, test.wantErr)
			}
		})
	}
}

// TestSyntaxErrors checks that a body that is not JSON, such as half of one, has the error that package rest retries.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"backups":[{"id":1}`, `<html>`, `{"backups":[]} {}`} {
		_, err := respondWith(body).Backups(t.Context(), dropletID)
		if _, ok := errors.AsType[*json.SyntaxError](err); !ok {
			t.Errorf("%s: error %v", body, err)
		}
	}
}

// FuzzDecoding responds to every request with the same bytes.
func FuzzDecoding(f *testing.F) {
	for _, object := range objects {
		f.Add(fmt.Appendf(nil, object.body, "{"+object.fields+"}"))
	}
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"backups":[{"id":1},`, `{"backups":null,"policies":null,"meta":{"total":0}}`,
		`{"backups":[null],"policies":{"1":null}}`, `{"backups":[{"id":1.5}],"policies":{"1":{},"1":{}}}`,
		`{"backups":[],"policies":{},"links":{"pages":{"next":"https://x/v2/droplets/backups/policies?page=2"}}}`,
		`{"backups":[{"id":2.5e1}],"images":[{"id":1}],"meta":{"total":2}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		respond := func(string, int) (int, string) { return http.StatusOK, string(body) }
		backups, err := newClient(&network{respond: respond}).Backups(t.Context(), dropletID)
		if n := len(backups.Items); err != nil && n > 0 || backups.Total != nil && *backups.Total != int64(n) {
			t.Errorf("%d backups, total %d, error %v", n, *backups.Total, err)
		}
		for name, object := range objects {
			network := &network{respond: respond}
			_, _ = object.read(t.Context(), newClient(network))
			if n := network.requests(); n > 3*2000 {
				t.Errorf("%s: %d requests", name, n)
			}
		}
	})
}
