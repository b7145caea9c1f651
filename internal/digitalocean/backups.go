package digitalocean

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Backup is an image that was made of a Droplet. What the API left out or gave as null is nil.
type Backup struct {
	ID            *int64    `json:"id"`
	Name          *string   `json:"name"`
	Type          *string   `json:"type"`         // "backup" or "snapshot"
	Distribution  *string   `json:"distribution"` // this and the next two are in real answers, but not in the reference
	Slug          *string   `json:"slug"`
	Public        *bool     `json:"public"`
	CreatedAt     *string   `json:"created_at"`    // RFC 3339, kept as the API gave it
	Regions       []*string `json:"regions"`       // slugs
	MinDiskSize   *int64    `json:"min_disk_size"` // GB
	SizeGigabytes *float64  `json:"size_gigabytes"`
}

func (b Backup) identity() (string, bool) {
	if b.ID == nil {
		return "", false
	}
	return strconv.FormatInt(*b.ID, 10), true
}

// Backups lists the backups of a Droplet, in the API's order.
func (c *Client) Backups(ctx context.Context, dropletID int64) (Listing[Backup], error) {
	path := fmt.Sprintf("/v2/droplets/%d/backups", dropletID)
	return list(ctx, c, path, func(body []byte) (page[Backup], error) {
		var answer struct {
			Backups array[Backup] `json:"backups"`
			pagination
		}
		if err := unmarshal(body, &answer); err != nil {
			return page[Backup]{}, err
		}
		return newPage(path, "backups", answer.Backups, answer.pagination)
	})
}

// SortNewestFirst orders by time and then by ID, both descending. A backup without a readable time comes last.
func SortNewestFirst(backups []Backup) {
	slices.SortStableFunc(backups, func(a, b Backup) int {
		createdA, _ := a.CreatedTime()
		createdB, _ := b.CreatedTime()
		return cmp.Or(createdB.Compare(createdA), cmp.Compare(b.id(), a.id()))
	})
}

// CreatedTime returns the parsed created_at. It is false if created_at is null or no RFC 3339 timestamp.
func (b Backup) CreatedTime() (t time.Time, ok bool) {
	if b.CreatedAt == nil {
		return time.Time{}, false
	}
	// RFC 3339 allows lower-case separators, which time.Parse does not.
	t, err := time.Parse(time.RFC3339, strings.ToUpper(*b.CreatedAt))
	return t, err == nil
}

func (b Backup) id() int64 {
	if b.ID == nil {
		return 0
	}
	return *b.ID
}
