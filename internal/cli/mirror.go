package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// WriteMirror copies a provider binary into dir as a filesystem mirror, under the default registry host of each CLI: a source
// without a host, such as droplet-backups/droplet, means that host.
func WriteMirror(dir, binary string) error {
	content, err := os.ReadFile(binary) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(dir, host, "droplet-backups", "droplet", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		file := filepath.Join(target, "terraform-provider-droplet_v0.1.0")
		//nolint:gosec // the provider has to be executable
		if err := errors.Join(os.MkdirAll(target, 0o700), os.WriteFile(file, content, 0o700)); err != nil {
			return err
		}
	}
	return nil
}
