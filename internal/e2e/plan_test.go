package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

func TestForEachOverPolicies(t *testing.T) {
	t.Parallel()
	const droplets = 40
	api := fakeapi.Fleet(fakeToken, droplets, time.Now())
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_policies" "all" {}

data "droplet_backups" "of" {
  for_each   = data.droplet_backup_policies.all.policies
  droplet_id = each.key
}

output "newest" {
  value = { for id, of in data.droplet_backups.of : id => try(of.latest.id, null) }
}
`), api, withToken())

	file := filepath.Join(t.TempDir(), "plan")
	if _, err := terraform.Plan(t.Context(), tfexec.Out(file)); err != nil {
		t.Fatal(err)
	}
	plan, err := terraform.ShowPlanFile(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range plan.ResourceChanges {
		t.Errorf("%s is left to the apply: %v", change.Address, change.Change.Actions)
	}
	want := map[string]*int64{}
	for id, backups := range api.Backups {
		want[fmt.Sprint(id)] = nil
		if len(backups) > 0 {
			want[fmt.Sprint(id)] = &backups[0].ID
		}
	}
	newest := plan.OutputChanges["newest"]
	if got := marshal(t, newest.After); got != marshal(t, want) || newest.AfterUnknown != false {
		t.Errorf("output = %s (unknown: %v), want %s", got, newest.AfterUnknown, marshal(t, want))
	}
	if got := len(api.Requests()); got != 1+droplets {
		t.Errorf("%d requests, want %d", got, 1+droplets)
	}
}

func TestUnchangedAccount(t *testing.T) {
	t.Parallel()
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_policies" "all" {}

data "droplet_backups" "first" {
  droplet_id = 444900001
}

output "policies" {
  value = data.droplet_backup_policies.all
}

output "backups" {
  value = data.droplet_backups.first
}
`), fakeapi.Fleet(fakeToken, 450, time.Now()), withToken())

	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if changed, err := terraform.Plan(t.Context()); err != nil || changed {
		t.Errorf("second plan: changes = %v, error = %v, want neither", changed, err)
	}
}

// A total below the number of items is an error.
func TestWrongTotal(t *testing.T) {
	t.Parallel()
	api := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"policies":{"1":{"droplet_id":1},"2":{"droplet_id":2}},"meta":{"total":1}}`)
	})
	terraform := openWorkspace(t, writeConfiguration(t, "data \"droplet_backup_policies\" \"all\" {}\n"), api, withToken())
	_, err := terraform.Plan(t.Context())
	requireContains(t, fmt.Sprint(err), "Error: Unable to read the backup policies", "the total is 1, and page 1 has 2")
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	userAgents := make(chan string, 10)
	fleet := fakeapi.Fleet(fakeToken, 1, time.Now())
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		userAgents <- r.UserAgent()
		fleet.ServeHTTP(w, r)
	})
	terraform := openWorkspace(t, writeConfiguration(t, "data \"droplet_backup_policies\" \"all\" {}\n"), api, withToken())
	if err := terraform.SetAppendUserAgent("company-platform/1.2.3"); err != nil {
		t.Fatal(err)
	}
	if _, err := terraform.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	// OpenTofu passes the version of Terraform that it is compatible with.
	want := regexp.MustCompile(`^Terraform/\d+\.\d+\.\d+\S* \(\+https://www\.terraform\.io\) terraform-provider-droplet/` +
		regexp.QuoteMeta(providerVersion) + ` company-platform/1\.2\.3( |$)`) // terraform-exec appends itself to the variable
	if got := <-userAgents; !want.MatchString(got) {
		t.Errorf("User-Agent = %q, want %s", got, want)
	}
}
