package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// What serve prints leads to an account, until it is interrupted.
func TestServe(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	printed, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, stdout) }()

	lines := bufio.NewReader(printed)
	_, _ = lines.ReadString('\n')
	export, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`^export DIGITALOCEAN_API_URL=(\S+) DIGITALOCEAN_TOKEN=(\S+)\n$`).FindStringSubmatch(export)
	if found == nil {
		t.Fatalf("printed %q", export)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, found[1]+"/v2/droplets/444900450/backups/policy", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+found[2])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read
	if body, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(body), `"droplet_id":444900450`) {
		t.Errorf("%s %s %v", response.Status, body, err)
	}
	interrupt()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
