package digitalocean_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestProxy checks refusals of a proxy. Each runs in a process of its own, because net/http reads the proxy's address only once.
func TestProxy(t *testing.T) {
	t.Parallel()
	const password = "proxy-password"
	if address := os.Getenv("TEST_PROXY_RESPONSE"); address != "" {
		_, err := realClient(t, "https://api.example.com").Policies(readContext(t))
		apiErr, _ := errors.AsType[*digitalocean.Error](err)
		fmt.Printf("asks for a password: %v\nerror: %v\n", apiErr.ProxyAuthRequired(), err)
		return
	}
	tests := map[string]struct {
		response     string
		wantErr      string
		wantRequests int64
	}{
		"407": {
			"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
			"asks for a password: true\nerror: GET /v2/droplets/backups/policies?page=1&per_page=200: " +
				"the proxy responded 407 Proxy Authentication Required\n",
			1,
		},
		"403": {"HTTP/1.1 403 Forbidden\r\n\r\n", "the proxy responded 403 Forbidden", 1},
		"503": {"HTTP/1.1 503 Service Unavailable\r\n\r\n", "the proxy responded 503 Service Unavailable (attempt 5)", 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			endpoint := serveRaw(t, func(conn net.Conn) {
				requests.Add(1)
				_, _ = io.WriteString(conn, test.response)
				_ = conn.Close()
			})
			proxy := strings.Replace(endpoint, "http://", "http://user:"+password+"@", 1)
			command := exec.Command(os.Args[0], "-test.run=^TestProxy$")
			command.Env = append(os.Environ(), "TEST_PROXY_RESPONSE=1", "HTTPS_PROXY="+proxy, "https_proxy="+proxy, "NO_PROXY=", "no_proxy=")
			output, err := command.CombinedOutput()
			if err != nil || !strings.Contains(string(output), test.wantErr) || strings.Contains(string(output), password) {
				t.Errorf("%v: output %s, want %q in it, and no password", err, output, test.wantErr)
			}
			if n := requests.Load(); n != test.wantRequests {
				t.Errorf("the proxy got %d requests, want %d", n, test.wantRequests)
			}
		})
	}
}
