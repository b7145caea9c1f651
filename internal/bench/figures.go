//go:build unix

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// figures are what one run took.
type figures struct {
	wall     time.Duration
	cpu      time.Duration // user and system time of the CLI and of all that it started
	provider time.Duration // the part of cpu that is the provider's
	peak     int64         // memory in bytes of the largest process of the provider
}

// read takes the provider's part from what the meter wrote.
func (f *figures) read(name string) error {
	file, err := os.Open(name) //nolint:gosec // the benchmark's own
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	for {
		var cpu, peak int64
		_, err := fmt.Fscanln(file, &cpu, &peak)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f.provider += time.Duration(cpu)
		f.peak = max(f.peak, peak)
	}
}

const heading = `Medians of several runs in turn. "Provider" is the provider's part of the CPU time, "peak" its memory. The ratios are those
of this provider to the one of the row, run by run.

| run | provider | wall s | CPU s | provider s | peak MB | wall ratio | CPU ratio | peak ratio |
|---|---|---:|---:|---:|---:|---:|---:|---:|
`

func row(name, provider string, ours, taken []figures) string {
	wall := func(f figures) float64 { return f.wall.Seconds() }
	cpu := func(f figures) float64 { return f.cpu.Seconds() }
	own := func(f figures) float64 { return f.provider.Seconds() }
	peak := func(f figures) float64 { return float64(f.peak) / 1e6 }
	return fmt.Sprintf("| %s | %s | %.2f | %.2f | %.2f | %.0f | %.2f | %.2f | %.2f |", name, provider,
		median(taken, wall), median(taken, cpu), median(taken, own), median(taken, peak),
		medianRatio(ours, taken, wall), medianRatio(ours, taken, cpu), medianRatio(ours, taken, peak))
}

func median[T any, N cmp.Ordered](items []T, value func(T) N) N {
	var values []N
	for _, item := range items {
		values = append(values, value(item))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// medianRatio compares the runs of each round to each other.
func medianRatio(ours, theirs []figures, value func(figures) float64) float64 {
	rounds := make([]int, len(ours))
	for i := range rounds {
		rounds[i] = i
	}
	return median(rounds, func(i int) float64 { return value(ours[i]) / value(theirs[i]) })
}
