package provider_test

import (
	"net/http"
	"testing"
)

func TestSortByCreatedAt(t *testing.T) {
	t.Parallel()
	api := serve(t, respondWith(http.StatusOK, `{"backups":[
		{"id":1,"created_at":"2024-05-01T00:00:00Z"},
		{"id":2,"created_at":"0000 is not a time"},
		{"id":3,"created_at":"2024-05-01T02:30:00+02:00"},
		{"id":4,"created_at":"2024-05-01t00:45:00z"},
		{"id":5},
		{"id":6,"created_at":"2024-05-01T00:00:00.5Z"},
		{"id":7,"created_at":"zzz"}]}`))
	runCLI(t, expectOutputs(api.config(`
		data "droplet_backups" "newest_first" { droplet_id = 7 }
		data "droplet_backups" "asc" {
			droplet_id = 7
			sort { key = "created_at" }
		}
		data "droplet_backups" "desc" {
			droplet_id = 7
			sort {
				key       = "created_at"
				direction = "desc"
			}
		}
		output "latest"       { value = jsonencode(data.droplet_backups.asc.latest.id) }
		output "newest_first" { value = jsonencode(data.droplet_backups.newest_first.backups[*].id) }
		output "asc"          { value = jsonencode(data.droplet_backups.asc.backups[*].id) }
		output "desc"         { value = jsonencode(data.droplet_backups.desc.backups[*].id) }`),
		map[string]string{
			"latest":       "4",
			"newest_first": "[4,3,6,1,7,5,2]",
			"asc":          "[1,6,3,4,7,2,5]",
			"desc":         "[4,3,6,1,7,2,5]",
		}))
}
