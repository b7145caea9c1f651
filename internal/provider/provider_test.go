package provider_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
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

func TestUnknownProviderArgument(t *testing.T) {
	clearEnvironment(t)
	api := serve(t, respondWith(http.StatusOK, `{"policies":{}}`))
	provider := `
		resource "terraform_data" "token" { input = "` + token + `" }
		provider "droplet" {
			api_endpoint = "` + api.URL + `"
			token        = terraform_data.token.output
		}
	`
	runCLI(t,
		expectError(provider+allPolicies, "Provider configuration is unknown ... known only after an apply: token."),
		resource.TestStep{Config: provider + `data "droplet_backup_policies" "all" { depends_on = [terraform_data.token] }`},
		resource.TestStep{Config: provider + allPolicies},
	)
}

func TestTokenNotNeededWithoutRead(t *testing.T) {
	clearEnvironment(t)
	runCLI(t,
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
		expectError(`provider "droplet" { token = "two\nlines" }
			data "droplet_backup_policies" "all" { count = 0 }`, "Invalid DigitalOcean token"),
		// The test ends by destroying the last configuration, which therefore must be valid.
		resource.TestStep{Config: `data "droplet_backup_policies" "all" { count = 0 }`},
	)
}

func TestUserAgent(t *testing.T) {
	var got string
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.UserAgent()
		respondWith(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	for appended, want := range map[string]string{
		"":                            "",
		" \t ":                        "",
		"team-a":                      " team-a",
		" team-a/1.0 (x; y)\n ":       " team-a/1.0 (x; y)",
		"a\r\nX-Injected: b\x01\x7fc": " a X-Injected: b c",
		"équipe":                      " équipe",
	} {
		t.Run(appended, func(t *testing.T) {
			t.Setenv("TF_APPEND_USER_AGENT", appended)
			server := newProtocolServer(t)
			server.configure(t, api.URL)
			server.read(t.Context(), t, "droplet_backup_policies", nil)
			if want := "Terraform/1.2.3 (+https://www.terraform.io) terraform-provider-droplet/test" + want; got != want {
				t.Errorf("User-Agent is %q, want %q", got, want)
			}
		})
	}
}

// A plan waits for a rate limit, whatever the number of retries.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(token, 30, time.Now())
	var requests atomic.Int64
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) <= 2 {
			fakeapi.WriteError(w, http.StatusTooManyRequests, "too_many_requests", "API rate limit exceeded.")
			return
		}
		fleet.ServeHTTP(w, r)
	}))
	config := strings.Replace(api.config(`
		data "droplet_backups" "of" {
			count      = 30
			droplet_id = 444900001 + count.index
		}
		output "backups" { value = jsonencode(sum(data.droplet_backups.of[*].total)) }`), `provider "droplet" {`, `provider "droplet" {
			http_retry_max      = 0`, 1)
	runCLI(t, expectOutputs(config, map[string]string{"backups": "162"}))
}
