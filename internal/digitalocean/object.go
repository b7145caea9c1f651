package digitalocean

import (
	"context"
	"fmt"
)

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
