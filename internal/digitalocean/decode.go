package digitalocean

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// asUnexpected replaces a *json.UnmarshalTypeError for a field of the response body, or for the whole body.
func asUnexpected(err error) error {
	mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	field := "the response body"
	if mismatch.Field != "" {
		field = strconv.Quote(mismatch.Field)
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
