package digitalocean_test

import (
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestCoverageRequests checks the number of requests for large accounts.
func TestCoverageRequests(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ droplets, backups, keep, want int }{
		"2,000 Droplets":                     {2000, 7, 2000, (10 + 2) + 1 + (10 + 2) + (70 + 2)},
		"2,000 Droplets, 73 after filtering": {2000, 7, 73, (10 + 2) + 1 + (10 + 2) + (70 + 2)},
		"2,000 Droplets, 72 after filtering": {2000, 7, 72, (10 + 2) + 1 + (10 + 2) + 72},
		"200 Droplets":                       {200, 2, 200, 1 + 1 + 1 + 3},
		"2 Droplets":                         {2, 100, 2, 1 + 1 + 1 + 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := serve(coverageAccount(test.droplets, test.backups))
			client := newClient(transport)
			cov, err := client.Coverage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			cov.Droplets = cov.Droplets[:test.keep]
			if err := client.AddBackups(t.Context(), cov); err != nil {
				t.Fatal(err)
			}
			for _, droplet := range cov.Droplets {
				if got, want := int(*droplet.LatestBackup.ID), int(*droplet.ID)*1000+test.backups; got != want {
					t.Fatalf("the newest backup of Droplet %d is %d, want %d", *droplet.ID, got, want)
				}
			}
			if n := transport.requests.Load(); n != int64(test.want) {
				t.Errorf("%d requests, want %d", n, test.want)
			}
		})
	}
}

// coverageAccount returns an account in which each Droplet has the same number of backups, with IDs that start with its own.
func coverageAccount(droplets, backups int) *fakeapi.API {
	api := &fakeapi.API{Token: testToken, Backups: map[int64][]fakeapi.Backup{}}
	created := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i := range droplets {
		id := int64(i + 1)
		api.Droplets = append(api.Droplets, fakeapi.Droplet{ID: id})
		api.Policies = append(api.Policies, fakeapi.Policy{DropletID: id, BackupEnabled: true})
		for n := range backups {
			api.Backups[id] = append(api.Backups[id], fakeapi.Backup{
				ID: id*1000 + int64(n+1), Type: "backup", CreatedAt: created.AddDate(0, 0, n).Format(time.RFC3339),
			})
		}
	}
	return api
}
