//go:build unix

// Command meter stands in the place of a provider, runs the one that PROVIDER names, and adds a line to the file that
// FIGURES names: the CPU time in nanoseconds and the peak memory in bytes that the provider has used.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	signal.Ignore(os.Interrupt)                                                  // the CLI gets it as well, and ends its providers
	provider := exec.CommandContext(context.Background(), os.Getenv("PROVIDER")) //nolint:gosec // bench names it
	provider.Stdin, provider.Stdout, provider.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := provider.Run(); err != nil {
		log.Fatal(err)
	}
	if err := write(os.Getenv("FIGURES"), provider.ProcessState); err != nil {
		log.Fatal(err)
	}
}

func write(name string, ended *os.ProcessState) error {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("the system does not account for a process")
	}
	peak := int64(usage.Maxrss)   //nolint:unconvert // it has 32 bits on some platforms
	if runtime.GOOS != "darwin" { // where it is in bytes already
		peak <<= 10
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // bench names it
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, (ended.UserTime() + ended.SystemTime()).Nanoseconds(), peak)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
