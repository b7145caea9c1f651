package fakeapi

import (
	"fmt"
	"net/http"
	"strconv"
)

type pagination struct {
	Links links `json:"links"`
	Meta  meta  `json:"meta"`
}

type links struct {
	Pages map[string]string `json:"pages,omitempty"`
}

type meta struct {
	Total int `json:"total"`
}

// window is a page's part of a list.
type window struct {
	from, to   int
	pagination pagination
}

// page works out what part of total items a request asks for. A page after the last is empty. It answers a request with
// a page or a size out of range itself.
func (a *API) page(w http.ResponseWriter, r *http.Request, total int) (window, bool) {
	number, badPage := queryNumber(r, "page", 1)
	size, badSize := queryNumber(r, "per_page", 20)
	if badPage != nil || badSize != nil || number < 1 || size < 1 || size > 200 {
		Fail(w, http.StatusUnprocessableEntity, "unprocessable_entity", "page or per_page is out of range.")
		return window{}, false
	}
	if a.PageCap > 0 {
		size = min(size, a.PageCap)
	}
	last := (total + size - 1) / size
	pages := map[string]string{}
	link := func(name string, to int) {
		pages[name] = fmt.Sprintf("https://api.digitalocean.com%s?page=%d&per_page=%d", r.URL.Path, to, size)
	}
	if number > 1 {
		link("first", 1)
		link("prev", number-1)
	}
	if number < last {
		link("next", number+1)
		link("last", last)
	}
	return window{
		from:       min((number-1)*size, total),
		to:         min(number*size, total),
		pagination: pagination{Links: links{Pages: pages}, Meta: meta{Total: total}},
	}, true
}

func queryNumber(r *http.Request, name string, missing int) (int, error) {
	if !r.URL.Query().Has(name) {
		return missing, nil
	}
	return strconv.Atoi(r.URL.Query().Get(name))
}
