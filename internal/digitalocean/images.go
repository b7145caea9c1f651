package digitalocean

import (
	"context"
	"fmt"
	"net/url"
)

// Images lists the private images of the account: backups, snapshots and custom images, in the API's order.
func (c *Client) Images(ctx context.Context) (Listing[Backup], error) {
	return listAll[Backup](ctx, c, "/v2/images", "images", url.Values{"private": {"true"}})
}

// Image reads one image of any type.
func (c *Client) Image(ctx context.Context, id int64) (Backup, error) {
	var resp struct {
		Image *Backup `json:"image"`
	}
	err := c.getObject(ctx, fmt.Sprintf("/v2/images/%d", id), &resp, func() error {
		return requireID("image", resp.Image, func(image *Backup) *Int64 { return image.ID }, id)
	})
	if err != nil {
		return Backup{}, err
	}
	return *resp.Image, nil
}
