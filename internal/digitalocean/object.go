package digitalocean

import (
	"context"
	"fmt"
)

// identified is an object with an ID, which is nil if the API omitted it.
type identified interface{ id() *Integer }

// getObject returns the object with the given name in the response for a path. It fails if the object has another ID than the one
// requested.
func getObject[T identified](ctx context.Context, c *Client, path, name string, wantID Integer) (object T, err error) {
	err = c.Get(ctx, path, nil, func(body []byte) error {
		m, err := decodeMembers(body)
		if err != nil {
			return err
		}
		decoded, err := decodeMember[*T](m, name)
		switch {
		case err != nil:
			return err
		case decoded == nil:
			return fmt.Errorf("%q is missing", name)
		}
		if id := (*decoded).id(); id != nil && *id != wantID {
			return fmt.Errorf("%q has the ID %d, want %d", name, *id, wantID)
		}
		object = *decoded
		return nil
	})
	return object, err
}
