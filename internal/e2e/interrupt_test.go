//go:build unix

package e2e_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const processOnly, processGroup = 1, -1 // factors of the process ID that kill(2) takes

// An interrupt ends a read at once, and closes its connection. A terminal sends it to the whole process group, other senders to
// the CLI alone.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		command string
		target  int
		signal  syscall.Signal
	}{
		"plan":                  {"plan", processOnly, syscall.SIGINT},
		"plan on a terminal":    {"plan", processGroup, syscall.SIGINT},
		"apply on a terminal":   {"apply -auto-approve", processGroup, syscall.SIGINT},
		"refresh on a terminal": {"apply -refresh-only -auto-approve", processGroup, syscall.SIGINT},
		"plan under timeout(1)": {"plan", processGroup, syscall.SIGTERM},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			received, closed := make(chan struct{}, 10), make(chan struct{}, 10)
			hangingAPI := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				received <- struct{}{}
				<-r.Context().Done()
				closed <- struct{}{}
			}))
			t.Cleanup(hangingAPI.Close)
			run := startCLI(t, test.command, `
provider "droplet" {
  api_endpoint = "`+hangingAPI.URL+`"
  token        = "`+fakeToken+`"
}

data "droplet_backup_policies" "all" {}
`)
			<-received
			if output := run.interrupt(t, test.target, test.signal); !strings.Contains(output, "The read was interrupted.") {
				t.Errorf("want an interrupted read, got:\n%s", output)
			}
			select {
			case <-closed:
			case <-time.After(time.Second):
				t.Error("the connection to the API is still open")
			}
		})
	}
}

// With more data sources than -parallelism, the CLI may start reads after the interrupt.
func TestInterruptOfManyReads(t *testing.T) {
	t.Parallel()
	hanging := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	throttling := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	exhausted := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Ratelimit-Remaining", "0")
		w.Header().Set("Ratelimit-Reset", strconv.FormatInt(time.Now().Add(5*time.Minute).Unix(), 10))
		_, _ = w.Write([]byte(`{"policy":{"droplet_id":7}}`))
	}
	apis := map[string]struct {
		command   string           // plan if empty
		handler   http.HandlerFunc // nil if the API is down
		arguments string
	}{
		"hanging":             {handler: hanging},
		"hanging apply":       {handler: hanging, command: "apply -auto-approve"},
		"throttling":          {handler: throttling},
		"exhausted limit":     {handler: exhausted},
		"down":                {arguments: "http_retry_wait_min = 20"},
		"requests_per_second": {handler: exhausted, arguments: "requests_per_second = 0.1"},
	}
	for name, api := range apis {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(api.handler)
			t.Cleanup(server.Close)
			if api.handler == nil {
				server.Close()
			}
			run := startCLI(t, cmp.Or(api.command, "plan"), `
provider "droplet" {
  api_endpoint = "`+server.URL+`"
  token        = "`+fakeToken+`"
  `+api.arguments+`
}

data "droplet_backup_policy" "web" {
  count      = 30
  droplet_id = 7
}
`)
			if output := run.interrupt(t, processGroup, syscall.SIGINT); strings.Contains(output, "report this issue") {
				t.Errorf("the interrupt is reported as a bug:\n%s", output)
			}
		})
	}
}

// cliRun is a command of the CLI that runs in a process group of its own.
type cliRun struct {
	*exec.Cmd
	output *watchedOutput
	exited chan error
}

// startCLI starts a command, and returns when it reads the first data source.
func startCLI(t *testing.T, command, configuration string) *cliRun {
	t.Helper()
	terraform := openWorkspace(t, writeConfiguration(t, configuration), http.NotFoundHandler(), nil)
	run := &cliRun{
		Cmd:    exec.Command(terraform.ExecPath(), append(strings.Fields(command), "-input=false", "-no-color")...),
		output: &watchedOutput{reading: make(chan struct{})},
		exited: make(chan error, 1),
	}
	run.Dir = terraform.WorkingDir()
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CHECKPOINT_DISABLE=1"}
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Stdout, run.Stderr = run.output, run.output
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-run.Process.Pid, syscall.SIGKILL) })
	go func() { run.exited <- run.Wait() }()
	select {
	case <-run.output.reading:
	case err := <-run.exited:
		t.Fatalf("the CLI exited before any read: %v\n%s", err, &run.output.text)
	}
	return run
}

// interrupt sends a signal, and returns the output of the command, which must fail soon.
func (r *cliRun) interrupt(t *testing.T, target int, signal syscall.Signal) string {
	t.Helper()
	if err := syscall.Kill(target*r.Process.Pid, signal); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-r.exited:
		if err == nil {
			t.Errorf("the command succeeds:\n%s", &r.output.text)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the command continues after the interrupt")
	}
	return r.output.text.String()
}

// watchedOutput is the output of a command, which is complete when the command has exited.
type watchedOutput struct {
	text    strings.Builder
	reading chan struct{} // closed when a data source is read
}

func (o *watchedOutput) Write(data []byte) (int, error) {
	const reading = "Reading..."
	before := strings.Contains(o.text.String(), reading)
	o.text.Write(data)
	if !before && strings.Contains(o.text.String(), reading) {
		close(o.reading)
	}
	return len(data), nil
}
