package digitalocean

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// keyed is an item of a list that is a JSON object, and takes its key in that object.
type keyed interface{ setKey(key string) }

// decodeList decodes the list with the given name, and the pagination, of a response body. It decodes one item at a time:
// encoding/json would decode any number of items, merge those of a member that appears twice, and drop one of two items with the
// same key. The items are nil if the list is missing or null.
func decodeList[T any](body []byte, name string) (items []*T, announced pagination, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	_, err = decodeContainer(decoder, '{', func(member string) error {
		switch member {
		case name:
			return decodeItems(decoder, &items)
		case "links":
			return decoder.Decode(&announced.Links)
		case "meta":
			return decoder.Decode(&announced.Meta)
		}
		return decoder.Decode(new(json.RawMessage))
	})
	if _, end := decoder.Token(); err != nil || end != io.EOF {
		// A body that is not valid JSON is reported as such, even if a value of the wrong type precedes the invalid part.
		if invalid := json.Unmarshal(body, new(json.RawMessage)); invalid != nil {
			err = invalid
		}
	}
	return items, announced, asUnexpected(err)
}

// decodeItems appends the items of an array, or of an object if they are keyed, up to maxItems.
func decodeItems[T any](decoder *json.Decoder, items *[]*T) error {
	delim := json.Delim('[')
	if _, ok := any(new(T)).(keyed); ok {
		delim = '{'
	}
	found, err := decodeContainer(decoder, delim, func(key string) error {
		var item *T
		if err := decoder.Decode(&item); err != nil {
			return err
		}
		if item, ok := any(item).(keyed); ok && !reflect.ValueOf(item).IsNil() {
			item.setKey(key)
		}
		if *items = append(*items, item); len(*items) > maxItems {
			return &unexpectedResponseError{detail: fmt.Sprintf("a page has more than %d items", maxItems)}
		}
		return nil
	})
	if found && *items == nil {
		*items = []*T{}
	}
	return err
}

// decodeContainer calls decode for the value of each member of an object, or for each element of an array with its index. It
// reports false if there is null instead.
func decodeContainer(decoder *json.Decoder, delim json.Delim, decode func(key string) error) (found bool, err error) {
	start, err := decoder.Token()
	switch {
	case err != nil, start == nil:
		return false, err
	case start != delim:
		return false, typeMismatch(start, delim)
	}
	for i := 0; decoder.More(); i++ {
		key := strconv.Itoa(i)
		if delim == '{' {
			token, err := decoder.Token()
			if err != nil {
				return true, err
			}
			key, _ = token.(string)
		}
		if err := decode(key); err != nil {
			if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
				mismatch.Field = strings.TrimSuffix(key+"."+mismatch.Field, ".")
			}
			return true, err
		}
	}
	_, err = decoder.Token()
	return true, err
}

// typeMismatch returns the error of encoding/json for a value that starts with a token, where want starts an object or an array.
func typeMismatch(token json.Token, want json.Delim) error {
	found := map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "bool", reflect.Float64: "number"}[reflect.TypeOf(token).Kind()]
	switch token {
	case json.Delim('{'):
		found = "object"
	case json.Delim('['):
		found = "array"
	}
	mismatch := &json.UnmarshalTypeError{Value: found, Type: reflect.TypeFor[map[string]any]()}
	if want == '[' {
		mismatch.Type = reflect.TypeFor[[]any]()
	}
	return mismatch
}
