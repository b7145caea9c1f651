package provider

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// QuietLogs turns all logs off, unless the environment asks for one (TF_LOG and its kin). The SDK would trace every step of
// every call to Terraform, which parses each line only to drop it: a third of the CPU time of a plan that reads 500 Droplets.
func QuietLogs() error {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" {
			return nil
		}
	}
	var failed error
	for _, log := range []string{"TF_LOG_PROVIDER_DROPLET", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_SDK_PROTO"} {
		failed = errors.Join(failed, os.Setenv(log, "OFF"))
	}
	return failed
}

// logHandler hands the client's records over to Terraform's log, which filters them by TF_LOG.
type logHandler struct{}

func (logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (logHandler) Handle(ctx context.Context, record slog.Record) error {
	fields := make(map[string]any, record.NumAttrs())
	record.Attrs(func(field slog.Attr) bool {
		fields[field.Key] = field.Value.Any()
		return true
	})
	if record.Level >= slog.LevelInfo {
		tflog.Info(ctx, record.Message, fields)
	} else {
		tflog.Debug(ctx, record.Message, fields)
	}
	return nil
}

// WithAttrs and WithGroup have no effect: the client uses neither.
func (h logHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h logHandler) WithGroup(string) slog.Handler { return h }
