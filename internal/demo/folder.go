package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// throwAway is the folder that make made for this run.
type throwAway struct {
	dir        string
	executable string
	provider   string
	work       string // made by claim; all that the run writes is in it
}

// claim takes the folder of this executable for the run. It refuses one that has more or less in it than what make
// builds: that is somebody's folder.
func claim() (*throwAway, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(executable)
	f := &throwAway{
		dir:        dir,
		executable: executable,
		provider:   filepath.Join(dir, "terraform-provider-droplet"),
		work:       filepath.Join(dir, "work"),
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		found = append(found, filepath.Join(dir, entry.Name()))
	}
	if !slices.Equal(found, []string{f.executable, f.provider}) {
		return nil, fmt.Errorf("%s is not a throw-away folder with this program and the provider alone: run `make demo`", dir)
	}
	if err := os.Mkdir(f.work, 0o700); err != nil {
		return nil, err
	}
	return f, os.Setenv("TMPDIR", f.work) // of this program and of all that it starts
}

// remove names each thing that it removes, so that it can never remove what is not the demo's.
func (f *throwAway) remove() error {
	return errors.Join(os.RemoveAll(f.work), os.Remove(f.provider), os.Remove(f.executable), os.Remove(f.dir))
}
