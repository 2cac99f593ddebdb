package checkout

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// left is an attempt as a crash left it in the journal.
func left(m *memory, state payments.State, change func(*payments.Attempt)) payments.Attempt {
	a := payments.Attempt{Intent: payments.Intent{Reference: "5f0c6c2e-0000-4000-8000-000000000001", RequestKey: "n", Kind: payments.KindSale,
		Amount: eur(1240), Terminal: door, Account: shop, Created: time.Now().UTC()}, State: state, Version: 3}
	if state != payments.StateRecorded {
		a.Sent.At = a.Created
	}
	if change != nil {
		change(&a)
	}
	m.attempts[a.Reference] = a
	return a
}

func accepted(a *payments.Attempt) {
	a.Sent.ResultID, a.Sent.Reference, a.Sent.AnsweredAt = "r-1", a.Reference, a.Created
}

func TestTakenUpByAskingNeverBySending(t *testing.T) {
	for name, c := range map[string]struct {
		state  payments.State
		change func(*payments.Attempt)
		want   payments.State
		within time.Duration
	}{
		"recorded: no byte left":           {payments.StateRecorded, nil, payments.StateNotSent, time.Second},
		"sending: perhaps sent":            {payments.StateSending, nil, payments.StateApproved, time.Minute},
		"waiting: the result is there":     {payments.StateWaiting, accepted, payments.StateApproved, 5 * time.Second},
		"cancelling":                       {payments.StateCancelling, accepted, payments.StateApproved, 5 * time.Second},
		"unknown":                          {payments.StateUnknown, nil, payments.StateApproved, time.Minute},
		"mismatch":                         {payments.StateMismatch, nil, payments.StateApproved, 3 * time.Minute},
		"needs attention, with the result": {payments.StateNeedsAttention, accepted, payments.StateApproved, 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					return approval(a, payments.SourceStatus), nil
				}
				a := left(m, c.state, c.change)
				r := till(t, g, m)
				r.want(c.within, a.Reference, c.want)
				if g.calls("begin") != 0 {
					t.Error("sent again after a restart")
				}
				if kinds := m.kinds(a.Reference); kinds[0] != EventTakenUp {
					t.Errorf("journal %v", kinds)
				}
				var while bool
				for _, u := range r.told() {
					while = while || u.While
				}
				if !while {
					t.Error("nobody was told that it finished while they were away")
				}
				r.end()
			})
		})
	}
}

func TestNotChargedAfterARestart(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*payments.Attempt)
		asleep time.Duration
		open   time.Duration
		closed time.Duration
	}{
		"died before the answer: counted from the restart": {nil, time.Hour, 118 * time.Second, 15 * time.Second},
		"answered before, server witnesses": {func(a *payments.Attempt) {
			a.Sent.AnsweredAt, a.Sent.OffsetKnown = a.Created, true
		}, time.Hour, time.Second, 12 * time.Second},
		"seen before: never": {func(a *payments.Attempt) { a.Sent.Seen = true }, time.Hour, 10 * time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				a := left(m, payments.StateUnknown, c.change)
				time.Sleep(c.asleep)
				r := till(t, obliging(), m)
				if got := r.after(c.open, a.Reference); got.State == payments.StateNotCharged {
					t.Fatalf("not charged after %s", c.open)
				}
				if c.closed > 0 {
					r.want(c.closed, a.Reference, payments.StateNotCharged)
				}
				r.end()
			})
		})
	}
}

// What a terminal may have on its screen is not absent after two minutes, whoever has
// forgotten its handle, and whether the program was started again meanwhile or not.
func TestAcceptedBeforeARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound, Status: 404}
		}
		a := left(m, payments.StateWaiting, accepted)
		r := till(t, g, m)
		if got := r.after(6*time.Minute, a.Reference); got.State != payments.StateUnknown {
			t.Fatalf("%s before the longest card flow is over", got.State)
		}
		r.want(90*time.Second, a.Reference, payments.StateNotCharged)
		r.end()
	})
}

func TestAnotherKeyIsNotAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		a := left(m, payments.StateUnknown, func(a *payments.Attempt) { a.Account.KeyFingerprint = "another" })
		r := till(t, g, m)
		a = r.want(5*time.Minute, a.Reference, payments.StateUnknown)
		if a.Notice != payments.NoticeWrongKey || g.calls("find")+g.calls("check") != 0 {
			t.Errorf("notice %q, asked %d times", a.Notice, g.calls("find"))
		}
		if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("cancel with another key: %v", err)
		}
		if err := r.e.AskNow(t.Context(), a.Reference); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("asked at once with another key: %v", err)
		}
		if in := r.e.Progress(a.Reference).CertainIn; in != 0 {
			t.Errorf("a countdown of %s runs for a payment that is not asked about", in)
		}
		r.want(3*time.Minute, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}

func TestAGatewayWithoutLookup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		plain := &g.base
		r := till(t, plain, newMemory())
		a := r.sell(700)
		r.want(time.Minute, a.Reference, payments.StateUnknown)
		for what, err := range map[string]error{
			"cancel": r.e.Cancel(t.Context(), a.Reference),
			"ping":   func() error { _, err := r.e.Ping(t.Context(), door); return err }(),
		} {
			if !errors.Is(err, ErrUnsupported) {
				t.Errorf("%s: %v", what, err)
			}
		}
		r.want(6*time.Minute, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}

func TestTheEndWaitsForTheLastWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = func(a payments.Attempt) payments.Outcome {
			time.Sleep(2 * time.Second)
			return accept(a)
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.after(time.Millisecond, a.Reference)
		r.end()
		if got, _ := m.Attempt(t.Context(), a.Reference); got.State != payments.StateWaiting {
			t.Errorf("the answer on its way was lost: %s", got.State)
		}
		if err := r.e.AskNow(t.Context(), a.Reference); !errors.Is(err, ErrStopped) {
			t.Errorf("asked after the end: %v", err)
		}
	})
}

func TestAfterNotChargedALateChargeIsRaised(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		start := time.Now()
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 140*time.Second {
				return neverSeen(), nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.want(135*time.Second, a.Reference, payments.StateNotCharged)
		a = r.want(5*time.Minute, a.Reference, payments.StateNotCharged)
		if a.Notice != payments.NoticeContradiction || !slices.Contains(m.kinds(a.Reference), EventContradiction) {
			t.Errorf("notice %q, journal %v", a.Notice, m.kinds(a.Reference))
		}
		r.end()
	})
}

func TestAfterTheStatusHostsWordTheReceiptStillComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 2*time.Minute {
				return waiting(), nil
			}
			return approval(a, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.want(110*time.Second, a.Reference, payments.StateApproved)
		a = r.want(5*time.Minute, a.Reference, payments.StateApproved)
		if len(m.receipts) != 2 || a.Notice != payments.NoticeNone {
			t.Errorf("receipts %d, notice %q", len(m.receipts), a.Notice)
		}
		r.end()
	})
}

func TestAskNowOnAFinalAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		contradict := false
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if contradict {
				return verdict(a, payments.StateDeclined, payments.SourceResult), nil
			}
			return approval(a, payments.SourceResult), nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		a = r.want(20*time.Second, a.Reference, payments.StateApproved)
		version := a.Version
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		if a = r.after(0, a.Reference); a.Version != version {
			t.Error("the same answer was written again")
		}
		m.mu.Lock()
		m.receipts = nil
		m.mu.Unlock()
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil || len(m.receipts) != 2 {
			t.Errorf("missing receipts were not fetched: %v, %d", err, len(m.receipts))
		}
		contradict = true
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		a = r.want(0, a.Reference, payments.StateApproved)
		if a.Notice != payments.NoticeContradiction {
			t.Errorf("notice %q", a.Notice)
		}
		r.end()
	})
}

func TestAskNowOnWhatNeverLeftOrIsNotOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		a := left(m, payments.StateNotSent, func(a *payments.Attempt) { a.Sent = payments.Sent{} })
		r := till(t, g, m)
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil || g.calls("find")+g.calls("check") != 0 {
			t.Errorf("asked about what never left: %v", err)
		}
		other := left(m, payments.StateApproved, func(a *payments.Attempt) {
			a.Reference, a.Account.Environment = "5f0c6c2e-0000-4000-8000-000000000002", "production"
		})
		if err := r.e.AskNow(t.Context(), other.Reference); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("asked another environment: %v", err)
		}
		r.end()
	})
}
