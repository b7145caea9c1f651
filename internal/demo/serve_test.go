package main_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The printed variables lead to an account, until the demo is interrupted.
func TestServe(t *testing.T) {
	t.Parallel()
	d := newDemo(t, "serve")
	exitCode, _ := d.run(t, func(stdout *bufio.Reader, _ io.Closer) {
		defer d.Process.Signal(os.Interrupt) //nolint:errcheck // the exit code shows it
		_, _ = stdout.ReadString('\n')
		line, _ := stdout.ReadString('\n')
		match := regexp.MustCompile(`^export DIGITALOCEAN_API_URL=(\S+) DIGITALOCEAN_TOKEN=(\S+)\n$`).FindStringSubmatch(line)
		if match == nil {
			t.Errorf("output is %q", line)
			return
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, match[1]+"/v2/droplets/444900450/backups/policy", nil)
		if err != nil {
			t.Error(err)
			return
		}
		request.Header.Set("Authorization", "Bearer "+match[2])
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Error(err)
			return
		}
		defer response.Body.Close() //nolint:errcheck // only read
		if body, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(body), `"droplet_id":444900450`) {
			t.Errorf("response is %s %s (error %v)", response.Status, body, err)
		}
	})
	if exitCode != 0 || d.stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr: %s", exitCode, d.stderr.String())
	}
	d.requireClean(t)
}
