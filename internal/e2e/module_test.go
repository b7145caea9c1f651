package e2e_test

import (
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const otherToken = "token-of-another-team"

// serveTeams returns the API of two teams, which have different tokens.
func serveTeams(fleet, other *fakeapi.API) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+otherToken {
			other.ServeHTTP(w, r)
			return
		}
		fleet.ServeHTTP(w, r)
	})
}

// The compliance example can be called as a module, as its comments and the documentation say.
func TestComplianceExampleAsModule(t *testing.T) {
	t.Parallel()
	now := time.Now()
	api := serveTeams(fakeapi.Fleet(fakeToken, 10, now), fakeapi.Fleet(otherToken, 3, now))
	terraform := openWorkspace(t, writeConfiguration(t, fmt.Sprintf(`
provider "droplet" {}

provider "droplet" {
  alias = "other"
  token = %q
}

variable "enforce" {
  type    = bool
  default = false
}

module "counted" {
  source  = %[2]q
  count   = 2
  enforce = var.enforce
}

module "by_tag" {
  source      = %[2]q
  for_each    = toset(["web", "db"])
  enforce     = false
  exempt_tags = [each.key]
}

module "other" {
  source    = %[2]q
  providers = { droplet = droplet.other }
}

output "checked" {
  value = {
    counted = module.counted[*].droplets_checked
    by_tag  = { for tag, module in module.by_tag : tag => module.droplets_checked }
    other   = module.other.droplets_checked
  }
}

output "problems" {
  value = module.counted[1].problems
}
`, otherToken, exampleModule("compliance"))), api, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"checked":  `{"by_tag":{"db":10,"web":0},"counted":[10,10],"other":3}`,
		"problems": `["web-010 (ams3): backups are not enabled"]`,
	}
	for name, got := range outputs(t, terraform) {
		if got := marshal(t, unmarshal(t, got)); got != want[name] {
			t.Errorf("%s = %s, want %s", name, got, want[name])
		}
	}

	_, err := terraform.Plan(t.Context(), tfexec.Var("enforce=true"))
	requireContains(t, fmt.Sprint(err), "Error: Module output value precondition failed", "web-010 (ams3): backups are not enabled")
}

// A module call with depends_on defers the check until the apply.
func TestComplianceExampleDeferred(t *testing.T) {
	t.Parallel()
	terraform := openWorkspace(t, writeConfiguration(t, fmt.Sprintf(`
resource "terraform_data" "changed" {}

module "compliance" {
  source     = %q
  depends_on = [terraform_data.changed]
}

output "compliant" {
  value = module.compliance.compliant
}
`, exampleModule("compliance"))), fakeapi.Fleet(fakeToken, 10, time.Now()), withToken())
	if _, err := terraform.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := terraform.Apply(t.Context())
	requireContains(t, fmt.Sprint(err), "Error: Module output value precondition failed", "web-010 (ams3): backups are not enabled")
}

// OpenTofu can create provider configurations with for_each.
func TestProviderForEach(t *testing.T) {
	t.Parallel()
	const none = math.MaxInt // no version of Terraform
	if !cliSince(none, 9) {
		t.Skip("Terraform, and OpenTofu before 1.9, have no for_each in provider blocks")
	}
	configuration := fmt.Sprintf(`
locals {
  tokens = { web = %q, other = %q }
}

provider "droplet" {
  alias    = "team"
  for_each = local.tokens
  token    = each.value
}

data "droplet_backup_policies" "all" {
  for_each = local.tokens
  provider = droplet.team[each.key]
}

output "policies" {
  value = { for team, all in data.droplet_backup_policies.all : team => all.total }
}
`, fakeToken, otherToken)
	now := time.Now()
	api := serveTeams(fakeapi.Fleet(fakeToken, 10, now), fakeapi.Fleet(otherToken, 3, now))
	terraform := openWorkspace(t, writeConfiguration(t, configuration), api, nil)
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := marshal(t, unmarshal(t, outputs(t, terraform)["policies"])), `{"other":3,"web":10}`; got != want {
		t.Errorf("policies = %s, want %s", got, want)
	}
}
