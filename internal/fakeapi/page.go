package fakeapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// writePage writes the requested page of a list of total items. The function items returns those at the positions from up to,
// but not including, to.
func (a *API) writePage(w http.ResponseWriter, r *http.Request, name string, total int, items func(from, to int) any) {
	query := r.URL.Query()
	page, size := intParameter(query, "page", 1), intParameter(query, "per_page", 20)
	if page < 1 || size < 1 || size > 200 {
		WriteError(w, http.StatusUnprocessableEntity, "unprocessable_entity", "page or per_page is out of range.")
		return
	}
	if a.PageCap > 0 {
		size = min(size, a.PageCap)
	}
	last := (total + size - 1) / size
	links := map[string]string{}
	addLink := func(name string, page int) {
		query.Set("page", strconv.Itoa(page))
		links[name] = fmt.Sprintf("https://api.digitalocean.com%s?%s", r.URL.Path, query.Encode())
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

// intParameter returns a parameter of a query, or 0 if it is not an integer.
func intParameter(query url.Values, name string, fallback int) int {
	if !query.Has(name) {
		return fallback
	}
	value, _ := strconv.Atoi(query.Get(name))
	return value
}
