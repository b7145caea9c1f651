//go:build unix

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

// The printed variables lead to an account with the printed Droplets, until the demo is interrupted.
func TestServe(t *testing.T) {
	t.Parallel()
	d := newDemo(t, "serve")
	exitCode, _ := d.run(t, func(stdout *bufio.Reader, _ io.Closer) {
		defer d.Process.Signal(os.Interrupt) //nolint:errcheck // the exit code shows it
		var printed string
		for !strings.Contains(printed, "export ") {
			line, err := stdout.ReadString('\n')
			if err != nil {
				t.Errorf("%v after %q", err, printed)
				return
			}
			printed += line
		}
		match := regexp.MustCompile(`\nexport DIGITALOCEAN_API_URL=(\S+) DIGITALOCEAN_TOKEN=(\S+)\n$`).FindStringSubmatch(printed)
		if match == nil {
			t.Errorf("output is %q", printed)
			return
		}
		get := func(path string) string { return get(t, match[1]+path, match[2]) }
		printedDroplets := regexp.MustCompile(`(?m)^#   (\d+) \((\S+)\) `).FindAllStringSubmatch(printed, -1)
		if len(printedDroplets) != 8 {
			t.Errorf("output is %q, want 8 Droplets", printed)
		}
		for _, droplet := range printedDroplets {
			if got := get("/v2/droplets/" + droplet[1]); !strings.Contains(got, `"name":"`+droplet[2]+`"`) {
				t.Errorf("Droplet %s is %s, want the name %s", droplet[1], got, droplet[2])
			}
		}
		for path, want := range map[string]string{
			"444900001/backups?per_page=1&page=1": `{"backups":[{"id":67000007,`,
			"444900001/backups?per_page=1&page=7": `{"backups":[{"id":67000001,`,
			"444900007/backups/policy":            `"plan":"weekly"`,
			"444900010/backups/policy":            `"backup_enabled":false`,
			"444900020":                           `"tags":["k8s","k8s:worker"]`,
			"444900010/snapshots":                 `"total":1`,
			"444900043/backups":                   `"total":2`,
			"444900061/backups":                   `"total":42`,
			"444900062/backups":                   `"total":35`,
			"444900062/backups/policy":            `"plan":"intra_daily_4h"`,
			"444900062/snapshots":                 `"total":1`,
			"444900252/backups":                   `"backups":[]`,
			"444900252/backups/policy":            `"backup_enabled":true`,
			"444900450":                           `"id":444900450,`,
		} {
			if got := get("/v2/droplets/" + path); !strings.Contains(got, want) {
				t.Errorf("%s is %s, want %s", path, got, want)
			}
		}
	})
	if exitCode != 0 || d.stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr: %s", exitCode, d.stderr.String())
	}
	d.requireClean(t)
}

func get(t *testing.T, url, token string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
