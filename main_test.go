package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// These tests run the built provider through the real CLI.

const (
	version = "9.8.7"
	token   = "made-up"
)

var cliPath, mirror string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "")
	if err == nil {
		err = install(dir)
	}
	status := 1
	if err != nil {
		log.Print(err)
	} else {
		status = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// install builds the provider once for all tests, and finds the CLI.
func install(dir string) (err error) {
	if cliPath, err = cli.Find(); err != nil {
		return err
	}
	binary := filepath.Join(dir, "provider")
	if out, err := exec.Command("go", "build", "-ldflags", "-X main.version="+version, "-o", binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	mirror = filepath.Join(dir, "mirror")
	return cli.Mirror(mirror, binary)
}

// initialize makes a workspace with the configuration of a folder, for the given API.
func initialize(t *testing.T, configuration string, api http.Handler, env map[string]string, opts ...tfexec.InitOption) *tfexec.Terraform {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	all := map[string]string{"DIGITALOCEAN_API_URL": server.URL}
	maps.Copy(all, env)
	terraform, err := cli.Workspace{Dir: t.TempDir(), CLI: cliPath, Mirror: mirror, Configuration: configuration, Env: all}.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := terraform.Init(t.Context(), opts...); err != nil {
		t.Fatal(err)
	}
	return terraform
}

// configure makes a folder with a configuration of the given text.
func configure(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	text = "terraform {\n  required_providers {\n    droplet = { source = \"droplet-backups/droplet\" }\n  }\n}\n" + text
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func withToken() map[string]string { return map[string]string{"DIGITALOCEAN_TOKEN": token} }

func outputs(t *testing.T, terraform *tfexec.Terraform) map[string]string {
	t.Helper()
	found, err := terraform.Output(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, output := range found {
		values[name] = string(output.Value)
	}
	return values
}

func TestDemoConfiguration(t *testing.T) {
	t.Parallel()
	api := fakeapi.Fleet(token, 30, time.Now())
	terraform := initialize(t, "examples/demo", api, withToken())
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	newest := api.Backups[fakeapi.FirstDropletID][0]
	want := map[string]string{
		"newest_backup":            fmt.Sprintf(`"%s, made %s, image ID %d"`, newest.Name, newest.CreatedAt, newest.ID),
		"droplets":                 "30",
		"droplets_without_backups": "3",
		"ids_without_backups":      `"444900010 444900020 444900030"`,
	}
	if got := outputs(t, terraform); !maps.Equal(got, want) {
		t.Errorf("outputs are %v, want %v", got, want)
	}

	_, err := terraform.Plan(t.Context(), tfexec.Var("droplet_id=444900010"))
	if want := "Droplet 444900010 has no backup to restore"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error for a Droplet without backups is %v, want %q in it", err, want)
	}
}

func TestForEachOfPoliciesNeedsOnePlan(t *testing.T) {
	t.Parallel()
	const droplets = 40
	api := fakeapi.Fleet(token, droplets, time.Now())
	terraform := initialize(t, configure(t, `
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
		t.Errorf("%s is to be changed or read after the plan: %v", change.Address, change.Change.Actions)
	}
	want := map[string]*int64{}
	for id, backups := range api.Backups {
		want[fmt.Sprint(id)] = nil
		if len(backups) > 0 {
			want[fmt.Sprint(id)] = &backups[0].ID
		}
	}
	newest := plan.OutputChanges["newest"]
	if got := encode(t, newest.After); got != encode(t, want) || newest.AfterUnknown != false {
		t.Errorf("output is %s (unknown: %v), want %s", got, newest.AfterUnknown, encode(t, want))
	}
	if got := len(api.Requests()); got != 1+droplets {
		t.Errorf("the API got %d requests, want %d", got, 1+droplets)
	}
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestUnchangedAccountGivesUnchangedValues(t *testing.T) {
	t.Parallel()
	terraform := initialize(t, configure(t, `
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
`), fakeapi.Fleet(token, 450, time.Now()), withToken())

	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := outputs(t, terraform)
	if changed, err := terraform.Plan(t.Context()); err != nil || changed {
		t.Errorf("a second plan has changes: %v, error %v", changed, err)
	}
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if second := outputs(t, terraform); !maps.Equal(first, second) {
		t.Errorf("outputs are %v, and were %v", second, first)
	}
}

// A total that stays wrong is told, with both numbers, but does not keep the items back.
func TestWrongTotal(t *testing.T) {
	t.Parallel()
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "1" {
			_, _ = io.WriteString(w, `{"policies":{"1":{"droplet_id":1}},"meta":{"total":3}}`)
			return
		}
		_, _ = io.WriteString(w, `{"policies":{},"meta":{"total":3}}`)
	})
	terraform := initialize(t, configure(t, `
data "droplet_backup_policies" "all" {}

output "counted" {
  value = data.droplet_backup_policies.all.total
}

output "given" {
  value = length(data.droplet_backup_policies.all.policies)
}
`), api, withToken())
	var stdout bytes.Buffer
	terraform.SetStdout(&stdout)
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Warning: The API miscounts the backup policies", "It says that there are 3, and delivered 1"} {
		if !strings.Contains(stdout.String(), words) {
			t.Errorf("%q is not in the output:\n%s", words, &stdout)
		}
	}
	if got, want := outputs(t, terraform), (map[string]string{"counted": "3", "given": "1"}); !maps.Equal(got, want) {
		t.Errorf("outputs are %v, want %v", got, want)
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	agents := make(chan string, 10)
	fleet := fakeapi.Fleet(token, 1, time.Now())
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents <- r.UserAgent()
		fleet.ServeHTTP(w, r)
	})
	terraform := initialize(t, configure(t, "data \"droplet_backup_policies\" \"all\" {}\n"), api, withToken())
	if _, err := terraform.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The version is the CLI's word: OpenTofu gives that of the Terraform which it compares itself to.
	want := regexp.MustCompile(`^Terraform/\d+\.\d+\.\d+\S* \(\+https://www\.terraform\.io\) terraform-provider-droplet/` + regexp.QuoteMeta(version) + `$`)
	if got := <-agents; !want.MatchString(got) {
		t.Errorf("User-Agent is %q, want %s", got, want)
	}
}
