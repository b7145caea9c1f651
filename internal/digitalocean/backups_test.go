package digitalocean_test

import (
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

func TestSortNewestFirst(t *testing.T) {
	t.Parallel()
	const hour = "2026-11-25T10:00:00"
	tests := map[string]struct{ newer, older string }{
		"seconds":             {"2026-11-25T10:00:01Z", hour + "Z"},
		"fractions":           {hour + ".25Z", hour + ".2Z"},
		"offsets":             {hour + "-01:00", "2026-11-25T12:59:59+02:00"},
		"lower case":          {"2026-11-25t10:00:01z", hour + "Z"},
		"lower case, older":   {"2026-11-25T10:00:01Z", "2026-11-25t10:00:00z"},
		"invalid":             {"0001-01-01T00:00:00Z", "yesterday"},
		"invalid day":         {"1970-01-01T00:00:00Z", "2026-02-30T00:00:00Z"},
		"empty":               {"1970-01-01T00:00:00Z", ""},
		"equal, higher ID":    {hour + "Z", hour + "Z"},
		"equal, other offset": {hour + "Z", "2026-11-25T11:00:00+01:00"},
		"both invalid":        {"yesterday", "tomorrow"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newerID, olderID := digitalocean.Integer(10), digitalocean.Integer(9)
			newer, older := digitalocean.Backup{ID: &newerID, CreatedAt: &test.newer}, digitalocean.Backup{ID: &olderID, CreatedAt: &test.older}
			withoutID := digitalocean.Backup{CreatedAt: &test.older}
			for _, backups := range [][]digitalocean.Backup{
				{{}, withoutID, older, newer}, {newer, older, withoutID, {}}, {older, newer, withoutID, {}}, {withoutID, {}, newer, older},
			} {
				digitalocean.SortNewestFirst(backups)
				if backups[0].ID != &newerID || backups[1].ID != &olderID {
					t.Errorf("the order is %v, want %s first", backups, test.newer)
				}
			}
		})
	}
}

func TestCreatedTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"2026-11-25T10:00:00Z": true, "2026-11-25t10:00:00+01:00": true, "soon": false, "": false} {
		if _, ok := (digitalocean.Backup{CreatedAt: &text}).CreatedTime(); ok != want {
			t.Errorf("%q: valid %v, want %v", text, ok, want)
		}
	}
	if _, ok := (digitalocean.Backup{}).CreatedTime(); ok {
		t.Error("null is valid")
	}
}
