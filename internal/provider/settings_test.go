package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestInvalidEnvironment(t *testing.T) {
	const integer, number = "must be an integer from 0 to 9223372036854775807, got: ", "must be a number of at least 0, got: "
	tests := []struct{ variable, value, wantErr string }{
		{"DIGITALOCEAN_TOKEN", "two\x01parts", "environment variable DIGITALOCEAN_TOKEN ... control character"},
		{"DIGITALOCEAN_TOKEN", "Bearer " + token, `environment variable DIGITALOCEAN_TOKEN ... "Bearer "`},
		{"DIGITALOCEAN_API_URL", "http://example.com", `"http://example.com" ... DIGITALOCEAN_API_URL must start with https://`},
		{"DIGITALOCEAN_API_URL", "https://example.com/v2", `"https://example.com/v2" ... DIGITALOCEAN_API_URL ... version`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "2.5", `DIGITALOCEAN_HTTP_RETRY_MAX ... ` + integer + `"2.5"`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "-1", integer + `"-1"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "NaN", `DIGITALOCEAN_HTTP_RETRY_WAIT_MIN ... ` + number + `"NaN"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "Inf", `DIGITALOCEAN_HTTP_RETRY_WAIT_MAX ... ` + number + `"Inf"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "0x10", number + `"0x10"`},
		{"DIGITALOCEAN_HTTP_RETRY_MAX", "1p2", integer + `"1p2"`},
		{"DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "0.5", `DIGITALOCEAN_HTTP_RETRY_WAIT_MAX) is 500ms ... at least ... 1s`},
		{"DIGITALOCEAN_REQUESTS_PER_SECOND", "many", `DIGITALOCEAN_REQUESTS_PER_SECOND ... ` + number + `"many"`},
	}
	for _, test := range tests {
		t.Run(test.variable+"="+test.value, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv("DIGITALOCEAN_TOKEN", token)
			t.Setenv(test.variable, test.value)
			diagnostics := newProtocolServer(t).configureWith(t, nil)
			if len(diagnostics) != 1 || !errorPattern(test.wantErr).MatchString(diagnostics[0].Detail) {
				t.Errorf("diagnostics are %v, want one with %q", diagnostics, test.wantErr)
			}
		})
	}
}

func TestTokenPrecedence(t *testing.T) {
	var got string
	api := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		respondWith(http.StatusOK, `{"policies":{}}`).ServeHTTP(w, r)
	}))
	tests := map[string]struct {
		argument                    any
		variable, alternative, want string
	}{
		"argument":       {" argument\n", "variable", "alternative", "argument"},
		"variable":       {nil, "\tvariable ", "alternative", "variable"},
		"empty variable": {nil, "", "alternative", "alternative"},
		"blank variable": {nil, "  ", "alternative", "alternative"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv("DIGITALOCEAN_API_URL", api.URL)
			t.Setenv("DIGITALOCEAN_TOKEN", test.variable)
			t.Setenv("DIGITALOCEAN_ACCESS_TOKEN", test.alternative)
			server := newProtocolServer(t)
			diagnostics := server.configureWith(t, map[string]tftypes.Value{"token": tftypes.NewValue(tftypes.String, test.argument)})
			if len(diagnostics) > 0 {
				t.Fatal(diagnostics[0])
			}
			server.read(t.Context(), t, "droplet_backup_policies", nil)
			if want := "Bearer " + test.want; got != want {
				t.Errorf("Authorization is %q, want %q", got, want)
			}
		})
	}
}

// A blank variable counts as unset, so it is not invalid.
func TestBlankEnvironment(t *testing.T) {
	clearEnvironment(t)
	for _, variable := range []string{
		"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_API_URL", "DIGITALOCEAN_HTTP_RETRY_MAX",
		"DIGITALOCEAN_HTTP_RETRY_WAIT_MIN", "DIGITALOCEAN_HTTP_RETRY_WAIT_MAX", "DIGITALOCEAN_REQUESTS_PER_SECOND",
	} {
		t.Setenv(variable, " \t")
	}
	runCLI(t, expectError(allPolicies, "Missing DigitalOcean token"))
}
