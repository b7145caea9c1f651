package digitalocean

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// unmarshal is json.Unmarshal with a *shapeError in the words of JSON.
func unmarshal(body []byte, value any) error {
	err := json.Unmarshal(body, value)
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := "the whole"
		if mismatch.Field != "" {
			field = strconv.Quote(strings.TrimPrefix(mismatch.Field, "pagination.")) // a Go name, not one of JSON
		}
		what := fmt.Sprintf("%s is of the type %s", field, mismatch.Value)
		if mismatch.Type != nil && mismatch.Type.Kind() == reflect.Int64 {
			what += ", not a whole number of 64 bits"
		}
		return &shapeError{what: what}
	}
	return err
}

// array decodes a JSON array item by item. encoding/json would make values of however many there are, and put what the
// same name brings a second time over the first.
type array[T any] []*T

func (a *array[T]) UnmarshalJSON(text []byte) error {
	return decodeItems(text, '[', (*[]*T)(a), nil)
}

// policies decodes a JSON object of policies in the same way: in a Go map, a key that comes twice would hide the first.
type policies []*Policy

func (p *policies) UnmarshalJSON(text []byte) error {
	return decodeItems(text, '{', (*[]*Policy)(p), func(policy *Policy, key string) { policy.Key = key })
}

// decodeItems appends the items of an array or of an object, with their keys, and no more than a list may have.
func decodeItems[T any](text []byte, opening json.Delim, items *[]*T, setKey func(*T, string)) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	switch start, err := decoder.Token(); {
	case err != nil:
		return err
	case start == nil: // null, by the convention of json.Unmarshaler
		return nil
	case start != opening:
		return &json.UnmarshalTypeError{Value: kind(text[0])}
	}
	if *items == nil {
		*items = []*T{}
	}
	for decoder.More() {
		key := strconv.Itoa(len(*items))
		if setKey != nil {
			token, _ := decoder.Token() // the text is valid JSON already
			key, _ = token.(string)
		}
		var item *T
		if err := decoder.Decode(&item); err != nil {
			if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
				mismatch.Field = strings.TrimSuffix(key+"."+mismatch.Field, ".")
			}
			return err
		}
		if setKey != nil && item != nil {
			setKey(item, key)
		}
		if *items = append(*items, item); len(*items) > maxItems {
			return &shapeError{what: fmt.Sprintf("a page has more than %d items", maxItems)}
		}
	}
	return nil
}

// kind names the type of a JSON value as encoding/json does.
func kind(first byte) string {
	switch first {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	}
	return "number"
}
