package digitalocean_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// rewriteFunc changes the body of a response.
type rewriteFunc func(r *http.Request, body map[string]json.RawMessage)

// combine makes several changes.
func combine(changes ...rewriteFunc) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		for _, change := range changes {
			change(r, body)
		}
	}
}

// onPage makes a change to one page.
func onPage(number int, change rewriteFunc) rewriteFunc {
	return onPages(number, number, change)
}

// onPages makes a change to the pages from first to last.
func onPages(first, last int, change rewriteFunc) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		if number := pageOf(r); first <= number && number <= last {
			change(r, body)
		}
	}
}

// set sets a member of a response.
func set(name, value string) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) { body[name] = json.RawMessage(value) }
}

func setTotal(total int64) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) { setJSON(body, "meta", `{"total":%d}`, total) }
}

// remove removes members of a response.
func remove(names ...string) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) {
		for _, name := range names {
			delete(body, name)
		}
	}
}

// replaceInLinks replaces a text in the links of a response.
func replaceInLinks(from, to string) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) {
		body["links"] = bytes.ReplaceAll(body["links"], []byte(from), []byte(to))
	}
}

// linkTo links to a page at a distance from the requested one.
func linkTo(distance int) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		setJSON(body, "links", `{"pages":{"next":%q}}`, pageLink(r, pageOf(r)+distance))
	}
}

// truncate removes all but the first n items of a response.
func truncate(n int) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) {
		for _, list := range lists {
			var items []json.RawMessage
			var policies map[string]json.RawMessage
			switch {
			case json.Unmarshal(body[list.name], &items) == nil:
				body[list.name], _ = json.Marshal(items[:min(n, len(items))])
			case json.Unmarshal(body[list.name], &policies) == nil:
				for _, key := range slices.Sorted(maps.Keys(policies))[min(n, len(policies)):] {
					delete(policies, key)
				}
				body[list.name], _ = json.Marshal(policies)
			}
		}
	}
}

// lastLink replaces the links of a response by one to the last page.
func lastLink(number int) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		setJSON(body, "links", `{"pages":{"last":%q}}`, pageLink(r, number))
	}
}
