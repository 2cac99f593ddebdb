package rest_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// A provider may state several rates, and how many requests may be under way at once.
func TestEveryRateIsKept(t *testing.T) {
	const minute, hour = time.Minute + 60*time.Millisecond, time.Hour + 60*time.Millisecond
	requests := []payments.Rate{{Most: 6, In: time.Hour}, {Most: 3, In: time.Minute}}
	for name, test := range map[string]struct {
		priority rest.Priority
		want     []time.Duration
	}{
		"payments": {rest.Moving, []time.Duration{0, 0, 0, minute, minute, minute, hour, hour, hour, hour + minute}},
		"reads":    {rest.Reading, []time.Duration{0, 0, minute, minute, 2 * minute, hour, hour, hour + minute}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, start := rest.NewLimiter(payments.Rates{Requests: requests, AtOnce: payments.Unlimited}), time.Now()
				for i, want := range test.want {
					if at := pass(t, l, test.priority).Sub(start); at != want {
						t.Errorf("request %d left after %v, want %v", i, at, want)
					}
				}
			})
		})
	}
	if requests[0].Most != 6 || requests[1].In != time.Minute {
		t.Errorf("the provider's own rates were changed: %v", requests)
	}
}

// A payment finds a place free in every window, whatever the reads have taken.
func TestReadsLeaveAPlaceInEveryWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(payments.Rates{
			Requests: []payments.Rate{{Most: 10, In: time.Second}, {Most: 4, In: time.Hour}}, AtOnce: payments.Unlimited,
		})
		for range 3 {
			pass(t, l, rest.Reading)
		}
		read := make(chan time.Time)
		start := time.Now()
		go func() { read <- pass(t, l, rest.Reading) }()
		synctest.Wait()
		if at := pass(t, l, rest.Moving); at.Sub(start) != 0 {
			t.Errorf("a payment waited for %v", at.Sub(start))
		}
		if at := <-read; at.Sub(start) < time.Hour {
			t.Errorf("the fourth read left after %v", at.Sub(start))
		}
	})
}

func TestRequestsUnderWayAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(payments.Rates{Requests: []payments.Rate{{Most: 100, In: time.Second}}, AtOnce: 2})
		var open []*rest.Place
		for range 2 {
			place, err := l.Wait(t.Context(), rest.Moving)
			if err != nil {
				t.Fatal(err)
			}
			place.Sent()
			open = append(open, place)
		}
		start, third := time.Now(), make(chan time.Time)
		go func() { third <- pass(t, l, rest.Moving) }()
		time.Sleep(7 * time.Second) // far beyond the window
		open[0].Done(false)
		if at := <-third; at.Sub(start) != 7*time.Second {
			t.Errorf("a third request left after %v", at.Sub(start))
		}
		open[1].Done(true)
	})
}

func TestALimiterIsSharedByKeyAndHost(t *testing.T) {
	rates := payments.Rates{Requests: []payments.Rate{{Most: 2, In: time.Second}}, AtOnce: payments.Unlimited}
	a, b := payments.NewSecret("a"), payments.NewSecret("b")
	var shared rest.Limiters
	first := shared.Of(a, "https://host", rates)
	if shared.Of(a, "https://host", rates) != first {
		t.Error("two clients of one key do not share its rate")
	}
	if shared.Of(b, "https://host", rates) == first || shared.Of(a, "https://other", rates) == first {
		t.Error("the rate of another key or host is shared")
	}
	var none *rest.Limiters
	alone := none.Of(a, "https://host", rates)
	if alone == none.Of(a, "https://host", rates) {
		t.Error("what shares nothing shares")
	}
}

// However much is read, one press finds places for all that it asks and sends.
func TestReadsLeaveATenthOfAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(payments.Rates{Requests: []payments.Rate{{Most: 80, In: time.Minute}}, AtOnce: payments.Unlimited})
		ctx, stop := context.WithCancel(t.Context())
		for range 200 {
			go func() {
				if p, err := l.Wait(ctx, rest.Reading); err == nil {
					p.Sent()
					p.Done(false)
				}
			}()
		}
		time.Sleep(time.Second)
		for i := range 8 {
			pressed := time.Now()
			p, err := l.Wait(ctx, rest.Moving)
			if err != nil || time.Since(pressed) > 0 {
				t.Fatalf("request %d of a press waits %v, %v", i+1, time.Since(pressed), err)
			}
			p.Sent()
			p.Done(false)
		}
		stop()
		synctest.Wait()
	})
}
