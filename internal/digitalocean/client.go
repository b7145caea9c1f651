// Package digitalocean reads Droplets, their backups and snapshots, images and backup policies from the DigitalOcean API. A list is
// complete, or an error says what was inconsistent. It does not know Terraform, and leaves retries, rate limits and errors of single
// requests to package rest.
package digitalocean

import "github.com/droplet-backups/terraform-provider-droplet/internal/rest"

// Client reads the API. It is safe for concurrent use.
type Client struct{ *rest.Client }

// New returns a Client. It sends nothing.
func New(config rest.Config) *Client { return &Client{rest.New(config)} }
