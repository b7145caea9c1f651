package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

func TestDisableUnrequestedLogs(t *testing.T) {
	logs := []string{"TF_LOG_PROVIDER_DROPLET", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"}
	for variable, wantOff := range map[string]bool{
		"": true, "TF_LOG": false, "TF_LOG_PROVIDER": false, "TF_LOG_PROVIDER_DROPLET": false, "TF_LOG_SDK_PROTO": false,
		"TF_LOG_CORE": true, "TF_LOG_PATH": true, "TF_VAR_x": true,
	} {
		t.Run(variable, func(t *testing.T) {
			for _, name := range append(logs, "TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK") {
				t.Setenv(name, "")
			}
			if variable != "" {
				t.Setenv(variable, "TRACE")
			}
			if err := provider.DisableUnrequestedLogs(); err != nil {
				t.Fatal(err)
			}
			for _, name := range logs {
				if got := os.Getenv(name) == "OFF"; got != wantOff {
					t.Errorf("%s is off: %v, want %v", name, got, wantOff)
				}
			}
		})
	}
}

// The level INFO shows waits and lists that are read again, and nothing else.
func TestInfoLog(t *testing.T) {
	const policies = `{"policies":{"1":{}},"meta":{"total":1},"links":{}}`
	firstResponse := func(status int, body string) http.Handler { // the others succeed
		var responded atomic.Bool
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if responded.CompareAndSwap(false, true) {
				respondWith(status, body).ServeHTTP(w, r)
				return
			}
			respondWith(http.StatusOK, policies).ServeHTTP(w, r)
		})
	}
	tests := map[string]struct {
		api  http.Handler
		want string // matches every line of the log; empty if there must be none
	}{
		"nothing to report": {respondWith(http.StatusOK, policies), ""},
		"retry":             {firstResponse(http.StatusBadGateway, ""), `(?i)wait`},
		"inconsistent list": {
			firstResponse(http.StatusOK, strings.Replace(policies, `"total":1`, `"total":2`, 1)), `/v2/droplets/backups/policies`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			logs := t.TempDir()
			t.Setenv("TF_LOG_CORE", "")
			t.Setenv("TF_LOG", "INFO")          // of the provider, which runs in this process
			t.Setenv("TF_LOG_PROVIDER", "INFO") // of the CLI
			t.Setenv("TF_LOG_PATH_MASK", filepath.Join(logs, "%s"))
			api := serve(t, test.api)
			runCLI(t, resource.TestStep{Config: api.config(allPolicies), PlanOnly: true})
			files, err := filepath.Glob(filepath.Join(logs, "*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("log files: %v, error %v", files, err)
			}
			log, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			lines := regexp.MustCompile(`(?m)^.+$`).FindAllString(string(log), -1)
			if test.want != "" && len(lines) == 0 {
				t.Error("the log is empty")
			}
			for _, line := range lines {
				if test.want == "" || !regexp.MustCompile(`\[INFO\] .*`+test.want).MatchString(line) {
					t.Errorf("unexpected line: %s", line)
				}
			}
		})
	}
}
