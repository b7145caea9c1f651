package digitalocean

import (
	"context"
	"fmt"
	"net/url"
)

// Droplet is what decides and describes the protection of a Droplet. A field that the API omits or returns as null is nil.
type Droplet struct {
	ID        *Int64    `json:"id"`
	Name      *string   `json:"name"`
	Region    *Region   `json:"region"`
	SizeSlug  *string   `json:"size_slug"`
	Status    *string   `json:"status"`     // "new", "active", "off" or "archive"
	CreatedAt *string   `json:"created_at"` // RFC 3339, as the API returned it
	Tags      []*string `json:"tags"`       // needs the scope tag:read
	VolumeIDs []*string `json:"volume_ids"`
	BackupIDs []*Int64  `json:"backup_ids"` // needs the scope image:read
}

// Region is the region of a Droplet.
type Region struct {
	Slug *string `json:"slug"`
}

func (d Droplet) key() (string, bool) { return idKey(d.ID) }

// Droplets lists the Droplets of the account, without GPU Droplets.
func (c *Client) Droplets(ctx context.Context) (Listing[Droplet], error) {
	return c.listDroplets(ctx, nil)
}

// GPUDroplets lists the GPU Droplets of the account.
func (c *Client) GPUDroplets(ctx context.Context) (Listing[Droplet], error) {
	return c.listDroplets(ctx, url.Values{"type": {"gpus"}})
}

func (c *Client) listDroplets(ctx context.Context, query url.Values) (Listing[Droplet], error) {
	return listAll[Droplet](ctx, c, "/v2/droplets", "droplets", query)
}

// Droplet reads one Droplet, with or without a GPU.
func (c *Client) Droplet(ctx context.Context, id int64) (Droplet, error) {
	var resp struct {
		Droplet *Droplet `json:"droplet"`
	}
	err := c.getObject(ctx, fmt.Sprintf("/v2/droplets/%d", id), &resp, func() error {
		return requireID("droplet", resp.Droplet, func(droplet *Droplet) *Int64 { return droplet.ID }, id)
	})
	if err != nil {
		return Droplet{}, err
	}
	return *resp.Droplet, nil
}
