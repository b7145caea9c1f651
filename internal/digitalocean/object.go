package digitalocean

import (
	"context"
	"encoding/json"
	"fmt"
)

// getObject reads a response without pages into resp, and then checks it.
func (c *Client) getObject(ctx context.Context, path string, resp any, check func() error) error {
	return c.send(ctx, request{path: path, decode: func(body []byte) error {
		if err := asUnexpected(json.Unmarshal(body, resp)); err != nil {
			return err
		}
		return check()
	}})
}

// requireID returns an error if an object is missing or has another ID than the one requested.
func requireID[T any](name string, object *T, id func(*T) *Int64, want int64) error {
	if object == nil {
		return &unexpectedResponseError{detail: fmt.Sprintf("%q is missing", name)}
	}
	if got := id(object); got != nil && int64(*got) != want {
		return &unexpectedResponseError{detail: fmt.Sprintf("%q has the ID %d, want %d", name, *got, want)}
	}
	return nil
}
