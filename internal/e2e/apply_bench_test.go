//go:build unix

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

const (
	providerVariable = "BENCHMARK_PROVIDER"
	usageVariable    = "BENCHMARK_USAGE" // file to which each provider process appends what it used
)

// BenchmarkApply runs a whole apply that reads 10,000 policies. Its metrics are the CPU time of the CLI and the provider, and
// the CPU time and peak memory of the provider alone.
func BenchmarkApply(b *testing.B) {
	serveFleet(b, 10_000, 50*time.Millisecond)
	mirror := b.TempDir()
	if err := cli.Mirror(mirror, must(os.Executable())); err != nil {
		b.Fatal(err)
	}
	configuration := writeConfiguration(b, `data "droplet_backup_policies" "all" {}`)
	for name := range benchmarkProviders {
		b.Run("provider="+name, func(b *testing.B) {
			usageFile := filepath.Join(b.TempDir(), "usage")
			terraform := must(cli.Workspace{Dir: b.TempDir(), CLI: cliPath, Mirror: mirror, Configuration: configuration, Env: map[string]string{
				endpointVariable: os.Getenv(endpointVariable), tokenVariable: fakeToken, providerVariable: name, usageVariable: usageFile,
			}}.Open())
			if err := terraform.Init(b.Context()); err != nil {
				b.Fatal(err)
			}
			before, _ := usage(syscall.RUSAGE_CHILDREN)
			for b.Loop() {
				err := errors.Join(terraform.Apply(b.Context()), os.Remove(filepath.Join(terraform.WorkingDir(), "terraform.tfstate")))
				if err != nil {
					b.Fatal(err)
				}
			}
			after, _ := usage(syscall.RUSAGE_CHILDREN)
			var providerCPU time.Duration
			var peak int64
			for line := range strings.Lines(string(must(os.ReadFile(usageFile)))) {
				var processCPU time.Duration
				var processPeak int64
				must(fmt.Sscan(line, &processCPU, &processPeak))
				providerCPU, peak = providerCPU+processCPU, max(peak, processPeak)
			}
			b.ReportMetric((after-before).Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(providerCPU.Seconds()/float64(b.N), "provider-cpu-s/op")
			b.ReportMetric(float64(peak)/1e6, "provider-peak-MB")
		})
	}
}

// init serves a provider when BenchmarkApply's CLI starts this test binary as one.
func init() {
	name := os.Getenv(providerVariable)
	if name == "" {
		return
	}
	newProvider := func() frameworkprovider.Provider { return benchmarkProviders[name] }
	opts := providerserver.ServeOpts{Address: "registry.terraform.io/droplet-backups/droplet"}
	// QuietLogs is called as in main.
	if err := errors.Join(provider.QuietLogs(), providerserver.Serve(context.Background(), newProvider, opts)); err != nil {
		log.Fatal(err)
	}
	file := must(os.OpenFile(os.Getenv(usageVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600))
	cpu, peak := usage(syscall.RUSAGE_SELF)
	must(fmt.Fprintln(file, int64(cpu), peak))
	os.Exit(0)
}

// usage returns the CPU time and the peak memory in bytes.
func usage(who int) (cpu time.Duration, peak int64) {
	var rusage syscall.Rusage
	if err := syscall.Getrusage(who, &rusage); err != nil {
		log.Fatal(err)
	}
	peak = int64(rusage.Maxrss)   //nolint:unconvert // 32 bits on some platforms
	if runtime.GOOS != "darwin" { // which counts bytes, not KiB
		peak *= 1024
	}
	return time.Duration(rusage.Utime.Nano() + rusage.Stime.Nano()), peak
}
