package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
)

// response is the result of one attempt.
type response struct {
	status int // 0 if there was no response, or only a part of a 200 response
	header http.Header
	body   []byte
}

// compression explains a body that is still compressed. It is empty if the body is not compressed.
func (r response) compression() string {
	if encoding := r.header.Get("Content-Encoding"); encoding != "" {
		return "the response is compressed (" + encoding + "), but the request did not ask for that"
	}
	if bytes.HasPrefix(r.body, []byte("\x1f\x8b")) {
		return "the response is compressed (gzip), but its Content-Encoding does not say so"
	}
	return ""
}

// parseErrorBody reads the message and the request ID in the API's errors: {"id": "not_found", "message": "…", "request_id": "…"}. Any
// other body becomes the message, and is not an error of the API, but of a proxy, a firewall or a login page.
func parseErrorBody(resp response) (e Error, isAPIError bool) {
	var value any
	if json.Unmarshal(resp.body, &value) != nil {
		text := cmp.Or(resp.compression(), string(resp.body))
		// The API has also sent this error as plain text.
		return Error{Message: text}, strings.Contains(text, "Unable to authenticate you")
	}
	fields, _ := value.(map[string]any)
	if fields["message"] == nil {
		return Error{Message: plain(value)}, false
	}
	return Error{Message: plain(fields["message"]), RequestID: plain(fields["request_id"])}, fields["id"] != nil
}

// plain returns a JSON value without needless escapes, which could hide the token. A message is usually a string, but users have
// reported an object.
func plain(value any) string {
	if text, ok := value.(string); ok || value == nil {
		return text
	}
	text, _ := json.Marshal(value)
	return string(text)
}
