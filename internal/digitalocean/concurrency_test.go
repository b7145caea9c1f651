package digitalocean_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

// TestConcurrency checks that all reads of a client share one concurrency limit, and that fifty pages take five round trips.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const latency = 150 * time.Millisecond
		api := newAccount(10_000)
		var inFlight, highest atomic.Int64
		client := newClient(&network{respond: func(r *http.Request) (*http.Response, error) {
			if n := inFlight.Add(1); n > highest.Load() {
				highest.Store(n)
			}
			defer inFlight.Add(-1)
			time.Sleep(latency)
			return serveInMemory(api, r)
		}})
		started := time.Now()
		if _, err := client.Policies(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took > 5*latency {
			t.Errorf("50 pages took %s, want no more than 5 round trips", took)
		}
		done := make(chan error)
		for range 40 {
			go func() {
				_, err := client.Backups(t.Context(), dropletID)
				done <- err
			}()
		}
		for range 40 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if highest.Load() != 32 {
			t.Errorf("%d concurrent requests, want 32", highest.Load())
		}
	})
}

// TestStalledReads checks that reads without any response fail at the same time, not one after the other.
func TestStalledReads(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(&network{respond: stall})
		started := time.Now()
		var readers sync.WaitGroup
		for range 10 {
			readers.Go(func() {
				_, err := client.Policies(readContext(t))
				if err == nil || !strings.Contains(err.Error(), "no complete response within 30s") {
					t.Errorf("error %v", err)
				}
			})
		}
		readers.Wait()
		if took := time.Since(started); took > 5*time.Minute {
			t.Errorf("ten reads without a response took %s", took)
		}
	})
}

// TestFairness checks that requests are sent in the order in which they were made.
func TestFairness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited, _ := fakeapi.Limit{Max: 20, Window: 60 * time.Second, Headers: true}.Middleware(newAccount(1))
		client := newClient(serve(limited))
		var readers sync.WaitGroup
		for range 40 {
			readers.Go(func() {
				for range 5 {
					ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // one round of all reads takes two windows
					if _, err := client.Policies(ctx); err != nil {
						t.Error(err)
					}
					cancel()
				}
			})
		}
		readers.Wait()
	})
}
