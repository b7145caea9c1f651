package provider

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"
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

var _ slog.Handler = logHandler{}

// logHandler forwards the records of the client to Terraform's log, which filters them by level.
type logHandler struct{}

func (logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (logHandler) Handle(ctx context.Context, record slog.Record) error {
	fields := make(map[string]any, record.NumAttrs()+1)
	if source := record.Source(); source != nil {
		fields["@caller"] = fmt.Sprintf("%s:%d", source.File, source.Line) // otherwise this handler
	}
	record.Attrs(func(attr slog.Attr) bool {
		fields[attr.Key] = attr.Value.Any()
		return true
	})
	if record.Level >= slog.LevelInfo {
		tflog.Info(ctx, record.Message, fields)
	} else {
		tflog.Debug(ctx, record.Message, fields)
	}
	return nil
}

// WithAttrs ignores the attributes, because the client does not call WithAttrs.
func (h logHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup ignores the group, because the client does not call WithGroup.
func (h logHandler) WithGroup(string) slog.Handler { return h }
