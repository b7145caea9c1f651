package digitalocean

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Backup is an image of a Droplet. A field that the API omits or returns as null is nil.
type Backup struct {
	ID            *Integer  `json:"id"`
	Name          *string   `json:"name"`
	Type          *string   `json:"type"`         // "backup" or "snapshot"; images also have other types
	Distribution  *string   `json:"distribution"` // this and the next two are in real responses, but not in the API reference of backups
	Slug          *string   `json:"slug"`
	Public        *bool     `json:"public"`
	CreatedAt     *string   `json:"created_at"`    // RFC 3339, as the API returned it
	Regions       []*string `json:"regions"`       // slugs
	MinDiskSize   *Integer  `json:"min_disk_size"` // GB
	SizeGigabytes *float64  `json:"size_gigabytes"`
}

func (b Backup) key() string { return b.ID.key() }

// Backups lists the backups of a Droplet in the API's order.
func (c *Client) Backups(ctx context.Context, dropletID Integer) (List[Backup], error) {
	return listOperation[Backup]{c, fmt.Sprintf("/v2/droplets/%d/backups", dropletID), nil, "backups", decodeMember[[]*Backup]}.read(ctx)
}

// Snapshots lists the snapshots of a Droplet in the API's order. They have the fields of backups.
func (c *Client) Snapshots(ctx context.Context, dropletID Integer) (List[Backup], error) {
	return listOperation[Backup]{c, fmt.Sprintf("/v2/droplets/%d/snapshots", dropletID), nil, "snapshots", decodeMember[[]*Backup]}.read(ctx)
}

// CreatedTime returns the time in CreatedAt, and false if there is none or it is not RFC 3339.
func (b Backup) CreatedTime() (time.Time, bool) {
	if b.CreatedAt == nil {
		return time.Time{}, false
	}
	created, err := time.Parse(time.RFC3339, strings.ToUpper(*b.CreatedAt)) // RFC 3339 allows "t" and "z"
	return created, err == nil
}

// SortNewestFirst sorts by time and then by ID, both descending. Backups without a valid time are last.
func SortNewestFirst(backups []Backup) {
	slices.SortStableFunc(backups, func(a, b Backup) int {
		aTime, _ := a.CreatedTime() // an invalid one is the zero time
		bTime, _ := b.CreatedTime()
		if order := bTime.Compare(aTime); order != 0 {
			return order
		}
		return cmp.Compare(*cmp.Or(b.ID, new(Integer)), *cmp.Or(a.ID, new(Integer))) // an ID that the API omitted is the lowest
	})
}
