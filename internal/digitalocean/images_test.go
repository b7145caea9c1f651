package digitalocean_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestImages checks that each page is read once, whatever the responses say.
func TestImages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		images, size int
		change       changeFunc
		want         int // number of images
		requests     int
	}{
		"no images":            {images: 0, size: 200, requests: 1},
		"one image":            {images: 1, size: 200, want: 1, requests: 1},
		"200 images":           {images: 200, size: 200, want: 200, requests: 1},
		"201 images":           {images: 201, size: 200, want: 201, requests: 2},
		"1,000 images":         {images: 1000, size: 200, want: 1000, requests: 5},
		"pages of 150":         {images: 401, size: 150, want: 401, requests: 3},
		"no total":             {images: 401, size: 200, change: noMeta, want: 200, requests: 1},
		"total too low":        {images: 401, size: 200, change: withTotal(400), want: 400, requests: 2},
		"total too high":       {images: 401, size: 200, change: withTotal(601), want: 401, requests: 4},
		"negative total":       {images: 401, size: 200, change: withTotal(-1), want: 200, requests: 1},
		"more than 2000 pages": {images: 1, size: 1, change: withTotal(2001), want: 1, requests: 2000},
		"total without items":  {images: 0, size: 200, change: withTotal(401), requests: 1},
		"moved items":          {images: 401, size: 200, change: onPage(2, firstItems(200)), want: 401, requests: 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newList(listKind{path: "/v2/images?private=true", format: `"images":[%s]`, item: `{"id":%d}`}, test.images)
			l.size, l.change = test.size, test.change
			network := &network{respond: l.respond}
			images, err := newClient(network).Images(t.Context())
			if n := network.requests(); err != nil || len(images) != test.want || n != test.requests {
				t.Errorf("%d images, %d requests, error %v", len(images), n, err)
			}
			if test.change == nil && test.size == 200 && digitalocean.ImagesRequests(test.images) != test.requests {
				t.Errorf("ImagesRequests returns %d, want %d", digitalocean.ImagesRequests(test.images), test.requests)
			}
		})
	}
}

func TestImagesFaults(t *testing.T) {
	t.Parallel()
	for page := 1; page <= 3; page++ {
		l := newList(listKind{path: "/v2/images?private=true", format: `"images":[%s]`, item: `{"id":%d}`}, 401)
		l.change = onPage(page, serverError)
		images, err := newClient(&network{respond: l.respond}).Images(t.Context())
		if len(images) > 0 || err == nil || !strings.Contains(err.Error(), fmt.Sprintf("/v2/images?page=%d&", page)) {
			t.Errorf("page %d: %d images, error %v", page, len(images), err)
		}
	}
}
