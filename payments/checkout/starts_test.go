package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// minutely is a gateway that takes one payment a minute at a terminal.
func minutely() *full {
	g := obliging()
	g.info.Starts = []payments.Rate{{Most: 1, In: time.Minute}}
	return g
}

// soon expects that a payment is refused before anything is written, and how long it says to
// wait.
func (r *rig) soon(q Request, wait time.Duration) {
	r.t.Helper()
	_, err := r.e.Start(r.t.Context(), q)
	var soon *TooSoon
	if !errors.As(err, &soon) || !errors.Is(err, ErrTooSoon) || soon.Wait != wait {
		r.t.Errorf("%v, want to wait for %v", err, wait)
	}
}

// What the provider would refuse is not written down and not sent; the other terminals are
// free, and this one is when the time is over.
func TestAPaymentThatComesTooSoonIsNotStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := minutely(), newMemory()
		r := till(t, g, m)
		began := time.Now()
		a := r.sell(700)
		r.want(10*time.Second, a.Reference, payments.StateApproved)
		written := len(m.events)
		again := Request{RequestKey: "again", Kind: payments.KindSale, Amount: eur(800), Terminal: door}
		r.soon(again, time.Minute+startMargin-time.Since(began))
		if len(m.events) != written || g.calls("begin") != 1 {
			t.Error("something was written or sent")
		}
		r.start(Request{Kind: payments.KindSale, Amount: eur(900), Terminal: counter})
		if _, err := r.e.Start(t.Context(), Request{RequestKey: a.RequestKey, Kind: payments.KindSale, Amount: eur(700), Terminal: door}); !errors.Is(err, ErrNonceTaken) {
			t.Errorf("the press that was taken: %v", err)
		}
		time.Sleep(time.Minute + startMargin - time.Since(began) - time.Millisecond)
		r.soon(again, time.Millisecond)
		time.Sleep(time.Millisecond)
		r.start(again)
		r.end()
	})
}

// What could not be written down was not sent, and does not count.
func TestAStartThatWasNotWrittenDownDoesNotCount(t *testing.T) {
	var s starts
	rates, now := []payments.Rate{{Most: 1, In: time.Minute}}, time.Now()
	giveBack, err := s.take("door", "one", rates, now)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := s.take("door", "one", rates, now); err != nil {
		t.Fatal(err)
	} else {
		other() // the journal has refused the second press: the first one stands
	}
	if _, err := s.take("door", "two", rates, now); !errors.Is(err, ErrTooSoon) {
		t.Errorf("beside the one that stands: %v", err)
	}
	giveBack()
	if _, err := s.take("door", "two", rates, now); err != nil {
		t.Errorf("after one that was given back: %v", err)
	}
}

func TestEveryRateOfStartsIsKept(t *testing.T) {
	var s starts
	rates, now := []payments.Rate{{Most: 2, In: time.Minute}, {Most: 3, In: time.Hour}}, time.Now()
	for i, step := range []struct {
		after, wait time.Duration
	}{
		{0, 0}, {10 * time.Second, 0}, {20 * time.Second, 41 * time.Second}, {61 * time.Second, 0},
		{62 * time.Second, time.Hour + startMargin - 62*time.Second}, {time.Hour + startMargin, 0},
	} {
		_, err := s.take("door", string(rune('a'+i)), rates, now.Add(step.after))
		var soon *TooSoon
		if wait := step.wait; (err != nil) != (wait > 0) || errors.As(err, &soon) && soon.Wait != wait {
			t.Errorf("after %v: %v, want to wait for %v", step.after, err, wait)
		}
	}
	if len(s.at["door"]) != 3 {
		t.Errorf("%d starts are remembered", len(s.at["door"]))
	}
	if _, err := s.take("door", "z", nil, now); err != nil || len(s.at) != 1 {
		t.Errorf("without rates: %v", err)
	}
}

// A restart does not make the provider forget.
func TestStartsOfTheRunBeforeCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := minutely(), newMemory()
		r := till(t, g, m)
		a := r.sell(700)
		r.want(10*time.Second, a.Reference, payments.StateApproved)
		sent := r.after(0, a.Reference).Sent.At
		r.end()
		again := till(t, minutely(), m, lists)
		time.Sleep(time.Second)
		again.soon(Request{RequestKey: "again", Kind: payments.KindSale, Amount: eur(800), Terminal: door}, time.Minute+startMargin-again.now().Sub(sent))
		again.end()
	})
}

// A screen may count down without starting anything.
func TestHowLongATerminalTakesNoOtherPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := till(t, minutely(), newMemory())
		if wait := r.e.StartsIn(door); wait != 0 {
			t.Errorf("before the first: %v", wait)
		}
		r.start(Request{Kind: payments.KindSale, Amount: eur(700), Terminal: door})
		if wait, other := r.e.StartsIn(door), r.e.StartsIn(counter); wait != time.Minute+startMargin || other != 0 {
			t.Errorf("after it: %v, at the other terminal %v", wait, other)
		}
		time.Sleep(time.Minute + startMargin)
		if wait := r.e.StartsIn(door); wait != 0 {
			t.Errorf("a minute later: %v", wait)
		}
		r.end()
	})
}

// What the provider itself says counts where it is longer, also where it has stated no rate.
func TestTheProvidersOwnWaitCounts(t *testing.T) {
	var s starts
	now := time.Now()
	s.hold("door", 90*time.Second, now)
	s.hold("door", 30*time.Second, now)
	s.hold("counter", time.Hour, now)
	for terminal, want := range map[string]time.Duration{"door": 90 * time.Second, "counter": longestHold, "till": 0} {
		_, err := s.take(terminal, terminal, nil, now)
		var soon *TooSoon
		if errors.As(err, &soon); (want > 0) != (soon != nil) || soon != nil && soon.Wait != want {
			t.Errorf("%s: %v, want to wait for %v", terminal, err, want)
		}
	}
	if _, err := s.take("door", "later", nil, now.Add(90*time.Second)); err != nil {
		t.Errorf("when it is over: %v", err)
	}
}
