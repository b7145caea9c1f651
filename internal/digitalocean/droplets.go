package digitalocean

import (
	"context"
	"fmt"
	"net/url"
)

// Droplet has those fields of a Droplet that say how it is protected, and those that describe it. A field that the API omits or returns as
// null is nil.
type Droplet struct {
	ID          *Integer  `json:"id"`
	Name        *string   `json:"name"`
	Region      Region    `json:"region"`       // needs the scope regions:read
	SizeSlug    *string   `json:"size_slug"`    // needs the scope sizes:read
	Status      *string   `json:"status"`       // "new", "active", "off" or "archive"
	CreatedAt   *string   `json:"created_at"`   // RFC 3339, as the API returned it
	Tags        []*string `json:"tags"`         // needs the scope tag:read
	VolumeIDs   []*string `json:"volume_ids"`   // needs the scope block_storage:read
	BackupIDs   []Integer `json:"backup_ids"`   // needs the scope image:read
	SnapshotIDs []Integer `json:"snapshot_ids"` // needs the scope image:read
}

// Region is the region of a Droplet. If the API omits it, Slug is nil.
type Region struct {
	Slug *string `json:"slug"`
}

func (d Droplet) key() string { return d.ID.key() }

// Droplets lists the Droplets of the account, without GPU Droplets.
func (c *Client) Droplets(ctx context.Context) (List[Droplet], error) {
	return listOperation[Droplet]{c, "/v2/droplets", nil, "droplets", decodeMember[[]*Droplet]}.read(ctx)
}

// GPUDroplets lists the GPU Droplets of the account.
func (c *Client) GPUDroplets(ctx context.Context) (List[Droplet], error) {
	return listOperation[Droplet]{c, "/v2/droplets", url.Values{"type": {"gpus"}}, "droplets", decodeMember[[]*Droplet]}.read(ctx)
}

// Droplet reads one Droplet, with or without a GPU.
func (c *Client) Droplet(ctx context.Context, id Integer) (Droplet, error) {
	return getObject[Droplet](ctx, c, fmt.Sprintf("/v2/droplets/%d", id), "droplet")
}
