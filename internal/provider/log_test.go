package provider_test

import (
	"os"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// The SDK logs when somebody asked for a log, in whatever way.
func TestQuietSDK(t *testing.T) {
	for variable, quiet := range map[string]bool{
		"": true, "TF_LOG": false, "TF_LOG_PROVIDER": false, "TF_LOG_PROVIDER_DROPLET": false, "TF_LOG_SDK_PROTO": false, "TF_VAR_x": true,
	} {
		t.Run(variable, func(t *testing.T) {
			for _, name := range []string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
				t.Setenv(name, "")
			}
			if variable != "" {
				t.Setenv(variable, "TRACE")
			}
			if err := provider.QuietSDK(); err != nil {
				t.Fatal(err)
			}
			if got := os.Getenv("TF_LOG_SDK_FRAMEWORK") == "OFF"; got != quiet {
				t.Errorf("the SDK is quiet: %v, want %v", got, quiet)
			}
		})
	}
}
