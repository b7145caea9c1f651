package provider_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	const (
		image = `{"image":{"id":67000001,"name":"web","type":"backup","distribution":"Ubuntu","slug":null,"public":false,"regions":["nyc3"],` +
			`"created_at":"2026-11-08T00:00:00Z","min_disk_size":25.0,"size_gigabytes":2.34,"description":"","tags":[],"status":"available"}}`
		output = `{"created_at":"2026-11-08T00:00:00Z","distribution":"Ubuntu","id":67000001,"min_disk_size":25,"name":"web",` +
			`"public":false,"regions":["nyc3"],"size_gigabytes":2.34,"slug":null,"status":"available","timeouts":null,"type":"backup"}`
	)
	tests := map[string]struct {
		id      string // 67000001 if empty
		status  int    // 0 if there is no request
		body    string
		want    string
		wantErr string // words in this order
	}{
		"backup":         {status: http.StatusOK, body: image, want: output},
		"numeric string": {id: `"67000001"`, status: http.StatusOK, body: image, want: output},
		"snapshot": {
			status: http.StatusOK, body: strings.Replace(image, `"backup"`, `"snapshot"`, 1),
			want: strings.Replace(output, `"backup"`, `"snapshot"`, 1),
		},
		"without a status": {
			status: http.StatusOK, body: strings.Replace(image, `,"status":"available"`, ``, 1),
			want: strings.Replace(output, `"status":"available"`, `"status":null`, 1),
		},
		"pending": {
			status: http.StatusOK, body: strings.Replace(image, `"available"`, `"pending"`, 1),
			want: strings.Replace(output, `"available"`, `"pending"`, 1),
		},
		"custom image": {
			status: http.StatusOK, body: strings.Replace(image, `"backup"`, `"custom"`, 1),
			wantErr: `Image 67000001 is not a backup or snapshot ... id = ... The type of the image is "custom"`,
		},
		"no type": {
			status: http.StatusOK, body: `{"image":{"id":67000001}}`,
			wantErr: "Image 67000001 is not a backup or snapshot ... id = ... The type of the image is null",
		},
		"another image": {
			status: http.StatusOK, body: `{"image":{"id":1,"type":"backup"}}`, wantErr: `"image" has the ID 1, want 67000001`,
		},
		"no image": {status: http.StatusOK, body: `{}`, wantErr: `"image" is missing`},
		"not found": {
			status: http.StatusNotFound, body: `{"id":"not_found","message":"not found"}`,
			wantErr: "Backup 67000001 not found ... id = ... " +
				"deleted when it expires, or within 24 hours after its Droplet was deleted",
		},
		"forbidden": {
			status: http.StatusForbidden, body: `{"id":"forbidden","message":"No."}`,
			wantErr: "Unable to read the backup 67000001 ... 403 ... image:read",
		},
		"zero":           {id: "0", wantErr: "Invalid Attribute Value ... id must be an integer from 1 to"},
		"fraction":       {id: "1.5", wantErr: "id must be an integer from 1 to"},
		"not a number":   {id: `"web"`, wantErr: "id ... a number is required"},
		"beyond 64 bits": {id: "9223372036854775808", wantErr: "id must be an integer from 1 to"},
		"null":           {id: "null", wantErr: "Missing Configuration for Required Attribute ... id"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.id == "" {
				test.id = "67000001"
			}
			api := serve(t, respondWith(test.status, test.body))
			config := api.config(`
				data "droplet_backup" "pinned" {
					id = ` + test.id + `
				}
				output "backup" { value = jsonencode(data.droplet_backup.pinned) }`)
			if test.wantErr != "" {
				runCLI(t, expectError(config, test.wantErr))
				if test.status == 0 {
					api.expectRequests(t, 0)
				}
				return
			}
			runCLI(t, expectOutputs(config, map[string]string{"backup": test.want}))
		})
	}
}
