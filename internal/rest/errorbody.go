package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// errorBody is the body of an error response.
type errorBody struct {
	message, requestID string // not sanitized
	isAPIError         bool   // whether the body is from the API, rather than from a proxy, a firewall or a login page
}

// parseErrorBody reads the API's errors: {"id": "not_found", "message": "…", "request_id": "…"}. Any other body becomes the message.
func parseErrorBody(body []byte) errorBody {
	var documented struct {
		ID        string          `json:"id"`
		Message   json.RawMessage `json:"message"` // a string, but users have reported an object
		RequestID json.RawMessage `json:"request_id"`
	}
	if !json.Valid(body) {
		text := string(body)
		// The API has also sent this error as plain text.
		return errorBody{message: text, isAPIError: strings.Contains(text, "Unable to authenticate you")}
	}
	if json.Unmarshal(body, &documented) != nil || documented.Message == nil {
		return errorBody{message: jsonText(body)}
	}
	return errorBody{
		message: jsonText(documented.Message), requestID: jsonText(documented.RequestID), isAPIError: documented.ID != "",
	}
}

// jsonText returns the keys and values of valid JSON without its escapes, which could hide the token.
func jsonText(data []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var text []string
	for {
		token, err := decoder.Token()
		if err != nil {
			return strings.Join(text, " ")
		}
		if _, isDelim := token.(json.Delim); !isDelim && token != nil {
			text = append(text, fmt.Sprint(token))
		}
	}
}
