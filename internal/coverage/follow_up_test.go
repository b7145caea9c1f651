package coverage_test

import (
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/coverage"
)

// TestLog checks that a record says how many follow-up requests there are.
func TestLog(t *testing.T) {
	t.Parallel()
	network := &network{responses: newResponses()}
	network.responses[policyList] = listJSON("policies", policyJSON(1), policyJSON(2), policyJSON(5))
	network.responses["/v2/droplets/3/backups/policy"] = `{"policy":{"droplet_id":3}}`
	network.responses["/v2/droplets/4/backups/policy"] = `{"policy":{"droplet_id":4}}`
	network.responses[imageList] = listJSON("images", imageJSON(11), imageJSON(12), imageJSON(21), imageJSON(23))
	network.responses["/v2/droplets/2/backups"] = backupsJSON(21, 23)
	network.responses["/v2/droplets/4/backups"] = backupsJSON()
	client, log := newClient(network)
	if _, err := coverage.Read(t.Context(), client, true, keepAll); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"requests=3\n", "requests=2\n"} { // two policies and a Droplet; the backups of two Droplets
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}
