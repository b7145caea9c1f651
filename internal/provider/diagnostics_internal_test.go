package provider

import "testing"

func TestRequiredScope(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v2/droplets/1/backups?page=1":       "droplet:read",
		"/v2/droplets?type=gpus":              "droplet:read",
		"/v2/images?private=true&per_page=20": "image:read",
		"/v2/images/1":                        "image:read",
		"/prefix/v2/images/1":                 "image:read",
	} {
		if got := requiredScope(path); got != want {
			t.Errorf("requiredScope(%q) = %s, want %s", path, got, want)
		}
	}
}
