//go:build unix

package e2e_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An interrupt ends a read at once. A terminal sends it to the whole process group, other senders to the CLI alone.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	const processOnly, processGroup = 1, -1 // factors of the process ID that kill(2) takes
	tests := map[string]struct {
		command []string
		target  int
		signal  syscall.Signal
	}{
		"plan":                  {[]string{"plan"}, processOnly, syscall.SIGINT},
		"plan on a terminal":    {[]string{"plan"}, processGroup, syscall.SIGINT},
		"apply on a terminal":   {[]string{"apply", "-auto-approve"}, processGroup, syscall.SIGINT},
		"refresh on a terminal": {[]string{"apply", "-refresh-only", "-auto-approve"}, processGroup, syscall.SIGINT},
		"plan under timeout(1)": {[]string{"plan"}, processGroup, syscall.SIGTERM},
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
			terraform := openWorkspace(t, writeConfiguration(t, `
provider "droplet" {
  api_endpoint = "`+hangingAPI.URL+`"
  token        = "`+fakeToken+`"
}

data "droplet_backup_policies" "all" {}
`), http.NotFoundHandler(), nil)

			command := exec.Command(terraform.ExecPath(), append(test.command, "-input=false", "-no-color")...)
			command.Dir = terraform.WorkingDir()
			command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CHECKPOINT_DISABLE=1"}
			command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			var output bytes.Buffer
			command.Stdout, command.Stderr = &output, &output
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
			exited := make(chan error, 1)
			go func() { exited <- command.Wait() }()

			select {
			case <-received:
			case err := <-exited:
				t.Fatalf("the CLI exited before any request: %v\n%s", err, &output)
			}
			if err := syscall.Kill(test.target*command.Process.Pid, test.signal); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-exited:
				if err == nil || !strings.Contains(output.String(), "The read was interrupted.") {
					t.Errorf("error = %v, want an interrupted read; output:\n%s", err, &output)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the read continues after the interrupt")
			}
			select {
			case <-closed:
			case <-time.After(time.Second):
				t.Error("the connection to the API is still open")
			}
		})
	}
}
