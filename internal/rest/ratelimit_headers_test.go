package rest_test

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

const (
	bubbleStart = 946684800            // the Unix time at which the clock of a synctest bubble starts
	year        = 365 * 24 * time.Hour // the longest wait
	clockSkew   = 30 * time.Minute
	// usualBackoff is the wait of the clients of these tests if the response does not ask for one.
	usualBackoff = 3 * time.Second
)

// TestRetryAfter checks the wait after a 429 and the wait that the error reports.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	at := func(seconds int64) string { return fmt.Sprint(bubbleStart + seconds) }
	date := func(wait time.Duration) string {
		return time.Unix(bubbleStart, 0).UTC().Add(wait).Format(http.TimeFormat)
	}
	tests := map[string]struct {
		value string
		skew  time.Duration // of the server's clock
		want  time.Duration
	}{
		"seconds":                       {"7", 0, 7 * time.Second},
		"one second":                    {"1", 0, time.Second},
		"none":                          {"0", 0, 0},
		"negative":                      {"-5", 0, 0},
		"very negative":                 {"-9300000000", 0, 0},
		"lowest":                        {fmt.Sprint(math.MinInt64), 0, 0},
		"beyond 64 bits, negative":      {"-9223372036854775809", 0, 0},
		"a year":                        {"31536000", 0, year},
		"more than a year":              {"31536001", 0, year},
		"highest":                       {fmt.Sprint(math.MaxInt64), 0, year},
		"beyond 64 bits":                {"99999999999999999999", 0, year},
		"empty":                         {"", 0, 0},
		"fraction":                      {"1.5", 0, 0},
		"words":                         {"soon", 0, 0},
		"date":                          {date(7 * time.Second), 0, 7 * time.Second},
		"past date":                     {date(-time.Second), 0, 0},
		"present date":                  {date(0), 0, 0},
		"date of 1970":                  {"Thu, 01 Jan 1970 00:00:00 GMT", 0, 0},
		"far date":                      {"Fri, 31 Dec 9999 23:59:59 GMT", 0, year},
		"date on a slow clock":          {date(7*time.Second - clockSkew), -clockSkew, 7 * time.Second},
		"date on a fast clock":          {date(7*time.Second + clockSkew), clockSkew, 7 * time.Second},
		"Unix time":                     {at(7), 0, 7 * time.Second},
		"Unix time on a slow clock":     {at(7 - 30*60), -clockSkew, 7 * time.Second},
		"Unix time on a fast clock":     {at(7 + 30*60), clockSkew, 7 * time.Second},
		"past Unix time":                {at(-1), 0, 0},
		"Unix time in less than a year": {at(31535999), 0, year - time.Second},
		"Unix time a year ago":          {at(-31535999), 0, 0},
		"number below Unix times":       {at(-31536000), 0, year},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			rejection := retryAfter(429, test.value)
			rejection.header.Set("Date", time.Now().UTC().Add(test.skew).Format(http.TimeFormat))
			api := inTurn(rejection, reply{})
			client := newClient(api, fixedWaits(usualBackoff))
			wait := cmp.Or(test.want, usualBackoff)
			err := getWithin(t, wait, client)
			if !isCause(err, rest.ErrNoTimeLeft) || err.Kind != rest.RateLimited || err.RetryAfter != test.want {
				t.Errorf("error %v, want one that reports the wait %s", err, test.want)
			}
			time.Sleep(wait - 1)
			if err := getWithin(t, 2, client); err != nil || api.sent[1] != wait {
				t.Errorf("requests after %v, error %v, want one after %s", api.sent, err, wait)
			}
		})
	}
}

// TestReset429 checks the wait after a 429 that reports the reset of the limit.
func TestReset429(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		remaining, reset string
		skew             time.Duration // of the server's clock
		want             time.Duration
	}{
		"ahead":                      {"0", "946684807", 0, 7 * time.Second},
		"ahead on a slow clock":      {"0", "946683007", -clockSkew, 7 * time.Second},
		"ahead on a fast clock":      {"0", "946686607", clockSkew, 7 * time.Second},
		"present":                    {"0", "946684800", 0, 0},
		"past":                       {"0", "946684799", 0, 0},
		"past on a fast clock":       {"0", "946686599", clockSkew, 0},
		"far":                        {"0", "99999999999", 0, year},
		"highest":                    {"0", "9223372036854775807", 0, year},
		"lowest":                     {"0", "-9223372036854775808", 0, 0},
		"beyond 64 bits":             {"0", "9223372036854775808", 0, year},
		"missing":                    {"0", "", 0, 0},
		"requests are left":          {"1", "946684807", 0, 0},
		"number of requests missing": {"", "946684807", 0, 0},
		"negative number":            {"-1", "946684807", 0, 0},
		"number that is a fraction":  {"0.0", "946684807", 0, 0},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			rejection := reply{status: 429, header: headers("Ratelimit-Remaining", test.remaining, "Ratelimit-Reset", test.reset)}
			if test.skew != 0 {
				rejection.header.Set("Date", time.Now().UTC().Add(test.skew).Format(http.TimeFormat))
			}
			api := inTurn(rejection, reply{})
			wait := cmp.Or(test.want, usualBackoff)
			if err := getWithin(t, 2*year, newClient(api, fixedWaits(usualBackoff))); err != nil || api.sent[1] != wait {
				t.Errorf("requests after %v, error %v, want one after %s", api.sent, err, wait)
			}
		})
	}
}

var empty = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })

// fixedWindows has a burst limit that is reset at the start of each minute.
func fixedWindows() http.Handler {
	var mu sync.Mutex
	requests := map[time.Time]int{} // by minute
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		minute := time.Now().Truncate(time.Minute)
		if requests[minute]++; requests[minute] > 250 {
			w.Header().Set("Retry-After", strconv.Itoa(int(time.Until(minute.Add(time.Minute)).Seconds())+1))
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		empty(w, r)
	})
}

// TestLimits makes 300 requests from ten readers at once, as Terraform does, under the API's limits in all forms. No read may fail, and
// all of them may take little longer than the limit demands.
func TestLimits(t *testing.T) {
	t.Parallel()
	without := func(names ...string) func(http.Header) {
		return func(header http.Header) {
			for _, name := range names {
				header.Del(name)
			}
		}
	}
	pastReset := func(header http.Header) {
		header.Set("Ratelimit-Reset", strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10))
	}
	tests := map[string]struct {
		limited     http.Handler        // instead of the API's limits
		others      int                 // requests of other clients in the hour before, evenly spread
		change      []func(http.Header) // of each response
		minDuration time.Duration       // that the limit demands
		maxRejected int64
	}{
		"burst limit":                {minDuration: time.Minute, maxRejected: 10},
		"burst limit, fixed windows": {limited: fixedWindows(), minDuration: time.Minute, maxRejected: 10},
		"burst limit, past reset":    {change: []func(http.Header){pastReset}, minDuration: time.Minute, maxRejected: 10},
		"burst limit, no count": {
			change: []func(http.Header){without("Ratelimit-Remaining", "Ratelimit-Reset")}, minDuration: time.Minute, maxRejected: 10,
		},
		// The backoff overshoots.
		"burst limit, no Retry-After, past reset": {
			change: []func(http.Header){without("Retry-After"), pastReset}, minDuration: time.Minute + 30*time.Second, maxRejected: 20,
		},
		"burst limit, no headers": {
			change:      []func(http.Header){without("Retry-After", "Ratelimit-Remaining", "Ratelimit-Reset")},
			minDuration: time.Minute + 30*time.Second, maxRejected: 20,
		},
		// 100 requests are left. Of the others, one expires every 735 ms.
		"hourly limit":                {others: 4900, minDuration: 200 * 735 * time.Millisecond},
		"hourly limit, other numbers": {limited: limitRequests(empty, 720), others: 719, minDuration: 299 * 5 * time.Second},
	}
	for name, test := range tests {
		inBubble(t, name, func(t *testing.T) {
			limited, rejected := cmp.Or(test.limited, limitRequests(empty, 5000)), atomic.Int64{}
			for range test.others {
				limited.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
				time.Sleep(time.Hour / time.Duration(test.others+1))
			}
			api := serve(limited, 50*time.Millisecond)
			respond := api.respond
			api.respond = func(number int, r *http.Request) reply {
				response := respond(number, r)
				if response.status == http.StatusTooManyRequests {
					rejected.Add(1)
				}
				for _, change := range test.change {
					change(response.header)
				}
				return response
			}
			client := newClient(api)
			started := time.Now()
			requests := make(chan int)
			var readers sync.WaitGroup
			for range 10 {
				readers.Go(func() {
					for range requests {
						if err := getWithin(t, readTimeout, client); err != nil {
							t.Error(err)
						}
					}
				})
			}
			for i := range 300 {
				requests <- i
			}
			close(requests)
			readers.Wait()
			took := time.Since(started)
			if took > test.minDuration+2*time.Second {
				t.Errorf("300 requests took %s with a limit that demands %s", took, test.minDuration)
			}
			if n := rejected.Load(); n > test.maxRejected {
				t.Errorf("%d requests were rejected, want at most %d", n, test.maxRejected)
			}
		})
	}
}

// TestLastRequests checks that the last requests that a limit allows are made, and no more, even if responses arrive out of order.
func TestLastRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var rejected atomic.Int64
		api := serve(limitRequests(http.NotFoundHandler(), 52), 0)
		respond := api.respond
		api.respond = func(number int, r *http.Request) reply {
			response := respond(number, r)
			if response.status == http.StatusTooManyRequests {
				rejected.Add(1)
			}
			remaining, _ := strconv.Atoi(response.header.Get("Ratelimit-Remaining"))
			return reply{latency: time.Duration(100+7*remaining) * time.Millisecond, header: response.header}
		}
		getAll(t, newClient(api), 52)
		if n := rejected.Load(); n > 0 {
			t.Errorf("%d requests were rejected", n)
		}
	})
}
