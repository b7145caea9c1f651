package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
)

// hideAttributes returns an API that omits attributes in the responses of another, as for a token without their scope.
func hideAttributes(api http.Handler, attributes ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		api.ServeHTTP(recorder, r)
		var body any
		if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
			panic(err)
		}
		deleteAttributes(body, attributes)
		w.WriteHeader(recorder.Code)
		_ = json.NewEncoder(w).Encode(body)
	})
}

// deleteAttributes deletes attributes from all objects in a JSON value.
func deleteAttributes(value any, attributes []string) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			deleteAttributes(element, attributes)
		}
	case map[string]any:
		for _, attribute := range attributes {
			delete(value, attribute)
		}
		for _, element := range value {
			deleteAttributes(element, attributes)
		}
	}
}
