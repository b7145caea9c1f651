package digitalocean_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

// TestFaults checks each fault in each list, on the first and on the second of three pages: for one attempt, for four and for all.
func TestFaults(t *testing.T) {
	t.Parallel()
	for list, listTest := range lists {
		for _, page := range []int{1, 2} {
			for _, fault := range faults {
				name := fmt.Sprintf("%s, page %d, %s", list, page, fault.name)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { testPermanentFault(t, listTest, page, fault) })
				})
				if fault.attempts != 5 && fault.attempts != 0 {
					continue
				}
				for _, attempts := range []int{1, 4} {
					t.Run(fmt.Sprintf("%s, %d times", name, attempts), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) { testTemporaryFault(t, listTest, page, fault, attempts) })
					})
				}
			}
		}
	}
}

const faultyItems, consistentRequests = 401, 5

func testTemporaryFault(t *testing.T, list listTest, page int, fault fault, attempts int) {
	api := faultOnPage(page, fault, attempts, faultyItems)
	ids, _, err := list.read(readContext(t), newClient(api))
	if err != nil {
		t.Fatal(err)
	}
	requireAllIDs(t, ids, faultyItems)
	if n, want := api.requests.Load(), int64(consistentRequests+attempts); n != want {
		t.Errorf("%d requests, want %d", n, want)
	}
}

func testPermanentFault(t *testing.T, list listTest, page int, fault fault) {
	api := faultOnPage(page, fault, -1, faultyItems)
	started := time.Now()
	ids, _, err := list.read(readContext(t), newClient(api))
	if err == nil || !strings.Contains(err.Error(), fault.wantErr) {
		t.Fatalf("error %v, want one with %q", err, fault.wantErr)
	}
	if strings.Contains(err.Error(), testToken) {
		t.Errorf("the token is in the error: %v", err)
	}
	if len(ids) > 0 {
		t.Errorf("%d items and an error", len(ids))
	}
	if fault.attempts == 5 && errors.Is(err, digitalocean.ErrNoTimeLeft) {
		t.Errorf("all attempts were made, but the error is %v", err)
	}
	maxRequests := int64(fault.attempts + 2)
	if fault.attempts == 0 { // one in seven seconds
		maxRequests = int64(readTimeout/(7*time.Second)) + 3
	}
	if n := api.requests.Load(); n > maxRequests || n < int64(max(fault.attempts, 1)) {
		t.Errorf("%d requests, want %d for the page and at most 2 more", n, fault.attempts)
	}
	if took := time.Since(started); took > readTimeout {
		t.Errorf("the read took %s", took)
	}
}

// faultOnPage returns an account with one page that fails for a number of attempts, or always if the number is negative.
func faultOnPage(page int, fault fault, attempts, items int) *network {
	api := newAccount(items)
	var failed atomic.Int64
	return &network{respond: func(r *http.Request) (*http.Response, error) {
		if pageOf(r) == page && (attempts < 0 || failed.Add(1) <= int64(attempts)) {
			return fault.respond(r)
		}
		return serveInMemory(api, r)
	}}
}
