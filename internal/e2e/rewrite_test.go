package e2e_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
)

// rewriteObjects returns an API that changes each object in the responses of another.
func rewriteObjects(api http.Handler, change func(object map[string]any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		api.ServeHTTP(recorder, r)
		var body any
		if err := json.Unmarshal(recorder.Body.Bytes(), &body); err != nil {
			panic(err)
		}
		changeObjects(body, change)
		w.WriteHeader(recorder.Code)
		_ = json.NewEncoder(w).Encode(body)
	})
}

func changeObjects(value any, change func(object map[string]any)) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			changeObjects(element, change)
		}
	case map[string]any:
		change(value)
		for _, element := range value {
			changeObjects(element, change)
		}
	}
}

// hideAttributes returns an API that omits attributes in the responses of another, as for a token without their scope.
func hideAttributes(api http.Handler, attributes ...string) http.Handler {
	return rewriteObjects(api, func(object map[string]any) {
		for _, attribute := range attributes {
			delete(object, attribute)
		}
	})
}
