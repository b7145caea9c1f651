//go:build unix

package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

// root is a directory with what the demo uses of the repository: bin and examples.
var root string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	exitCode := 1
	if err := build(dir); err != nil {
		log.Print(err)
	} else {
		root = dir
		exitCode = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(exitCode)
}

// build copies the examples to dir, and builds the provider and the demo into its directory bin.
func build(dir string) error {
	if _, err := cli.Find(); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("../../examples")); err != nil {
		return err
	}
	command := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", filepath.Join(dir, "bin")+"/", ".", "./internal/demo")
	command.Dir = "../.."
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// demo is a run of the command by a user with empty home and temporary directories.
type demo struct {
	*exec.Cmd
	home, temp string
	stderr     bytes.Buffer
}

func newDemo(t *testing.T, args ...string) *demo {
	t.Helper()
	d := &demo{home: t.TempDir(), temp: t.TempDir(), Cmd: exec.CommandContext(t.Context(), filepath.Join(root, "bin", "demo"), args...)}
	d.Dir = root
	d.Stderr = &d.stderr
	d.Env = append(os.Environ(), "HOME="+d.home, "TMPDIR="+d.temp, "XDG_CONFIG_HOME="+d.home, "XDG_DATA_HOME="+d.home)
	return d
}

// run runs the demo, calls during with its stdout, and returns the exit code and what during has not read.
func (d *demo) run(t *testing.T, during func(*bufio.Reader, io.Closer)) (exitCode int, output string) {
	t.Helper()
	stdout, err := d.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	// Every process that the demo starts inherits one end of this pipe, so a read from the other end returns when all have ended.
	running, inherited, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close() //nolint:errcheck // only read
	d.ExtraFiles = []*os.File{inherited}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	_ = inherited.Close()

	reader := bufio.NewReader(stdout)
	during(reader, stdout)
	rest, _ := io.ReadAll(reader) // fails if the test closed the pipe
	_ = d.Wait()                  // the exit code is returned
	_ = running.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := running.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a process that the demo started is still running: %v", err)
	}
	return d.ProcessState.ExitCode(), string(rest)
}

// requireClean checks that the demo left no files.
func (d *demo) requireClean(t *testing.T) {
	t.Helper()
	for _, dir := range []string{d.home, d.temp} {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("%s has %v (error %v), want no files", dir, entries, err)
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	d := newDemo(t, "plan")
	exitCode, output := d.run(t, func(*bufio.Reader, io.Closer) {})
	if exitCode != 0 || d.stderr.Len() > 0 {
		t.Fatalf("exit code %d, stderr: %s", exitCode, d.stderr.String())
	}
	for _, want := range []string{
		`450 Droplets at http://127\.0\.0\.1:\d+\n`,
		`\+ droplets += "401 of 450 protected, 9 at risk, 40 exempt \(Kubernetes nodes\)"\n`,
		`\+ volumes += "23 protected Droplets have volumes, which backups do not include"\n`,
		`\n +NAME +REGION +PLAN +NEWEST BACKUP +SNAPSHOTS +REASON\n`,
		`\n +web-010  ams3   -              -                1         backups are not enabled\n`,
		`\n +web-252  sgp1   daily          -                0         never backed up\n`,
		`\n +web-043  fra1   daily          \d{4}-\d\d-\d\d \d\d:37 0         no backup for 36 hours\n`,
		`\n +web-188  sgp1   weekly         \d{4}-\d\d-\d\d \d\d:37 0         no backup for 180 hours\n`,
		`\n +web-062  ams3   intra_daily_4h \d{4}-\d\d-\d\d \d\d:37 1         no backup for 10 hours\n`,
		`\+ image +\+?= 67000007\n`,
		`\n25 requests, \d+\.\d s, with .*\. Nothing was applied\.\n$`,
	} {
		if !regexp.MustCompile(want).MatchString(output) {
			t.Errorf("%s is not in the output:\n%s", want, output)
		}
	}
	if lines := strings.Count(output, "\n"); lines > 40 || strings.Contains(output, "Warning") {
		t.Errorf("%d lines, want at most 40 without a warning:\n%s", lines, output)
	}
	d.requireClean(t)
}

func TestPlanInterrupted(t *testing.T) {
	t.Parallel()
	send := func(signal os.Signal) func(*demo, io.Closer) error {
		return func(d *demo, _ io.Closer) error { return d.Process.Signal(signal) }
	}
	for name, test := range map[string]struct {
		interrupt    func(*demo, io.Closer) error
		wantExitCode int
		wantErr      string
	}{
		"SIGTERM":       {send(syscall.SIGTERM), 1, "demo: terminated signal received"},
		"SIGINT":        {send(os.Interrupt), 1, "demo: interrupt signal received"},
		"SIGHUP":        {send(syscall.SIGHUP), 1, "demo: hangup signal received"},
		"closed stdout": {func(_ *demo, stdout io.Closer) error { return stdout.Close() }, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t, "plan")
			exitCode, _ := d.run(t, func(stdout *bufio.Reader, closer io.Closer) {
				if _, err := stdout.ReadString('\n'); err != nil {
					t.Error(err)
				}
				if err := test.interrupt(d, closer); err != nil {
					t.Error(err)
				}
			})
			if got := strings.TrimSpace(d.stderr.String()); exitCode != test.wantExitCode || got != test.wantErr {
				t.Errorf("exit code %d, stderr %q, want %d and %q", exitCode, got, test.wantExitCode, test.wantErr)
			}
			d.requireClean(t)
		})
	}
}
