// Package digitalocean reads Droplets, their backups and snapshots, images and backup policies from the DigitalOcean API. A [List] is
// complete, or an error says what was inconsistent. The package does not know Terraform, and leaves retries, rate limits and errors of
// single requests to package rest.
package digitalocean

import (
	"context"
	"fmt"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// Client reads the API. It is safe for concurrent use.
type Client struct{ *rest.Client }

// New returns a Client. It sends nothing.
func New(config rest.Config) *Client { return &Client{rest.New(config)} }

// getObject returns the value of the member with the given name in the response for a path.
func getObject[T any](ctx context.Context, c *Client, path, name string) (object T, err error) {
	err = c.Get(ctx, path, nil, func(body []byte) error {
		m, err := decode[members]("", body)
		if err != nil {
			return err
		}
		decoded, err := decodeMember[*T](m, name)
		if err == nil && decoded == nil {
			err = fmt.Errorf("%q is missing", name)
		}
		if err == nil {
			object = *decoded
		}
		return err
	})
	return object, err
}
