package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

func TestComplianceExample(t *testing.T) {
	t.Parallel()
	now := time.Now()
	fleet, outdated := fakeapi.Fleet(fakeToken, 10, now), fakeapi.Fleet(fakeToken, 10, now.AddDate(0, 0, -4))
	neverBackedUp := fakeapi.Fleet(fakeToken, 10, now)
	neverBackedUp.Backups[fakeapi.FirstDropletID] = nil
	newDroplet := fakeapi.Fleet(fakeToken, 10, now)
	newDroplet.Backups[fakeapi.FirstDropletID] = nil
	newDroplet.Droplets[0].CreatedAt = now.UTC().Format(time.RFC3339)

	const notEnabled = "%s: backups are not enabled"
	// problems returns a line for each Droplet, as the example does. In the fleet, all Droplets but the last have backups.
	problems := func(format string, droplets []fakeapi.Droplet) (lines []string) {
		for _, droplet := range droplets {
			lines = append(lines, fmt.Sprintf(format, fmt.Sprintf("%s (%s)", droplet.Name, droplet.Region.Slug)))
		}
		return lines
	}
	unprotected := problems(notEnabled, fleet.Droplets[9:])
	var tooOld []string
	for i, droplet := range outdated.Droplets[:9] {
		format := "%s: newest backup is from " + outdated.Backups[droplet.ID][0].CreatedAt
		tooOld = append(tooOld, problems(format, outdated.Droplets[i:i+1])...)
	}

	usageBased := fakeapi.Fleet(fakeToken, 62, now)
	usageBased.Droplets, usageBased.Policies = usageBased.Droplets[60:], usageBased.Policies[60:]
	late := usageBased.Droplets[1].ID

	// The tags of a Droplet exempt it only if the API returns them.
	twenty := fakeapi.Fleet(fakeToken, 20, now)
	untagged := append(unprotected, "node-020 (sgp1): backups are not enabled")

	apis := map[string]http.Handler{
		"fleet": fleet, "twenty": twenty, "outdated": outdated, "usageBased": usageBased,
		"neverBackedUp": neverBackedUp, "newDroplet": newDroplet,
		"without_plan":           hideAttributes(fleet, "plan"),
		"without_policy":         hideAttributes(usageBased, "backup_policy"),
		"without_volumes":        hideAttributes(fleet, "volume_ids"),
		"without_backup_enabled": hideAttributes(fleet, "backup_enabled"),
		"without_retention":      hideAttributes(fleet, "retention_period_days"),
		"without_created_at":     hideAttributes(fleet, "created_at"),
		"without_tags":           hideAttributes(twenty, "tags"),
		"without_name":           hideAttributes(fleet, "name", "region"),
	}
	tests := map[string]struct {
		variables string
		api       string
		want      []string
	}{
		"not_enabled": {api: "fleet", want: []string{"web-010 (ams3): backups are not enabled"}},
		"short_retention": {
			variables: "minimum_retention_days = 8", api: "fleet",
			want: append(unprotected, problems("%s: backups are kept less than 8 days", fleet.Droplets[:6])...),
		},
		"never_backed_up":   {api: "neverBackedUp", want: append(unprotected, "web-001 (nyc3): never backed up")},
		"not_backed_up_yet": {api: "newDroplet", want: unprotected},
		"newest_daily_backup_too_old": {
			variables: "maximum_age_hours = { daily = 30, weekly = 400 }", api: "outdated", want: slices.Concat(unprotected, tooOld[:6]),
		},
		"every_backup_too_old": {
			variables: "maximum_age_hours = { daily = 30, weekly = 30 }", api: "outdated", want: slices.Concat(unprotected, tooOld),
		},
		"usage_based_plan": {
			api: "usageBased", want: []string{"web-062 (ams3): newest backup is from " + usageBased.Backups[late][0].CreatedAt},
		},
		"longer_maximum_age": {variables: "maximum_age_hours = { intra_daily_4h = 33 }", api: "usageBased"},
		"no_maximum_age": {
			variables: "maximum_age_hours = { daily = 36, intra_daily_6h = 16 }", api: "usageBased",
			want: problems("%s: plan intra_daily_4h has no maximum age, add it to maximum_age_hours", usageBased.Droplets),
		},
		"unknown_plan": {
			api:  "without_plan",
			want: append(unprotected, problems("%s: plan unknown has no maximum age, add it to maximum_age_hours", fleet.Droplets[:9])...),
		},
		"no_policy": {
			api: "without_policy",
			want: slices.Concat(problems("%s: backups are kept less than 7 days", usageBased.Droplets),
				problems("%s: plan unknown has no maximum age, add it to maximum_age_hours", usageBased.Droplets)),
		},
		"volumes": {
			variables: "check_volumes = true", api: "fleet",
			want: append(unprotected, problems("%s: volumes are not backed up (attached: 1)", fleet.Droplets[4:5])...),
		},
		"unknown_volumes": {
			variables: "check_volumes = true", api: "without_volumes",
			want: append(unprotected, "the volumes are unknown: the token lacks the scope block_storage:read"),
		},
		"unknown_backup_enabled": {api: "without_backup_enabled", want: problems(notEnabled, fleet.Droplets)},
		"unknown_retention": {
			api:  "without_retention",
			want: append(unprotected, problems("%s: backups are kept less than 7 days", fleet.Droplets[:9])...),
		},
		"unknown_age": {
			api:  "without_created_at",
			want: append(unprotected, problems("%s: newest backup is from null", fleet.Droplets[:9])...),
		},
		"Kubernetes_nodes_exempt":    {api: "twenty", want: unprotected},
		"no_exempt_tags":             {variables: "exempt_tags = []", api: "twenty", want: untagged},
		"other_exempt_tags":          {variables: `exempt_tags = ["other", "web"]`, api: "twenty", want: untagged[1:]},
		"exempt_tag_in_another_case": {variables: `exempt_tags = ["K8s:Worker"]`, api: "twenty", want: unprotected},
		"unknown_tags":               {api: "without_tags", want: untagged},
		"unknown_name_and_region":    {api: "without_name", want: []string{"null (null): backups are not enabled"}},
	}
	// Droplets with volumes are named even if they are not a problem.
	var configuration strings.Builder
	configuration.WriteString(`
output "with_volumes" {
  value = [module.not_enabled.droplets_with_volumes, module.unknown_volumes.droplets_with_volumes]
}
`)
	for name, handler := range apis {
		api := httptest.NewServer(handler)
		t.Cleanup(api.Close)
		fmt.Fprintf(&configuration, "provider \"droplet\" {\n  alias        = %q\n  api_endpoint = %q\n}\n", name, api.URL)
	}
	for name, test := range tests {
		configuration.WriteString(moduleBlock(name, "compliance",
			"providers = { droplet = droplet."+test.api+" }\nenforce = false\n"+test.variables))
		fmt.Fprintf(&configuration, "output %[1]q {\n  value = module.%[1]s.problems\n}\n", name)
	}
	terraform := openWorkspace(t, writeConfiguration(t, configuration.String()), http.NotFoundHandler(), withToken())
	var stdout bytes.Buffer
	terraform.SetStdout(&stdout)
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	requireContains(t, stdout.String(), "Warning: Check block assertion failed", "Droplets that need attention:")
	got := outputs(t, terraform)
	for name, test := range tests {
		requireContains(t, stdout.String(), test.want...)
		if want := marshal(t, append([]string{}, test.want...)); marshal(t, unmarshal(t, got[name])) != want {
			t.Errorf("%s: problems = %s\nwant %s", name, got[name], want)
		}
	}
	if want := `[["web-005 (nyc3)"],null]`; marshal(t, unmarshal(t, got["with_volumes"])) != want {
		t.Errorf("droplets_with_volumes = %s, want %s", got["with_volumes"], want)
	}
}
