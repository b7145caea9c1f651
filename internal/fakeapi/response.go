package fakeapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// item returns a handler that writes an item, which the API calls by the given name.
func item(name string, value any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, map[string]any{name: value}) }
}

// list returns a handler that writes the requested page of a list.
func list[S ~[]T, T any](name string, items S) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query, total := r.URL.Query(), len(items)
		page, pageErr := strconv.Atoi(cmp.Or(query.Get("page"), "1"))
		size, sizeErr := strconv.Atoi(cmp.Or(query.Get("per_page"), "20"))
		if pageErr != nil || sizeErr != nil || page < 1 || size < 1 || size > 200 {
			WriteError(w, http.StatusUnprocessableEntity, "unprocessable_entity", "page or per_page is out of range.")
			return
		}
		link := func(page int) string {
			query.Set("page", strconv.Itoa(page))
			return fmt.Sprintf("https://api.digitalocean.com%s?%s", r.URL.Path, query.Encode())
		}
		links := map[string]string{}
		if page > 1 {
			links["first"], links["prev"] = link(1), link(page-1)
		}
		if last := (total + size - 1) / size; page < last {
			links["next"], links["last"] = link(page+1), link(last)
		}
		writeJSON(w, http.StatusOK, map[string]any{
			name:    append(S{}, items[min((page-1)*size, total):min(page*size, total)]...),
			"links": map[string]any{"pages": links},
			"meta":  map[string]int{"total": total},
		})
	}
}

// WriteError writes an error response as the API documents it.
func WriteError(w http.ResponseWriter, status int, id, message string) {
	writeJSON(w, status, map[string]string{"id": id, "message": message, "request_id": w.Header().Get("X-Request-Id")})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails only if the client disconnects
}
