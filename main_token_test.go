package main_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

func TestTokenIsNowhere(t *testing.T) {
	t.Parallel()
	canary := rand.Text() + rand.Text()
	for name, test := range map[string]struct {
		provider string
		env      map[string]string
		vars     string
	}{
		"from the environment": {provider: ``, env: map[string]string{"DIGITALOCEAN_TOKEN": canary}},
		"from an argument":     {provider: `token = var.token`, vars: fmt.Sprintf("token = %q\n", canary)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var failing atomic.Bool
			fleet := fakeapi.Fleet(canary, 10, time.Now())
			api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if failing.Load() {
					w.Header().Set("X-Request-Id", r.Header.Get("Authorization"))
					fakeapi.Fail(w, http.StatusUnprocessableEntity, "odd", "Odd header Authorization: "+r.Header.Get("Authorization"))
					return
				}
				fleet.ServeHTTP(w, r)
			})
			terraform := initialize(t, configure(t, `
variable "token" {
  type      = string
  sensitive = true
  default   = null
}

provider "droplet" {
  `+test.provider+`
}

data "droplet_backup_policies" "all" {}

output "all" {
  value = data.droplet_backup_policies.all
}
`), api, test.env)
			workspace := filepath.Dir(terraform.WorkingDir())
			variables := filepath.Join(terraform.WorkingDir(), "terraform.tfvars")
			if err := os.WriteFile(variables, []byte(test.vars), 0o600); err != nil {
				t.Fatal(err)
			}
			logFile := filepath.Join(workspace, "log")
			if err := errors.Join(terraform.SetLog("TRACE"), terraform.SetLogPath(logFile)); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			terraform.SetStdout(&stdout)
			terraform.SetStderr(&stderr)

			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			failing.Store(true)
			_, err := terraform.Plan(t.Context())
			if err == nil || !strings.Contains(err.Error(), "Odd header") {
				t.Errorf("error is %v, want the API's message in it", err)
			}

			written := files(t, workspace)
			delete(written, variables)
			if !strings.Contains(written[logFile], "API request") {
				t.Error("the log has nothing of the provider")
			}
			written["stdout"], written["stderr"] = stdout.String(), stderr.String()
			for name, text := range written {
				if i := strings.Index(text, canary); i >= 0 {
					t.Errorf("%s has the token in it: %.300s", name, text[max(0, i-200):])
				}
			}
		})
	}
}

// files gives all files below a folder, and what is in them.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		found[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
