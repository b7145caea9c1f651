package provider_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

func TestDisableUnrequestedLogs(t *testing.T) {
	logs := []string{"TF_LOG_PROVIDER_DROPLET", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"}
	for variable, wantOff := range map[string]bool{
		"": true, "TF_LOG": false, "TF_LOG_PROVIDER": false, "TF_LOG_PROVIDER_DROPLET": false, "TF_LOG_SDK_PROTO": false, "TF_VAR_x": true,
	} {
		t.Run(variable, func(t *testing.T) {
			for _, name := range append(logs, "TF_LOG", "TF_LOG_PROVIDER") {
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
	var requests atomic.Int64
	everySecond := func(status int, body string) http.Handler { // the other requests succeed
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1)%2 == 1 {
				respondWith(status, body).ServeHTTP(w, r)
				return
			}
			respondWith(http.StatusOK, `{"policies":{"1":{}},"meta":{"total":1}}`).ServeHTTP(w, r)
		})
	}
	tests := map[string]struct {
		api  http.Handler
		want string // matches every line of the log; empty if there must be none
	}{
		"nothing to report": {respondWith(http.StatusOK, `{"policies":{}}`), ""},
		"retry":             {everySecond(http.StatusBadGateway, ""), `(?i)wait`},
		"inconsistent list": {everySecond(http.StatusOK, `{"policies":{"1":{},"1":{}},"meta":{"total":1}}`), `/v2/droplets/backups/policies`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			logs := t.TempDir()
			t.Setenv("TF_LOG", "INFO")          // of the provider, which runs in this process
			t.Setenv("TF_LOG_PROVIDER", "INFO") // of the CLI
			t.Setenv("TF_LOG_PATH_MASK", filepath.Join(logs, "%s"))
			api := serve(t, test.api)
			runCLI(t, resource.TestStep{Config: api.config(allPolicies)})
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
