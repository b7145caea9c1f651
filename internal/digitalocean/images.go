package digitalocean

import (
	"context"
	"fmt"
	"net/url"
)

// Image is an image of any type. Those of Droplets have the fields of a backup.
type Image struct {
	Backup
	Status *string `json:"status"` // "new", "available", "pending", "deleted" or "retired"
}

// Images returns private images of the account, such as backups, snapshots and custom images, without their status. It reads each page
// once. The list may miss an image or have it twice, because images can move from page to page in the meantime. Pages after maxPages are
// not read; without a total, only page 1 is.
func (c *Client) Images(ctx context.Context) ([]Backup, error) {
	l := listOperation[Backup]{c, "/v2/images", url.Values{"private": {"true"}}, "images", decodeMember[[]*Backup]}
	first, err := l.fetch(ctx, 1)
	if err != nil {
		return nil, err
	}
	others, err := l.fetchPages(ctx, numbers(2, min(first.pageCount(), maxPages))...)
	if err != nil {
		return nil, err
	}
	return allItems(append([]page[Backup]{first}, others...)), nil
}

// ImagesRequests returns how many requests Images takes for n images.
func ImagesRequests(n int) int { return pagesOf(n) }

// Image reads one image of any type.
func (c *Client) Image(ctx context.Context, id Integer) (Image, error) {
	return getObject[Image](ctx, c, fmt.Sprintf("/v2/images/%d", id), "image")
}
