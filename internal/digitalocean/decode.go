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

// members are the members of a response body that have not been decoded yet.
type members map[string]json.RawMessage

// decodeMember returns the value of a member, which is the zero value if the member is missing or null.
func decodeMember[T any](m members, name string) (value T, err error) {
	if data, ok := m[name]; ok {
		return decode[T](name, data)
	}
	return value, nil
}

// decode returns the value at a path in a response body; the path of the body itself is empty. It returns a *json.SyntaxError if data is
// not JSON.
func decode[T any](path string, data []byte) (value T, err error) {
	err = json.Unmarshal(data, &value)
	if _, isSyntaxError := errors.AsType[*json.SyntaxError](err); err == nil || isSyntaxError {
		return value, err
	}
	var generic any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	_ = decoder.Decode(&generic) // cannot fail: data is JSON
	return value, mismatch(path, generic, func(other any) bool {
		data, _ := json.Marshal(other)
		return json.Unmarshal(data, new(T)) != nil
	})
}

// mismatch returns an error that names the path to the first part of value that has the wrong type, such as "backups.3.id". A call
// of fails(x) reports whether decoding fails with x in the place of value: if it succeeds with {} but fails with {"id": "x"}, the member id
// is wrong; arrays likewise. encoding/json also reports a path, but it depends on the version of Go.
func mismatch(path string, value any, fails func(any) bool) error {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			memberFails := func(other any) bool { return fails(map[string]any{name: other}) }
			if !fails(map[string]any{}) && memberFails(value[name]) {
				return mismatch(path+"."+name, value[name], memberFails)
			}
		}
	case []any:
		for i, element := range value {
			elementFails := func(other any) bool { return fails([]any{other}) }
			if !fails([]any{}) && elementFails(element) {
				return mismatch(path+"."+strconv.Itoa(i), element, elementFails)
			}
		}
	}
	text, _ := json.Marshal(value)
	if path == "" { // the body is decoded as members, which accepts any object
		return fmt.Errorf("the response body is not an object: %.40s", text)
	}
	return fmt.Errorf("%q has the wrong type: %.40s", path, text)
}
