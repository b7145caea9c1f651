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

// unmarshal is json.Unmarshal with an *unexpectedResponseError for a value of the wrong type.
func unmarshal(body []byte, value any) error {
	err := json.Unmarshal(body, value)
	mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	field := "the response body"
	if mismatch.Field != "" {
		field = strconv.Quote(strings.TrimPrefix(mismatch.Field, "pagination.")) // the name of a Go type
	}
	return &unexpectedResponseError{detail: fmt.Sprintf("%s is %s, want %s", field, jsonType(mismatch.Value), wantedType(mismatch.Type))}
}

// jsonType returns what encoding/json found, with an article; for a number, that is the number itself.
func jsonType(found string) string {
	switch found {
	case "array", "object":
		return "an " + found
	case "bool":
		return "a boolean"
	}
	if number, ok := strings.CutPrefix(found, "number "); ok {
		return fmt.Sprintf("%.40s", number)
	}
	return "a " + found
}

func wantedType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int64:
		return "an integer of 64 bits"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "an array"
	}
	return "an object"
}

// array decodes a JSON array one item at a time. encoding/json alone would decode any number of items, and merge those of a
// member that appears twice.
type array[T any] []*T

func (a *array[T]) UnmarshalJSON(data []byte) error {
	return decodeItems(data, '[', (*[]*T)(a), nil)
}

// policyMap decodes a JSON object of policies in the same way: in a Go map, the second of two equal keys would replace the first.
type policyMap []*Policy

func (m *policyMap) UnmarshalJSON(data []byte) error {
	return decodeItems(data, '{', (*[]*Policy)(m), func(policy *Policy, key string) { policy.Key = key })
}

// decodeItems appends the items of an array, or of an object with their keys, up to maxItems.
func decodeItems[T any](data []byte, delim json.Delim, items *[]*T, setKey func(*T, string)) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	switch start, err := decoder.Token(); {
	case err != nil:
		return err
	case start == nil: // null, which json.Unmarshaler ignores by convention
		return nil
	case start != delim && setKey == nil:
		return json.Unmarshal(data, new([]any)) // for its error
	case start != delim:
		return json.Unmarshal(data, new(map[string]any))
	}
	if *items == nil {
		*items = []*T{}
	}
	for decoder.More() {
		key := strconv.Itoa(len(*items))
		if setKey != nil {
			token, _ := decoder.Token() // cannot fail: encoding/json passes only valid JSON
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
			return &unexpectedResponseError{detail: fmt.Sprintf("a page has more than %d items", maxItems)}
		}
	}
	return nil
}
