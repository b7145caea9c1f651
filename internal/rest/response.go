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
	status int // 0 if there was no response, or only a part of one
	header http.Header
	body   []byte
}

// compression explains a body that is still compressed: the request did not ask for it, or the response does not name it. It is empty
// if the body is not compressed.
func (r response) compression() string {
	encoding := r.header.Get("Content-Encoding")
	if encoding == "" && !bytes.HasPrefix(r.body, []byte("\x1f\x8b")) {
		return ""
	}
	return "the response is compressed (" + cmp.Or(encoding, "gzip") + "), but the request did not ask for that"
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
	if value == nil {
		return ""
	}
	if text, ok := value.(string); ok {
		return text
	}
	text, _ := json.Marshal(value)
	return string(text)
}
