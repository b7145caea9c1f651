package provider_test

import (
	"os"
	"testing"

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
