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
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
)

const repository = "../.."

// built is a folder with what `make demo` builds.
var built string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "")
	if err == nil {
		built = dir
		err = build()
	}
	status := 1
	if err != nil {
		log.Print(err)
	} else {
		status = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

func build() error {
	if _, err := cli.Find(); err != nil {
		return err
	}
	command := exec.Command("go", "build", "-o", built+"/", ".", "./internal/demo")
	command.Dir = repository
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// demo is a demo in a throw-away folder, whose user has a home and a folder for temporary files.
type demo struct {
	*exec.Cmd
	dir, home, temp string
	stderr          bytes.Buffer
}

func newDemo(t *testing.T) *demo {
	t.Helper()
	d := &demo{home: t.TempDir(), temp: t.TempDir()}
	d.dir = filepath.Join(d.temp, "demo")
	if err := os.Mkdir(d.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"demo", "terraform-provider-droplet"} {
		// A copy could still be open for writing in another test's child when this test runs it: "text file busy".
		if err := os.Link(filepath.Join(built, name), filepath.Join(d.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	d.Cmd = exec.CommandContext(t.Context(), filepath.Join(d.dir, "demo"))
	d.Dir = repository
	d.Stderr = &d.stderr
	d.Env = append(os.Environ(), "HOME="+d.home, "TMPDIR="+d.temp, "XDG_CONFIG_HOME="+d.home, "XDG_DATA_HOME="+d.home)
	return d
}

// run gives the exit status and the output, of which during may read first, when the demo and all that it started ended.
func (d *demo) run(t *testing.T, during func(*bufio.Reader, io.Closer)) (status int, stdout string) {
	t.Helper()
	pipe, err := d.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	// Every process below the demo inherits the end of a pipe, whose other end tells when the last is gone.
	alive, inherited, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close() //nolint:errcheck // only read from
	d.ExtraFiles = []*os.File{inherited}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	_ = inherited.Close()

	reader := bufio.NewReader(pipe)
	if during != nil {
		during(reader, pipe)
	}
	rest, _ := io.ReadAll(reader) // its error is that the test closed the pipe
	_ = d.Wait()                  // the status says it
	_ = alive.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := alive.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("a process that the demo started is still running: %v", err)
	}
	return d.ProcessState.ExitCode(), string(rest)
}

// leavesNothing checks the folders that the demo's user has.
func (d *demo) leavesNothing(t *testing.T) {
	t.Helper()
	for _, dir := range []string{d.home, d.temp} {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s still has %v in it (%v)", dir, left, err)
		}
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	status, stdout := d.run(t, nil)
	if status != 0 || d.stderr.Len() > 0 {
		t.Fatalf("status %d, and on stderr: %s", status, d.stderr.String())
	}
	for _, want := range []string{
		"450 Droplets", "on loopback", "4 requests",
		"image ID 67000007", "image = 67000007", "droplets_without_backups = 45", `"444900010 444900020`,
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "Warning") {
		t.Errorf("a warning is in:\n%s", stdout)
	}
	d.leavesNothing(t)
}

func TestDemoIsInterrupted(t *testing.T) {
	t.Parallel()
	send := func(signal os.Signal) func(*demo, io.Closer) error {
		return func(d *demo, _ io.Closer) error { return d.Process.Signal(signal) }
	}
	for name, test := range map[string]struct {
		after     string // a line with this on it
		interrupt func(*demo, io.Closer) error
	}{
		"by SIGTERM before the plan": {"on loopback", send(syscall.SIGTERM)},
		"by SIGINT in the plan":      {"Reading...", send(os.Interrupt)},
		"by a terminal that closes":  {"Reading...", send(syscall.SIGHUP)},
		"by a reader that goes away": {"on loopback", func(_ *demo, stdout io.Closer) error { return stdout.Close() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t)
			status, _ := d.run(t, func(stdout *bufio.Reader, pipe io.Closer) {
				for line := ""; !strings.Contains(line, test.after); {
					var err error
					if line, err = stdout.ReadString('\n'); err != nil {
						t.Errorf("no %q in the output: %v", test.after, err)
						return
					}
				}
				if err := test.interrupt(d, pipe); err != nil {
					t.Error(err)
				}
			})
			if status != 130 {
				t.Errorf("status is %d, want 130; stderr: %s", status, d.stderr.String())
			}
			d.leavesNothing(t)
		})
	}
}

func TestDemoFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(*demo)
		want    string
	}{
		"outside the repository": {func(d *demo) { d.Dir = d.home }, "no configuration"},
		"without a CLI and a network": {
			func(d *demo) {
				d.Env = append(d.Env, "PATH=", cli.PathVariable+"=", "HTTPS_PROXY=http://127.0.0.1:1")
			},
			"install Terraform (https://",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDemo(t)
			test.prepare(d)
			status, _ := d.run(t, nil)
			if got := d.stderr.String(); status != 1 || !strings.Contains(got, test.want) {
				t.Errorf("status is %d, stderr %q, want %q in it", status, got, test.want)
			}
			d.leavesNothing(t)
		})
	}
}

func TestDemoLeavesTheFoldersOfOthersAlone(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	mine := filepath.Join(d.dir, "mine")
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	status, _ := d.run(t, nil)
	if got := d.stderr.String(); status != 1 || !strings.Contains(got, "make demo") {
		t.Errorf("status is %d, stderr %q", status, got)
	}
	if entries, err := os.ReadDir(d.dir); err != nil || len(entries) != 3 {
		t.Errorf("the folder has %v in it (%v), want all that was there", entries, err)
	}
}
