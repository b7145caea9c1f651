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

// get decodes the JSON body of a response into target and returns the status code.
func get(t *testing.T, api *fakeapi.API, path string, target any) int {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Authorization", "Bearer "+api.Token)
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, request)
	if err := json.Unmarshal(recorder.Body.Bytes(), target); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return recorder.Code
}

type object = map[string]any

// listItems returns the objects on all pages of a list.
func listItems(t *testing.T, api *fakeapi.API, path, name string) []object {
	t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	var all []object
	for page := 1; ; page++ {
		var fields map[string]json.RawMessage
		var items []object
		var links struct{ Pages map[string]string }
		var meta struct{ Total int }
		status := get(t, api, fmt.Sprintf("%s%sper_page=200&page=%d", path, separator, page), &fields)
		for field, target := range map[string]any{name: &items, "links": &links, "meta": &meta} {
			if err := json.Unmarshal(fields[field], target); err != nil || status != http.StatusOK {
				t.Fatalf("%s: status %d, field %q: %v", path, status, field, err)
			}
		}
		all = append(all, items...)
		if links.Pages["next"] == "" {
			if meta.Total != len(all) {
				t.Errorf("%s: total is %d, want %d", path, meta.Total, len(all))
			}
			return all
		}
	}
}

func values(objects []object, attribute string) []any {
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
	images := values(listItems(t, api, "/v2/images?private=true", "images"), "id")
	standard, gpus := listItems(t, api, "/v2/droplets", "droplets"), listItems(t, api, "/v2/droplets?type=gpus", "droplets")
	if len(standard) != 238 || len(gpus) != 12 {
		t.Errorf("%d Droplets and %d GPU Droplets, want 238 and 12", len(standard), len(gpus))
	}
	imagesOfDroplets := 0
	for _, droplet := range slices.Concat(standard, gpus) {
		path := fmt.Sprintf("/v2/droplets/%.0f", droplet["id"])
		var single struct{ Droplet, Policy object }
		get(t, api, path, &single)
		get(t, api, path+"/backups/policy", &single)
		if !reflect.DeepEqual(single.Droplet, droplet) {
			t.Errorf("%s is %v, want %v", path, single.Droplet, droplet)
		}
		if got := single.Policy["next_backup_window"]; !reflect.DeepEqual(droplet["next_backup_window"], got) {
			t.Errorf("next_backup_window of %s is %v, want %v", path, droplet["next_backup_window"], got)
		}
		config, _ := single.Policy["backup_policy"].(object)
		basic := config["plan"] == "daily" || config["plan"] == "weekly"
		if features := fmt.Sprint(droplet["features"]); strings.Contains(features, "backups") != basic {
			t.Errorf("%s has the policy %v and the features %s", path, config, features)
		}
		for _, kind := range []string{"backup", "snapshot"} {
			own := listItems(t, api, path+"/"+kind+"s", kind+"s")
			if got := droplet[kind+"_ids"]; !reflect.DeepEqual(got, any(values(own, "id"))) {
				t.Errorf("%s has the %s_ids %v, want %v", path, kind, got, values(own, "id"))
			}
			for _, image := range own {
				if image["type"] != kind || !slices.Contains(images, image["id"]) {
					t.Errorf("%v of %s is not a %s among the images", image, path, kind)
				}
			}
			imagesOfDroplets += len(own)
		}
	}
	if len(images) != imagesOfDroplets+2 {
		t.Errorf("%d private images, want %d of the Droplets and 2 others", len(images), imagesOfDroplets)
	}
}

func TestDropletWithoutBackupsAndPolicy(t *testing.T) {
	t.Parallel()
	api := &fakeapi.API{Token: fakeapi.FakeToken, Droplets: []fakeapi.Droplet{{ID: 1}}}
	for _, kind := range []string{"backup", "snapshot"} {
		got, want := values(listItems(t, api, "/v2/droplets", "droplets"), kind+"_ids"), []any{[]any{}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s_ids are %v, want %v", kind, got, want)
		}
		if got := listItems(t, api, "/v2/droplets/1/"+kind+"s", kind+"s"); len(got) != 0 {
			t.Errorf("%ss are %v, want none", kind, got)
		}
	}
	var single struct{ Policy object }
	get(t, api, "/v2/droplets/1/backups/policy", &single)
	if want := (object{"droplet_id": 1.0, "backup_enabled": false}); !reflect.DeepEqual(single.Policy, want) {
		t.Errorf("policy is %v, want %v", single.Policy, want)
	}
}

func TestResponses(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeapi.FakeToken, 20, time.Now())
	for path, want := range map[string]string{
		"/v2/images?private=true&per_page=200": `"type":"custom"`,
		"/v2/images?per_page=200":              `"type":"base"`,
		"/v2/images/66000001":                  `"type":"backup"`,
		"/v2/images/66000003":                  `"slug":"ubuntu-24-04-x64"`,
		"/v2/images/65000010":                  `"type":"snapshot"`,
		"/v2/images/67000007":                  `"status":"available"`,
		"/v2/droplets/444900001":               `"size":{"disk":50,"memory":2048,"price_hourly":0.01`,
		"/v2/droplets?type=droplets":           `"total":19`,
		"/v2/droplets?per_page=201":            "422",
		"/v2/droplets?page=x":                  "422",
		"/v2/droplets?page=2&per_page=10":      `"prev":"https://api.digitalocean.com/v2/droplets?page=1\u0026per_page=10"`,
		"/v2/images/1":                         "404",
		"/v2/droplets/1":                       "404",
		"/v2/droplets/1/backups":               "404",
		"/v2/droplets/1/snapshots":             "404",
		"/v2/droplets/1/backups/policy":        "404",
		"/v2/volumes":                          "404",
	} {
		var body json.RawMessage
		if got := fmt.Sprint(get(t, api, path, &body), string(body)); !strings.Contains(got, want) {
			t.Errorf("%s: response is %s, want %s", path, got, want)
		}
	}
	for _, request := range []struct {
		method, token string
		want          int
	}{{http.MethodGet, "other", http.StatusUnauthorized}, {http.MethodPost, api.Token, http.StatusNotFound}} {
		recorder, r := httptest.NewRecorder(), httptest.NewRequest(request.method, "/v2/droplets", nil)
		r.Header.Set("Authorization", "Bearer "+request.token)
		if api.ServeHTTP(recorder, r); recorder.Code != request.want {
			t.Errorf("%s with the token %q: status %d, want %d", request.method, request.token, recorder.Code, request.want)
		}
	}
	if types := values(listItems(t, api, "/v2/images?private=true", "images"), "type"); slices.Contains(types, any("base")) {
		t.Errorf("types of the private images are %v, want no public image", types)
	}
}

// Which windows of the day have passed depends on the hour.
func TestFleetHasNoFutureBackups(t *testing.T) {
	t.Parallel()
	for hour := range 24 {
		now := time.Date(2026, 11, 25, hour, 30, 0, 0, time.UTC)
		for id, backups := range fakeapi.Fleet(fakeapi.FakeToken, 9, now).Backups {
			if age := age(t, backups[0], now); age < 0 || age >= 7*24*time.Hour {
				t.Errorf("newest backup of %d is %s old at %s, want at most a week", id, age, now)
			}
		}
	}
}

// One of the two Droplets with a usage-based plan has missed its schedule.
func TestFleetUsageBasedPlan(t *testing.T) {
	t.Parallel()
	for hour := range 24 {
		now := time.Date(2026, 11, 25, hour, 30, 0, 0, time.UTC)
		fleet := fakeapi.Fleet(fakeapi.FakeToken, 100, now)
		for position, late := range map[int]time.Duration{60: 0, 61: 28 * time.Hour} {
			policy, backups := fleet.Policies[position], fleet.Backups[fleet.Droplets[position].ID]
			if policy.BackupPolicy.Plan != "intra_daily_4h" || len(backups) != 42-int(late/(4*time.Hour)) {
				t.Errorf("plan %s with %d backups", policy.BackupPolicy.Plan, len(backups))
			}
			if age := age(t, backups[0], now); age < late || age >= late+4*time.Hour {
				t.Errorf("newest backup of %d is %s old at %s, want %s and less than 4 hours", policy.DropletID, age, now, late)
			}
		}
	}
}

func age(t *testing.T, backup fakeapi.Backup, now time.Time) time.Duration {
	t.Helper()
	createdAt, err := time.Parse(time.RFC3339, backup.CreatedAt)
	if err != nil {
		t.Fatal(err)
	}
	return now.Sub(createdAt)
}
