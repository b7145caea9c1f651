//go:build unix

package main_test

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

// An interrupt ends a read at once, whether the CLI alone gets it or, as from a terminal, all that it started too.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	const alone, group = 1, -1
	tests := map[string]struct {
		command []string
		whom    int
		signal  syscall.Signal
	}{
		"plan":                  {[]string{"plan"}, alone, syscall.SIGINT},
		"plan on a terminal":    {[]string{"plan"}, group, syscall.SIGINT},
		"apply on a terminal":   {[]string{"apply", "-auto-approve"}, group, syscall.SIGINT},
		"refresh on a terminal": {[]string{"apply", "-refresh-only", "-auto-approve"}, group, syscall.SIGINT},
		"plan under timeout(1)": {[]string{"plan"}, group, syscall.SIGTERM},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked, gone := make(chan struct{}, 10), make(chan struct{}, 10)
			hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				<-r.Context().Done()
				gone <- struct{}{}
			}))
			t.Cleanup(hanging.Close)
			terraform := initialize(t, configure(t, `
provider "droplet" {
  api_endpoint = "`+hanging.URL+`"
  token        = "`+token+`"
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
			ended := make(chan error, 1)
			go func() { ended <- command.Wait() }()

			select {
			case <-asked:
			case err := <-ended:
				t.Fatalf("nothing was asked for: %v\n%s", err, &output)
			}
			if err := syscall.Kill(test.whom*command.Process.Pid, test.signal); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-ended:
				if err == nil || !strings.Contains(output.String(), "The read was interrupted.") {
					t.Errorf("error %v, output:\n%s", err, &output)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the read goes on after an interrupt")
			}
			select {
			case <-gone:
			case <-time.After(time.Second):
				t.Error("the connection is still open")
			}
		})
	}
}
