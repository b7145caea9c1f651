package e2e_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// The API reflects the token in errors and in responses that nobody asked for, which net/http logs.
func TestTokenIsNotExposed(t *testing.T) {
	t.Parallel()
	token := rand.Text() + rand.Text()
	tests := map[string]struct {
		provider  string
		env       map[string]string
		variables string
	}{
		"from the environment": {provider: ``, env: map[string]string{tokenVariable: token}},
		"from an argument":     {provider: `token = var.token`, variables: fmt.Sprintf("token = %q\n", token)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fail atomic.Bool
			fleet := fakeapi.Fleet(token, 10, time.Now())
			api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if fail.Load() {
					header := r.Header.Get("Authorization")
					w.Header().Set("X-Request-Id", header)
					fakeapi.WriteError(w, http.StatusUnprocessableEntity, "unprocessable_entity", "Unexpected header Authorization: "+header)
					return
				}
				respondTwice(t, w, r, fleet)
			})
			terraform := openWorkspace(t, writeConfiguration(t, `
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
			workspaceDir := filepath.Dir(terraform.WorkingDir())
			variablesFile := filepath.Join(terraform.WorkingDir(), "terraform.tfvars")
			if err := os.WriteFile(variablesFile, []byte(test.variables), 0o600); err != nil {
				t.Fatal(err)
			}
			logFile := filepath.Join(workspaceDir, "log")
			if err := errors.Join(terraform.SetLog("TRACE"), terraform.SetLogPath(logFile)); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			terraform.SetStdout(&stdout)
			terraform.SetStderr(&stderr)

			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			fail.Store(true)
			_, err := terraform.Plan(t.Context())
			if err == nil || !strings.Contains(err.Error(), "Unexpected header") {
				t.Errorf("error = %v, want it to contain the API's message", err)
			}

			contents := readFiles(t, workspaceDir)
			delete(contents, variablesFile)
			if log := contents[logFile]; !strings.Contains(log, "API request") || strings.Contains(log, "internal/provider/log.go") {
				t.Error("the log has no records of the client, or says that they are from the provider's log handler")
			}
			contents["stdout"], contents["stderr"] = stdout.String(), stderr.String()
			for name, content := range contents {
				if i := strings.Index(content, token); i >= 0 {
					t.Errorf("%s contains the token: %.300s", name, content[max(0, i-200):])
				}
			}
		})
	}
}

// respondTwice sends the response of an API, and one with the token after it.
func respondTwice(t *testing.T, w http.ResponseWriter, r *http.Request, api http.Handler) {
	t.Helper()
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, r)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", recorder.Body.Len(), recorder.Body)
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nX-Token: %s\r\n\r\n", r.Header.Get("Authorization"))
}
