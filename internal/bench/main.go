//go:build unix

// Command bench compares whole runs of Terraform or OpenTofu with this provider to runs with others that give the same
// values: pages one after the other and models for the framework (usual), protocol values written out by hand
// (finished), and nothing at all (empty). It prints a table in Markdown.
//
// `make bench` runs it in the repository. All that it writes is in a folder that it removes in the end.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "droplet-bench-")
	if err != nil {
		return err
	}
	defer func() {
		if removed := os.RemoveAll(dir); err == nil {
			err = removed
		}
	}()

	b := bench{dir: dir, binaries: filepath.Join(dir, "bin"), mirror: filepath.Join(dir, "mirror")}
	if b.cli, err = cli.Find(); err != nil {
		return err
	}
	if err := b.build(ctx); err != nil {
		return err
	}
	fmt.Print(heading)
	for _, comparison := range comparisons() {
		if err := b.compare(ctx, comparison); err != nil {
			return err
		}
	}
	return b.sizes()
}

// bench is what all comparisons share.
type bench struct{ dir, binaries, mirror, cli string }

// build makes the providers as a release does. The CLI finds the meter alone, which runs one of them.
func (b bench) build(ctx context.Context) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binaries+string(filepath.Separator)) //nolint:gosec // all is this program's own
	build.Args = append(build.Args, ".")                                                                                            // this provider
	for _, command := range []string{usual, finished, empty, "meter"} {
		build.Args = append(build.Args, "./internal/bench/"+command)
	}
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return cli.Mirror(b.mirror, filepath.Join(b.binaries, "meter"))
}

func (b bench) sizes() error {
	fmt.Println()
	for _, provider := range []string{droplet, empty} {
		file, err := os.Stat(filepath.Join(b.binaries, provider))
		if err != nil {
			return err
		}
		fmt.Printf("The stripped binary of %s has %.1f MB.\n", provider, float64(file.Size())/1e6)
	}
	return nil
}
