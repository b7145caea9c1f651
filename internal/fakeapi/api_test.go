package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// get returns the status code and the decoded body of a response.
func get(t *testing.T, api *fakeapi.API, path string) (int, map[string]any) {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Authorization", "Bearer "+api.Token)
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	var body map[string]any
	if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return recorder.Code, body
}

// list returns the objects on all pages of a list.
func list(t *testing.T, api *fakeapi.API, path, name string) []map[string]any {
	t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	var objects []map[string]any
	for page := 1; ; page++ {
		status, body := get(t, api, fmt.Sprintf("%s%sper_page=200&page=%d", path, separator, page))
		items, ok := body[name].([]any)
		if status != http.StatusOK || !ok {
			t.Fatalf("%s: status %d, body %v", path, status, body)
		}
		for _, item := range items {
			objects = append(objects, item.(map[string]any))
		}
		if next := body["links"].(map[string]any)["pages"].(map[string]any)["next"]; next == nil {
			if total := body["meta"].(map[string]any)["total"]; total != float64(len(objects)) {
				t.Errorf("%s: total is %v, want %d", path, total, len(objects))
			}
			return objects
		}
	}
}

func values(objects []map[string]any, attribute string) []any {
	all := []any{}
	for _, object := range objects {
		all = append(all, object[attribute])
	}
	return all
}

// All endpoints describe the same account.
func TestFleetIsConsistent(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeapi.FakeToken, 250, time.Now())
	images := values(list(t, api, "/v2/images?private=true", "images"), "id")
	standard, gpus := list(t, api, "/v2/droplets", "droplets"), list(t, api, "/v2/droplets?type=gpus", "droplets")
	if len(standard) != 238 || len(gpus) != 12 {
		t.Errorf("%d Droplets and %d GPU Droplets, want 238 and 12", len(standard), len(gpus))
	}
	backups := 0
	for _, droplet := range slices.Concat(standard, gpus) {
		path := fmt.Sprintf("/v2/droplets/%.0f", droplet["id"])
		if _, body := get(t, api, path); !reflect.DeepEqual(body["droplet"], any(droplet)) {
			t.Errorf("%s is %v, want %v", path, body, droplet)
		}
		own := values(list(t, api, path+"/backups", "backups"), "id")
		if !reflect.DeepEqual(droplet["backup_ids"], any(own)) {
			t.Errorf("%s has the backup_ids %v, want %v", path, droplet["backup_ids"], own)
		}
		for _, id := range own {
			if !slices.Contains(images, id) {
				t.Errorf("backup %v of %s is not among the images", id, path)
			}
		}
		_, body := get(t, api, path+"/backups/policy")
		if got := body["policy"].(map[string]any)["next_backup_window"]; !reflect.DeepEqual(droplet["next_backup_window"], got) {
			t.Errorf("next_backup_window of %s is %v, want %v", path, droplet["next_backup_window"], got)
		}
		backups += len(own)
	}
	if len(images) != backups+3 {
		t.Errorf("%d private images, want %d backups and 3 other images", len(images), backups)
	}
}

func TestDropletsFromBackupsAndPolicies(t *testing.T) {
	t.Parallel()
	api := &fakeapi.API{
		Token:    fakeapi.FakeToken,
		Backups:  map[int64][]fakeapi.Backup{3: {{ID: 30}}, 1: {}},
		Policies: []fakeapi.Policy{{DropletID: 3, BackupEnabled: true}, {DropletID: 2}},
	}
	droplets := list(t, api, "/v2/droplets", "droplets")
	if got, want := values(droplets, "id"), []any{1.0, 2.0, 3.0}; !reflect.DeepEqual(got, want) {
		t.Errorf("IDs are %v, want %v", got, want)
	}
	if got, want := values(droplets, "backup_ids"), []any{[]any{}, []any{}, []any{30.0}}; !reflect.DeepEqual(got, want) {
		t.Errorf("backup_ids are %v, want %v", got, want)
	}
	if got := list(t, api, "/v2/droplets/2/backups", "backups"); len(got) != 0 {
		t.Errorf("backups of a Droplet that only has a policy are %v, want none", got)
	}
	if _, body := get(t, api, "/v2/droplets/1/backups/policy"); body["policy"].(map[string]any)["backup_enabled"] != false {
		t.Errorf("policy of a Droplet that only has backups is %v, want disabled backups", body)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeapi.FakeToken, 20, time.Now())
	for path, want := range map[string]string{
		"/v2/images?private=true&per_page=200": `"type":"custom"`,
		"/v2/images?per_page=200":              `"type":"base"`,
		"/v2/images/66000001":                  `"type":"backup"`,
		"/v2/images/67000007":                  `"name":"web-001 `,
		"/v2/droplets?type=droplets":           `"total":19`,
		"/v2/droplets?type=other":              "422",
		"/v2/droplets?per_page=201":            "422",
		"/v2/droplets?page=x":                  "422",
		"/v2/droplets?page=2&per_page=10":      `"prev":"https://api.digitalocean.com/v2/droplets?page=1\u0026per_page=10"`,
		"/v2/images/1":                         "404",
		"/v2/droplets/1":                       "404",
		"/v2/droplets/1/backups":               "404",
		"/v2/droplets/1/backups/policy":        "404",
		"/v2/volumes":                          "404",
	} {
		status, body := get(t, api, path)
		encoded, err := json.Marshal(body)
		if got := fmt.Sprint(status, string(encoded)); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: response is %s, want %s", path, got, want)
		}
	}
	if _, body := get(t, api, "/v2/images?private=true&per_page=200"); strings.Contains(fmt.Sprint(body), "type:base") {
		t.Error("a public image is among the private ones")
	}
}
