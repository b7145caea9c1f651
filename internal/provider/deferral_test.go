package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestDeferral(t *testing.T) {
	t.Parallel()
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	tests := map[string]struct {
		token        tftypes.Value
		allowed      bool
		wantDeferred bool
		wantError    string
	}{
		"unknown":                       {unknown, true, true, ""},
		"unknown, deferral not allowed": {unknown, false, false, "Provider configuration is unknown"},
		"known":                         {tftypes.NewValue(tftypes.String, token), true, false, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
			server := newProtocolServer(t)
			configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
				ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: test.allowed},
				Config: protocolConfig(t, server.schemas.Provider, map[string]tftypes.Value{
					"api_endpoint": tftypes.NewValue(tftypes.String, api.URL),
					"token":        test.token,
				}),
			})
			if err != nil || len(configured.Diagnostics) > 0 {
				t.Fatal(err, configured)
			}

			resp, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
				ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: test.allowed},
				TypeName:           "droplet_backup_policies",
				Config:             protocolConfig(t, server.schemas.DataSourceSchemas["droplet_backup_policies"], nil),
			})
			if err != nil {
				t.Fatal(err)
			}
			gotError := ""
			if len(resp.Diagnostics) > 0 {
				gotError = resp.Diagnostics[0].Summary
			}
			if gotError != test.wantError {
				t.Errorf("error is %q, want %q", gotError, test.wantError)
			}
			if got := resp.Deferred != nil; got != test.wantDeferred {
				t.Fatalf("deferred: %t, want %t", got, test.wantDeferred)
			}
			if test.wantDeferred && resp.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
				t.Errorf("reason is %s", resp.Deferred.Reason)
			}
			if test.wantDeferred || test.wantError != "" {
				api.expectRequests(t, 0)
			}
		})
	}
}
