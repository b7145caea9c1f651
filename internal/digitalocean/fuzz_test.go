package digitalocean_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// FuzzDecoding gives both lists, and both single reads, whatever bytes as an answer. Each ends, in items or in an error.
func FuzzDecoding(f *testing.F) {
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"backups":[{"id":1},`, `{"backups":null,"policies":null,"meta":{"total":0}}`,
		`{"backups":[null],"policies":{"1":null}}`, `{"backups":[{"id":1.5}],"policies":{"1":{},"1":{}}}`,
		`{"backups":[],"policies":{},"links":{"pages":{"next":"https://x/v2/droplets/backups/policies?page=2"}}}`,
	} {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"backups":[{"id":1,"regions":["nyc3"]}],"policies":{"1":{"backup_policy":{"hour":0}}},"meta":{"total":1},"links":{}}`))
	f.Add([]byte(`{"policy":{"droplet_id":1},"supported_policies":[{"possible_days":[]}]}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		synctest.Test(t, func(t *testing.T) {
			transport := &network{answer: with(http.StatusOK, nil, string(answer))}
			client := newClient(transport, func(c *digitalocean.Config) { c.RetryMax = 1 })
			for list, want := range lists {
				ids, _, err := want.read(readContext(t), client)
				if err != nil && (len(ids) > 0 || strings.Contains(err.Error(), testToken)) {
					t.Errorf("%s: %d items and error %v", list, len(ids), err)
				}
			}
			_, _ = client.Policy(t.Context(), dropletID)
			_, _ = client.SupportedPolicies(t.Context())
			if n := transport.requests.Load(); n > 6*2000+4 {
				t.Errorf("%d requests", n)
			}
		})
	})
}

// FuzzPages serves a list in pages of any size, with any total and links that come and go, to see that it comes out
// whole, with the total that was told. Only a total beside no items at all is an error.
func FuzzPages(f *testing.F) {
	f.Add(uint16(401), uint8(200), int16(0), true, true)
	f.Add(uint16(401), uint8(7), int16(0), false, true)
	f.Add(uint16(0), uint8(1), int16(-90), true, true)
	f.Add(uint16(0), uint8(1), int16(5), true, true)
	f.Add(uint16(3), uint8(1), int16(2), true, true)
	f.Add(uint16(500), uint8(150), int16(-20), true, false)
	f.Fuzz(func(t *testing.T, items uint16, size uint8, off int16, links, meta bool) {
		count := int(items % 1000)
		api := account(count)
		api.PageCap = int(size%200) + 1
		transport := changing(api, func(_ *http.Request, a answerOf) {
			a.set("meta", `{"total":%d}`, count+int(off))
			if !meta {
				delete(a, "meta")
			}
			if !links {
				delete(a, "links")
			}
		})
		for list, want := range lists {
			ids, total, err := want.read(t.Context(), newClient(transport))
			if meta && count == 0 && off > 0 {
				if err == nil {
					t.Errorf("%s: nothing beside a total of %d is no error", list, off)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", list, err)
			}
			if meta && (total == nil || *total != int64(count+int(off))) {
				t.Errorf("total %v, want %d", total, count+int(off))
			}
			if !links && meta && off < 0 {
				continue // a total that is too low and no link: nothing tells of the rest, but the warning says that it is off
			}
			expectWhole(t, ids, count)
		}
	})
}
