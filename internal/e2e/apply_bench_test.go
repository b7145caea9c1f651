//go:build linux

package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

const (
	providerVariable = "BENCHMARK_PROVIDER"
	usageVariable    = "BENCHMARK_USAGE" // file to which each provider process appends what it used
)

// BenchmarkApply runs a whole apply that reads the policies or the coverage of 10,000 Droplets. Its metrics are the CPU time of
// the CLI and the provider, and the CPU time and peak memory of the provider alone.
func BenchmarkApply(b *testing.B) {
	serveFleet(b, 10_000, 50*time.Millisecond)
	mirror := b.TempDir()
	if err := writeMirror(mirror, "droplet-backups/droplet", providerVersion, must(os.Executable())); err != nil {
		b.Fatal(err)
	}
	for _, run := range []struct{ read, provider string }{
		{"policies", "droplet"}, {"policies", "usual"}, {"coverage", "droplet"},
	} {
		b.Run("read="+run.read+"/provider="+run.provider, func(b *testing.B) {
			configuration := writeConfiguration(b, fmt.Sprintf("data \"droplet_backup_%s\" \"all\" {}", run.read))
			usageFile := filepath.Join(b.TempDir(), "usage")
			terraform := must(cliWorkspace{Dir: b.TempDir(), CLI: cliPath, Mirror: mirror, Configuration: configuration, Env: map[string]string{
				endpointVariable: os.Getenv(endpointVariable), tokenVariable: fakeToken, providerVariable: run.provider, usageVariable: usageFile,
			}}.Open())
			if err := terraform.Init(b.Context()); err != nil {
				b.Fatal(err)
			}
			before := cpuTime(syscall.RUSAGE_CHILDREN)
			for b.Loop() {
				err := errors.Join(terraform.Apply(b.Context()), os.Remove(filepath.Join(terraform.WorkingDir(), "terraform.tfstate")))
				if err != nil {
					b.Fatal(err)
				}
			}
			cpu := cpuTime(syscall.RUSAGE_CHILDREN) - before
			var providerCPU time.Duration
			var peak int64
			for line := range strings.Lines(string(must(os.ReadFile(usageFile)))) {
				var processCPU time.Duration
				var processPeak int64
				must(fmt.Sscan(line, &processCPU, &processPeak))
				providerCPU, peak = providerCPU+processCPU, max(peak, processPeak)
			}
			b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
			b.ReportMetric(providerCPU.Seconds()/float64(b.N), "provider-cpu-s/op")
			b.ReportMetric(float64(peak)/1e3, "provider-peak-MB")
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
	// DisableUnrequestedLogs is called as in main.
	if err := errors.Join(provider.DisableUnrequestedLogs(), providerserver.Serve(context.Background(), newProvider, opts)); err != nil {
		log.Fatal(err)
	}
	file := must(os.OpenFile(os.Getenv(usageVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600))
	must(fmt.Fprintln(file, int64(cpuTime(syscall.RUSAGE_SELF)), peakMemory()))
	os.Exit(0)
}

// cpuTime returns the time in user and system mode.
func cpuTime(who int) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(who, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// peakMemory returns the highest resident set size of this process in kB. Rusage.Maxrss would include that of the CLI, because
// a process inherits it when it is started.
func peakMemory() (peak int64) {
	_, status, _ := strings.Cut(string(must(os.ReadFile("/proc/self/status"))), "VmHWM:")
	must(fmt.Sscan(status, &peak))
	return peak
}
