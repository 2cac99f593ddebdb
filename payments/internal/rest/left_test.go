package rest_test

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// account is a provider that takes a hundred requests a minute of all tills together, and says
// how many are left.
type account struct {
	mu      sync.Mutex
	at      []time.Time
	refused int
}

func (a *account) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	for len(a.at) > 0 && now.Sub(a.at[0]) >= time.Minute {
		a.at = a.at[1:]
	}
	status := http.StatusOK
	if len(a.at) >= 100 {
		status = http.StatusTooManyRequests
		a.refused++
	} else {
		a.at = append(a.at, now)
	}
	h := http.Header{"Content-Type": {"application/json"}, "Minute-Limit-Remaining": {strconv.Itoa(100 - len(a.at))}}
	return &http.Response{StatusCode: status, Header: h, Body: http.NoBody, Request: r}, nil
}

// Five tills that poll one account without knowing of each other stay within its rate for an
// hour, and each still asks a few times a minute.
func TestTillsOfOneAccountShareWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &account{}
		var all sync.WaitGroup
		asked := make([]int, 5)
		end := time.Now().Add(time.Hour)
		for till := range asked {
			all.Go(func() {
				time.Sleep(time.Duration(till) * 137 * time.Millisecond)
				c := sharing(shop)
				for time.Now().Before(end) {
					if _, err := c.Do(t.Context(), rest.Call{Method: http.MethodGet, URL: "https://pay.example/list", Timeout: time.Second}); err == nil {
						asked[till]++
					}
					time.Sleep(1500 * time.Millisecond)
				}
			})
		}
		all.Wait()
		if shop.refused != 0 {
			t.Errorf("refused %d times", shop.refused)
		}
		for till, n := range asked {
			if n < 60*8 {
				t.Errorf("till %d asked %d times in an hour", till, n)
			}
		}
	})
}

// sharing is a till's client.
func sharing(over http.RoundTripper) *rest.Client {
	rates := payments.Rates{Requests: []payments.Rate{{Most: 80, In: time.Minute}}, AtOnce: 4}
	return &rest.Client{
		Transport: over, Left: map[string]payments.Rate{"minute-limit-remaining": {Most: 100, In: time.Minute}},
		Credential: rest.Credential{KeyHeader: "api-token", Key: payments.NewSecret("key"), Limiter: rest.NewLimiter(rates)},
	}
}

// What gives way leaves what is left of a rate to the other reads: it keeps none of them waiting, and
// is read once it has given way for half a minute, however many others come.
func TestWhatGivesWayKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(payments.Rates{Requests: []payments.Rate{{Most: 80, In: time.Minute}}, AtOnce: 4})
		l.Left(40, payments.Rate{Most: 100, In: time.Minute}) // reads keep three seconds apart
		old := func() time.Duration {
			since := time.Now()
			place, err := l.Wait(payments.Unhurried(t.Context()), rest.Reading)
			if err != nil {
				t.Fatal(err)
			}
			place.Sent()
			place.Done(false)
			return time.Since(since)
		}
		if at := old(); at != 0 {
			t.Errorf("one that gives way to nobody waited %v", at)
		}
		before := time.Now()
		if at := pass(t, l, rest.Reading).Sub(before); at != 0 {
			t.Errorf("a read waited %v for one that gives way", at)
		}
		if at := old(); at < 5*time.Second || at > 7*time.Second {
			t.Errorf("the second one that gives way waited %v", at)
		}
		time.Sleep(10 * time.Second)
		stop, reads := time.Now().Add(70*time.Second), 0
		var all sync.WaitGroup
		for range 2 { // so that one is always there
			all.Go(func() {
				for time.Now().Before(stop) {
					pass(t, l, rest.Reading)
					reads++
				}
			})
		}
		time.Sleep(time.Millisecond)
		if at := old(); at < 29*time.Second || at > 31*time.Second {
			t.Errorf("one among many waited %v", at)
		}
		all.Wait()
		if reads < 23 {
			t.Errorf("%d reads in 70 s", reads)
		}
	})
}

// A payment does not wait for what reads keep apart, and waits while nothing is left at all.
func TestAPaymentGoesBeforeReadsThatKeepApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		minute := payments.Rate{Most: 100, In: time.Minute}
		l, start := rest.NewLimiter(payments.Rates{Requests: []payments.Rate{{Most: 80, In: time.Minute}}, AtOnce: 4}), time.Now()
		l.Left(20, minute)
		pass(t, l, rest.Reading)
		if at := pass(t, l, rest.Moving).Sub(start); at != 0 {
			t.Errorf("a payment left after %v", at)
		}
		if at := pass(t, l, rest.Reading).Sub(start); at < 6*time.Second || at > 7*time.Second {
			t.Errorf("a read left after %v", at)
		}
		before := time.Now()
		if at := pass(t, l, rest.Moving).Sub(before); at != 0 {
			t.Errorf("another payment left after %v", at)
		}
		place, err := l.Wait(payments.Hurried(t.Context()), rest.Reading)
		if err != nil || time.Since(before) != 0 {
			t.Errorf("a question that a press waits for: %v, after %v", err, time.Since(before))
		}
		place.Done(true)
		l.Left(0, minute)
		before = time.Now()
		if at := pass(t, l, rest.Moving).Sub(before); at < time.Second || at > 3*time.Second {
			t.Errorf("a payment left after %v while nothing was left", at)
		}
		l.Left(90, minute) // everything is back
		time.Sleep(time.Minute)
		before = time.Now()
		pass(t, l, rest.Reading)
		if at := pass(t, l, rest.Reading).Sub(before); at != 0 {
			t.Errorf("a read waited %v with everything left", at)
		}
	})
}
