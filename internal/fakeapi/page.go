package fakeapi

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
)

// writePage writes the requested page of a list of total items. The function items returns those in the range [from, to).
func writePage(w http.ResponseWriter, r *http.Request, name string, total int, items func(from, to int) any) {
	query := r.URL.Query()
	page, pageErr := strconv.Atoi(cmp.Or(query.Get("page"), "1"))
	size, sizeErr := strconv.Atoi(cmp.Or(query.Get("per_page"), "20"))
	if pageErr != nil || sizeErr != nil || page < 1 || size < 1 || size > 200 {
		WriteError(w, http.StatusUnprocessableEntity, "unprocessable_entity", "page or per_page is out of range.")
		return
	}
	last := (total + size - 1) / size
	links := map[string]string{}
	addLink := func(relation string, page int) {
		query.Set("page", strconv.Itoa(page))
		links[relation] = fmt.Sprintf("https://api.digitalocean.com%s?%s", r.URL.Path, query.Encode())
	}
	if page > 1 {
		addLink("first", 1)
		addLink("prev", page-1)
	}
	if page < last {
		addLink("next", page+1)
		addLink("last", last)
	}
	writeJSON(w, http.StatusOK, map[string]any{
		name:    items(min((page-1)*size, total), min(page*size, total)),
		"links": map[string]any{"pages": links},
		"meta":  map[string]int{"total": total},
	})
}
