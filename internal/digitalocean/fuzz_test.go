package digitalocean_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// FuzzDecoding responds to every request of the client with the same bytes. Each read ends with items or an error.
func FuzzDecoding(f *testing.F) {
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"backups":[{"id":1},`, `{"backups":null,"policies":null,"meta":{"total":0}}`,
		`{"backups":[null],"policies":{"1":null}}`, `{"backups":[{"id":1.5}],"policies":{"1":{},"1":{}}}`,
		`{"backups":[],"policies":{},"links":{"pages":{"next":"https://x/v2/droplets/backups/policies?page=2"}}}`,
		`{"backups":[{"id":1,"regions":["nyc3"]}],"policies":{"1":{"backup_policy":{"hour":0}}},"meta":{"total":1},"links":{}}`,
		`{"policy":{"droplet_id":1},"supported_policies":[{"possible_days":[]}]}`,
		`{"droplets":[{"id":2.5e1,"region":{"slug":"nyc3"},"backup_ids":[1]}],"images":[{"id":1}],"meta":{"total":1}}`,
		`{"droplet":{"id":1},"image":{}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		synctest.Test(t, func(t *testing.T) {
			transport := &network{respond: respondWith(http.StatusOK, nil, string(body))}
			client := newClient(transport, func(c *digitalocean.Config) { c.RetryMax = 1 })
			for list, test := range lists {
				ids, _, err := test.read(readContext(t), client)
				if err != nil && (len(ids) > 0 || strings.Contains(err.Error(), testToken)) {
					t.Errorf("%s: %d items and error %v", list, len(ids), err)
				}
			}
			_, _ = client.Policy(t.Context(), dropletID)
			_, _ = client.SupportedPolicies(t.Context())
			_, _ = client.Droplet(t.Context(), dropletID)
			_, _ = client.Image(t.Context(), dropletID)
			const maxPages, maxPasses, single = 2000, 3, 4
			if n := transport.requests.Load(); n > int64(len(lists)*maxPages*maxPasses+2*single) {
				t.Errorf("%d requests", n)
			}
		})
	})
}

// FuzzPages serves a list in pages of any size, with any total, and with or without links. The result is the complete list, or an
// error if the total is too high.
func FuzzPages(f *testing.F) {
	f.Add(uint16(401), uint8(200), int16(0), true, true)
	f.Add(uint16(401), uint8(7), int16(0), false, true)
	f.Add(uint16(0), uint8(1), int16(-90), true, true)
	f.Add(uint16(0), uint8(1), int16(5), true, true)
	f.Add(uint16(3), uint8(1), int16(2), true, true)
	f.Add(uint16(500), uint8(150), int16(-20), true, false)
	f.Fuzz(func(t *testing.T, items uint16, size uint8, excess int16, hasLinks, hasTotal bool) {
		count := int(items % 1000)
		api := newAccount(count)
		api.pageCap = int(size%200) + 1
		api.rewrite = func(_ *http.Request, body map[string]json.RawMessage) {
			setJSON(body, "meta", `{"total":%d}`, count+int(excess))
			if !hasTotal {
				delete(body, "meta")
			}
			if !hasLinks {
				delete(body, "links")
			}
		}
		for list, test := range lists {
			ids, total, err := test.read(t.Context(), newClient(serve(api)))
			switch {
			case hasTotal && excess > 0:
				if err == nil || len(ids) > 0 {
					t.Errorf("%s: %d items with a total that is %d too high", list, len(ids), excess)
				}
				continue
			case err != nil:
				t.Fatalf("%s: %v", list, err)
			case hasTotal && (total == nil || *total != int64(count)+int64(excess)):
				t.Errorf("total %v, want %d", total, count+int(excess))
			case !hasLinks && hasTotal && excess < 0 && (count+int(excess))%api.pageCap == 0:
				continue // nothing shows that there is more after as many full pages as the total announces
			}
			requireAllIDs(t, ids, count)
		}
	})
}
