package provider

import (
	"errors"
	"os"
	"strings"
)

// DisableUnrequestedLogs turns all logs off, unless an environment variable such as TF_LOG requests them. Otherwise the SDK
// sends trace logs that Terraform parses and discards, which takes a third of the CPU time of a plan that reads 500 Droplets.
func DisableUnrequestedLogs() error {
	for _, variable := range os.Environ() {
		// TF_LOG_CORE and TF_LOG_PATH, among others, request no logs of a provider.
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && (name == "TF_LOG" || strings.HasPrefix(name, "TF_LOG_PROVIDER") || strings.HasPrefix(name, "TF_LOG_SDK")) {
			return nil
		}
	}
	var err error
	for _, variable := range []string{"TF_LOG_PROVIDER_DROPLET", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"} {
		err = errors.Join(err, os.Setenv(variable, "OFF"))
	}
	return err
}
