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
	rows := map[string]row{
		"backup":         {api: respondWith(http.StatusOK, image), want: output},
		"numeric string": {arguments: `id = "67000001"`, api: respondWith(http.StatusOK, image), want: output},
		"snapshot": {
			api:  respondWith(http.StatusOK, strings.Replace(image, `"backup"`, `"snapshot"`, 1)),
			want: strings.Replace(output, `"backup"`, `"snapshot"`, 1),
		},
		"without a status": {
			api:  respondWith(http.StatusOK, strings.Replace(image, `,"status":"available"`, ``, 1)),
			want: strings.Replace(output, `"status":"available"`, `"status":null`, 1),
		},
		"pending": {
			api:  respondWith(http.StatusOK, strings.Replace(image, `"available"`, `"pending"`, 1)),
			want: strings.Replace(output, `"available"`, `"pending"`, 1),
		},
		"custom image": {
			api:     respondWith(http.StatusOK, strings.Replace(image, `"backup"`, `"custom"`, 1)),
			wantErr: `Image 67000001 is not a backup or snapshot ... id = ... The type of the image is "custom"`,
		},
		"no type": {
			api:     respondWith(http.StatusOK, `{"image":{"id":67000001}}`),
			wantErr: "Image 67000001 is not a backup or snapshot ... id = ... The type of the image is null",
		},
		"no image": {api: respondWith(http.StatusOK, `{}`), wantErr: `"image" is missing`},
		"not found": {
			api: respondWith(http.StatusNotFound, `{"id":"not_found","message":"not found"}`),
			wantErr: "Backup 67000001 not found ... id = ... " +
				"deleted when it expires, or within 24 hours after its Droplet was deleted",
		},
		"forbidden": {
			api:     respondWith(http.StatusForbidden, `{"id":"forbidden","message":"No."}`),
			wantErr: "Unable to read the backup 67000001 ... 403 ... image:read",
		},
		"zero": {arguments: "id = 0", wantErr: "Invalid Attribute Value ... id must be an integer from 1 to"},
		"null": {arguments: "id = null", wantErr: "Missing Configuration for Required Attribute ... id"},
	}
	runRows(t, row{dataSource: "droplet_backup", arguments: "id = 67000001", value: "DATA"}, rows)
}
