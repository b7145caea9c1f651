package digitalocean

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// members are the members of a JSON object that have not been decoded yet.
type members map[string]json.RawMessage

// decodeMembers returns the members of a response body.
func decodeMembers(body []byte) (members, error) {
	return unmarshal[members]("", bytes.TrimSpace(body))
}

// decodeMember returns the value of a member, which is the zero value if the member is missing or null.
func decodeMember[T any](m members, name string) (value T, err error) {
	if data, ok := m[name]; ok {
		return unmarshal[T](name, data)
	}
	return value, nil
}

// decodeArray returns the elements of a member that is an array. It fails if the array or one of its elements is missing or null.
func decodeArray[T any](m members, name string) ([]T, error) {
	elements, err := decodeMember[[]*T](m, name)
	switch {
	case err != nil:
		return nil, err
	case elements == nil:
		return nil, fmt.Errorf("%q is missing", name)
	}
	values := make([]T, len(elements))
	for i, element := range elements {
		if element == nil {
			return nil, fmt.Errorf("an item of %q is null", name)
		}
		values[i] = *element
	}
	return values, nil
}

// unmarshal decodes data, which is the value at a path in the response body. It returns a *json.SyntaxError if data is not JSON.
func unmarshal[T any](path string, data []byte) (value T, err error) {
	err = json.Unmarshal(data, &value)
	if _, isSyntaxError := errors.AsType[*json.SyntaxError](err); err == nil || isSyntaxError {
		return value, err
	}
	return value, mismatch(path, data, func(data []byte) bool { return json.Unmarshal(data, new(T)) != nil })
}

// mismatch returns an error that names the path to the first value of the wrong type in data, such as "backups.3.id". The function
// fails reports whether other data in its place cannot be decoded. encoding/json also reports a path, but it depends on the version of Go.
func mismatch(path string, data []byte, fails func([]byte) bool) error {
	var object map[string]json.RawMessage
	var array []json.RawMessage
	switch {
	case json.Unmarshal(data, &object) == nil && !fails([]byte("{}")):
		for _, name := range slices.Sorted(maps.Keys(object)) {
			failsAsMember := func(data []byte) bool {
				wrapped, _ := json.Marshal(map[string]json.RawMessage{name: data})
				return fails(wrapped)
			}
			if failsAsMember(object[name]) {
				return mismatch(joinPath(path, name), object[name], failsAsMember)
			}
		}
	case json.Unmarshal(data, &array) == nil && !fails([]byte("[]")):
		for i, element := range array {
			failsAsElement := func(data []byte) bool { return fails(slices.Concat([]byte("["), data, []byte("]"))) }
			if failsAsElement(element) {
				return mismatch(joinPath(path, strconv.Itoa(i)), element, failsAsElement)
			}
		}
	}
	if path == "" {
		return fmt.Errorf("the response body is %s, want an object", describe(data))
	}
	return fmt.Errorf("%q has the wrong type: it is %s", path, describe(data))
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// describe returns what a JSON value is; for a number, that is the number itself.
func describe(data []byte) string {
	switch data[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	}
	return fmt.Sprintf("%.40s", data)
}
