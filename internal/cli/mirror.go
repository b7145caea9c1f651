package cli

import (
	"os"
	"path/filepath"
	"runtime"
)

// mirrorVersion is what the mirrored provider counts as. No configuration asks for a certain version.
const mirrorVersion = "0.1.0"

// Mirror copies a provider binary into dir, laid out as a filesystem mirror.
func Mirror(dir, binary string) error {
	// A source without a host, as users write it, means another host in each CLI.
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		target := filepath.Join(dir, host, "droplet-backups", "droplet", mirrorVersion, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(target, 0o700); err != nil {
			return err
		}
		if err := copyFile(filepath.Join(target, "terraform-provider-droplet_v"+mirrorVersion), binary); err != nil {
			return err
		}
	}
	return nil
}

// copyFile makes an executable file: the mode is of no matter to anything but a binary.
func copyFile(to, from string) error {
	content, err := os.ReadFile(from) //nolint:gosec // the caller may name any file
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o700) //nolint:gosec // the provider has to be executable
}
