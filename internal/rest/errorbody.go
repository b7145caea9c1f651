package rest

import (
	"encoding/json"
	"strings"
)

// errorBody is the body of an error response.
type errorBody struct {
	message, requestID string // not sanitized
	isAPIError         bool   // whether the body is from the API, rather than from a proxy, a firewall or a login page
}

// parseErrorBody reads the API's errors: {"id": "not_found", "message": "…", "request_id": "…"}. Any other body becomes the message.
func parseErrorBody(body []byte) errorBody {
	var value any
	if json.Unmarshal(body, &value) != nil {
		// The API has also sent this error as plain text.
		return errorBody{message: string(body), isAPIError: strings.Contains(string(body), "Unable to authenticate you")}
	}
	fields, _ := value.(map[string]any)
	if fields["message"] == nil {
		return errorBody{message: plain(value)}
	}
	return errorBody{message: plain(fields["message"]), requestID: plain(fields["request_id"]), isAPIError: fields["id"] != nil}
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
