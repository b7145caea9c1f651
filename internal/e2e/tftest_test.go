package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// coverageModule has an output that a test can override, unlike the attributes of a data source.
const coverageModule = `
data "droplet_backup_coverage" "all" {}

output "droplets" {
  value = data.droplet_backup_coverage.all.droplets
}
`

// TestTerraformTest runs `terraform test` on a configuration with a module that reads the coverage.
func TestTerraformTest(t *testing.T) {
	t.Parallel()
	const assert = `
run "plan" {
  command = plan

  assert {
    condition     = output.not_protected == "NAMES"
    error_message = "not protected: ${output.not_protected}"
  }
}
`
	tests := map[string]struct {
		test, want string
		supported  bool
	}{
		"without mocks": {want: "web-010 node-020", supported: cliSince(6, 6)},
		"with mocks": {want: "mocked", supported: cliSince(7, 8), test: `
mock_provider "droplet" {}

override_module {
  target  = module.coverage
  outputs = { droplets = { "1" = { name = "mocked", backup_enabled = false } } }
}
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !test.supported {
				t.Skipf("not supported by %s", cliVersion)
			}
			api := fakeapi.Fleet(fakeToken, 20, time.Now())
			module := writeConfiguration(t, coverageModule)
			terraform := openWorkspace(t, writeConfiguration(t, `
module "coverage" {
  source = "`+filepath.ToSlash(module)+`"
}

output "not_protected" {
  value = join(" ", [for droplet in module.coverage.droplets : droplet.name if droplet.backup_enabled != true])
}
`), api, withToken())
			file := filepath.Join(terraform.WorkingDir(), "main.tftest.hcl")
			if err := os.WriteFile(file, []byte(test.test+strings.Replace(assert, "NAMES", test.want, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			if output, err := terraform.run(t, "", "test", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if mocked := test.test != ""; mocked != (len(api.Requests()) == 0) {
				t.Errorf("requests = %v", api.Requests())
			}
		})
	}
}

// The compliance example can be tested: its failures are expected ones, and a caller can replace it.
func TestTerraformTestCompliance(t *testing.T) {
	t.Parallel()
	caller := writeConfiguration(t, fmt.Sprintf(`
module "compliance" {
  source = %q
}

output "problems" {
  value = module.compliance.problems
}
`, exampleModule("compliance")))
	tests := map[string]struct {
		configuration, test string
		supported           bool
	}{
		"expected failures": {configuration: exampleModule("compliance"), supported: cliSince(6, 6), test: `
run "fail" {
  command         = plan
  expect_failures = [output.compliant]
}

run "warn" {
  command = plan
  variables {
    enforce = false
  }
  expect_failures = [check.backups]
}

run "invalid_age" {
  command = plan
  variables {
    maximum_age_hours = { daily = 0 }
  }
  expect_failures = [var.maximum_age_hours]
}
`},
		"override_module": {configuration: caller, supported: cliSince(7, 8), test: `
mock_provider "droplet" {}

override_module {
  target  = module.compliance
  outputs = { compliant = false, problems = ["mocked"] }
}

run "plan" {
  command = plan

  assert {
    condition     = one(output.problems) == "mocked"
    error_message = "problems: ${jsonencode(output.problems)}"
  }
}
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !test.supported {
				t.Skipf("not supported by %s", cliVersion)
			}
			terraform := openWorkspace(t, test.configuration, fakeapi.Fleet(fakeToken, 20, time.Now()), withToken())
			file := filepath.Join(terraform.WorkingDir(), "main.tftest.hcl")
			if err := os.WriteFile(file, []byte(test.test), 0o600); err != nil {
				t.Fatal(err)
			}
			if output, err := terraform.run(t, "", "test", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
