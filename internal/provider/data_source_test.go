package provider_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// Terraform may start reads after the interrupt of the process.
func TestReadAfterInterrupt(t *testing.T) {
	t.Parallel()
	interrupted, interrupt := context.WithCancel(t.Context())
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	server := newProtocolServer(t)
	server.ProviderServer = providerserver.NewProtocol6(provider.New(interrupted, "test")())()
	server.configure(t, api.URL)
	if resp := server.read(t.Context(), t, "droplet_backup_policies", nil); len(resp.Diagnostics) > 0 {
		t.Fatalf("the read before the interrupt fails: %v", resp.Diagnostics[0])
	}
	interrupt()
	resp := server.read(t.Context(), t, "droplet_backup_policies", nil)
	if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail, "interrupted") {
		t.Errorf("diagnostics are %v, want an interrupted read", resp.Diagnostics)
	}
	api.expectRequests(t, 1)
}
