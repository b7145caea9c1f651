package e2e_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
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

	tests := map[string]struct {
		variables string
		api       http.Handler
		want      []string
	}{
		"not enabled": {api: fleet, want: []string{"web-010 (ams3): backups are not enabled"}},
		"short retention": {
			variables: "minimum_retention_days = 8", api: fleet,
			want: append(unprotected, problems("%s: backups are kept less than 8 days", fleet.Droplets[:6])...),
		},
		"never backed up":   {api: neverBackedUp, want: append(unprotected, "web-001 (nyc3): never backed up")},
		"not backed up yet": {api: newDroplet, want: unprotected},
		"newest daily backup too old": {
			variables: "maximum_age_hours = { daily = 30, weekly = 400 }", api: outdated, want: slices.Concat(unprotected, tooOld[:6]),
		},
		"every backup too old": {
			variables: "maximum_age_hours = { daily = 30, weekly = 30 }", api: outdated, want: slices.Concat(unprotected, tooOld),
		},
		"usage-based plan": {
			api: usageBased, want: []string{"web-062 (ams3): newest backup is from " + usageBased.Backups[late][0].CreatedAt},
		},
		"longer maximum age": {variables: "maximum_age_hours = { intra_daily_4h = 33 }", api: usageBased},
		"no maximum age": {
			variables: "maximum_age_hours = { daily = 36, intra_daily_6h = 16 }", api: usageBased,
			want: problems("%s: plan intra_daily_4h has no maximum age, add it to maximum_age_hours", usageBased.Droplets),
		},
		"unknown plan": {
			api:  hideAttributes(fleet, "plan"),
			want: append(unprotected, problems("%s: plan unknown has no maximum age, add it to maximum_age_hours", fleet.Droplets[:9])...),
		},
		"no policy": {
			api: hideAttributes(usageBased, "backup_policy"),
			want: slices.Concat(problems("%s: backups are kept less than 7 days", usageBased.Droplets),
				problems("%s: plan unknown has no maximum age, add it to maximum_age_hours", usageBased.Droplets)),
		},
		"volumes": {
			variables: "check_volumes = true", api: fleet,
			want: append(unprotected, problems("%s: volumes are not backed up (attached: 1)", fleet.Droplets[4:5])...),
		},
		"unknown volumes": {
			variables: "check_volumes = true", api: hideAttributes(fleet, "volume_ids"),
			want: append(unprotected, "the volumes are unknown: the token lacks the scope block_storage:read"),
		},
		"unknown backup_enabled": {api: hideAttributes(fleet, "backup_enabled"), want: problems(notEnabled, fleet.Droplets)},
		"unknown retention": {
			api:  hideAttributes(fleet, "retention_period_days"),
			want: append(unprotected, problems("%s: backups are kept less than 7 days", fleet.Droplets[:9])...),
		},
		"unknown age": {
			api:  hideAttributes(fleet, "created_at"),
			want: append(unprotected, problems("%s: newest backup is from null", fleet.Droplets[:9])...),
		},
		"unknown name and region": {api: hideAttributes(fleet, "name", "region"), want: []string{"null (null): backups are not enabled"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := openExample(t, "compliance", "enforce = false\n"+test.variables, test.api)
			if got, want := e.apply(t)["problems"], unmarshal(t, marshal(t, append([]string{}, test.want...))); !reflect.DeepEqual(got, want) {
				t.Errorf("problems = %s\nwant %s", marshal(t, got), marshal(t, want))
			}
			if len(test.want) == 0 {
				return
			}
			requireContains(t, e.stdout.String(), "Warning: Check block assertion failed", "Droplets that need attention:")
			requireContains(t, e.stdout.String(), test.want...)

			e.setVariables(t, test.variables)
			_, err := e.Plan(t.Context())
			requireContains(t, fmt.Sprint(err), "Error: Module output value precondition failed", "Droplets that need attention:")
			requireContains(t, fmt.Sprint(err), test.want...)
		})
	}
}

// The tags of a Droplet exempt it only if the API returns them.
func TestComplianceExampleExemptTags(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 20, time.Now())
	all := []string{"web-010 (ams3): backups are not enabled", "node-020 (sgp1): backups are not enabled"}
	tests := map[string]struct {
		variables string
		api       http.Handler
		want      []string
	}{
		"Kubernetes nodes by default": {api: fleet, want: all[:1]},
		"none":                        {variables: "exempt_tags = []", api: fleet, want: all},
		"another tag":                 {variables: `exempt_tags = ["other", "web"]`, api: fleet, want: all[1:]},
		"another case":                {variables: `exempt_tags = ["K8s:Worker"]`, api: fleet, want: all[:1]},
		"no scope tag:read":           {api: hideAttributes(fleet, "tags"), want: all},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := openExample(t, "compliance", "enforce = false\n"+test.variables, test.api).apply(t)["problems"]
			if want := unmarshal(t, marshal(t, test.want)); !reflect.DeepEqual(got, want) {
				t.Errorf("problems = %v, want %v", got, want)
			}
		})
	}
}

// Droplets with volumes are named even if they are not a problem.
func TestComplianceExampleVolumes(t *testing.T) {
	t.Parallel()
	fleet := fakeapi.Fleet(fakeToken, 30, time.Now())
	for name, test := range map[string]struct {
		api  http.Handler
		want string
	}{
		"volumes":                     {fleet, `["web-005 (nyc3)","web-025 (nyc3)"]`},
		"no scope block_storage:read": {hideAttributes(fleet, "volume_ids"), `null`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := openExample(t, "compliance", "enforce = false", test.api).apply(t)["droplets_with_volumes"]
			if marshal(t, got) != test.want {
				t.Errorf("droplets_with_volumes = %v, want %s", got, test.want)
			}
		})
	}
}
