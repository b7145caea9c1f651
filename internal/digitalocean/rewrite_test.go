package digitalocean_test

import (
	"bytes"
	"encoding/json"
	"net/http"
)

type rewriteFunc func(r *http.Request, body map[string]json.RawMessage)

// remove returns a function that removes members of a response.
func remove(names ...string) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) {
		for _, name := range names {
			delete(body, name)
		}
	}
}

func setTotal(total int) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) { setJSON(body, "meta", `{"total":%d}`, total) }
}

// linkTo links to a page at a distance from the requested one.
func linkTo(distance int) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		setJSON(body, "links", `{"pages":{"next":%q}}`, pageLink(r, pageOf(r)+distance))
	}
}

func linkToImages(_ *http.Request, body map[string]json.RawMessage) {
	setJSON(body, "links", `{"pages":{"next":"https://api.digitalocean.com/v2/other?page=2","last":"https://api.digitalocean.com/v2/other?page=2"}}`)
}

// onPage applies a change to one page.
func onPage(number int, change rewriteFunc) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		if pageOf(r) == number {
			change(r, body)
		}
	}
}

func both(changes ...rewriteFunc) rewriteFunc {
	return func(r *http.Request, body map[string]json.RawMessage) {
		for _, change := range changes {
			change(r, body)
		}
	}
}

// empty removes the items of a response.
func empty(_ *http.Request, body map[string]json.RawMessage) {
	truncate(0)(nil, body)
}

// truncate removes all but the first n items of a response.
func truncate(n int) rewriteFunc {
	return func(_ *http.Request, body map[string]json.RawMessage) {
		for _, list := range lists {
			items, ok := body[list.name]
			if !ok {
				continue
			}
			separator := []byte("},")
			parts := bytes.SplitAfterN(bytes.Trim(items, "[]"), separator, n+1)
			if n == 0 {
				parts = nil
			} else {
				parts = parts[:min(n, len(parts))]
			}
			kept := bytes.TrimSuffix(bytes.Join(parts, nil), []byte(","))
			if list.name != "policies" {
				kept = append(append([]byte("["), kept...), ']')
			} else if n == 0 {
				kept = []byte("{}")
			} else {
				kept = append(kept, '}')
			}
			body[list.name] = kept
		}
	}
}
