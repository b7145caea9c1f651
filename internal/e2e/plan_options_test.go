package e2e_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestPlanOptions runs the commands that the documentation lists with what they read, on one state.
func TestPlanOptions(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(fakeToken, 10, time.Now())
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backup_policies" "all" {}

data "droplet_backups" "web" {
  droplet_id = 444900001
}

resource "terraform_data" "newest" {
  input = data.droplet_backups.web.latest.id
}

output "policies" {
  value = length(data.droplet_backup_policies.all.policies)
}
`), api, withToken())
	file := filepath.Join(t.TempDir(), "plan")
	requested := 0
	requireRequests := func(command string, want int, err error) {
		t.Helper()
		if got := len(api.Requests()) - requested; err != nil || got != want {
			t.Errorf("%s: %d requests, error = %v, want %d requests", command, got, err, want)
		}
		requested = len(api.Requests())
	}

	_, err := terraform.Plan(t.Context(), tfexec.Out(file))
	requireRequests("plan", 2, err)
	_, err = terraform.Plan(t.Context(), tfexec.Refresh(false))
	requireRequests("plan -refresh=false", 2, err)
	_, err = terraform.Plan(t.Context(), tfexec.Target("terraform_data.newest"))
	requireRequests("plan -target", 1, err)
	requireRequests("workspace new", 0, terraform.WorkspaceNew(t.Context(), "other"))
	_, err = terraform.Plan(t.Context())
	requireRequests("plan in another workspace", 2, err)
	requireRequests("workspace select", 0, terraform.WorkspaceSelect(t.Context(), "default"))

	terraform.unsetToken(t)
	requireRequests("apply of a saved plan without a token", 0, terraform.Apply(t.Context(), tfexec.DirOrPlan(file)))
	if got := outputs(t, terraform)["policies"]; got != "10" {
		t.Errorf("policies = %s, want 10", got)
	}
	output, err := terraform.run(t, "data.droplet_backups.web.latest.id\n", "console")
	requireRequests("console without a token", 0, err)
	if want := fmt.Sprint(api.Backups[fakeapi.FirstDropletID][0].ID); strings.TrimSpace(output) != want {
		t.Errorf("console: output = %q, want %s", output, want)
	}
	requireRequests("destroy -refresh=false without a token", 0, terraform.Destroy(t.Context(), tfexec.Refresh(false)))
}

// The error for a Droplet that was deleted says how to destroy the rest.
func TestDestroyAfterDropletWasDeleted(t *testing.T) {
	t.Parallel()
	var deleted atomic.Bool
	fleet := fakeapi.Fleet(fakeToken, 1, time.Now())
	terraform := openWorkspace(t, writeConfiguration(t, `
data "droplet_backups" "web" {
  droplet_id = 444900001
}

resource "terraform_data" "newest" {
  input = data.droplet_backups.web.latest.id
}
`), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if deleted.Load() {
			fakeapi.WriteError(w, http.StatusNotFound, "not_found", "The resource you requested could not be found.")
			return
		}
		fleet.ServeHTTP(w, r)
	}), withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	deleted.Store(true)
	requireContains(t, fmt.Sprint(terraform.Destroy(t.Context())), "Droplet 444900001 not found", "-refresh=false")
	if err := terraform.Destroy(t.Context(), tfexec.Refresh(false)); err != nil {
		t.Error(err)
	}
}
