package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// withList is a gateway whose list a test writes.
func withList(history *[]payments.Outcome) *full {
	g := obliging()
	g.history = func(string) ([]payments.Outcome, error) { return *history, nil }
	// Each attempt has an id of its own, and the second look has the verdict.
	g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
		o := approval(a, payments.SourceResult)
		if a.Kind.Linked() {
			o.IDs.Reference, o.IDs.Original = a.Original.FiledUnder, a.Original.TransactionID
		}
		return o, nil
	}
	return g
}

// reserve makes an approved hold of 100.00.
func (r *rig) reserve() payments.Attempt {
	r.t.Helper()
	a := r.start(Request{Kind: payments.KindHold, Amount: eur(10000), Terminal: door})
	return r.want(time.Minute, a.Reference, payments.StateApproved)
}

func (r *rig) onHold(k payments.Kind, minor int64, hold payments.Attempt) Request {
	q := Request{Kind: k, Terminal: door, Original: hold.Reference}
	if minor > 0 {
		q.Amount = eur(minor)
	}
	return q
}

// follow starts what follows a hold and waits for its approval.
func (r *rig) follow(k payments.Kind, minor int64, hold payments.Attempt) payments.Attempt {
	r.t.Helper()
	a := r.start(r.onHold(k, minor, hold))
	return r.want(time.Minute, a.Reference, payments.StateApproved)
}

func (r *rig) refused(want error, q Request) {
	r.t.Helper()
	q.RequestKey = "refused " + string(q.Kind) + q.Amount.String()
	before := len(r.journal.list(func(payments.Attempt) bool { return true }))
	if _, err := r.e.Start(r.t.Context(), q); !errors.Is(err, want) {
		r.t.Errorf("%s of %s: got %v, want %v", q.Kind, q.Amount, err, want)
	}
	if after := len(r.journal.list(func(payments.Attempt) bool { return true })); after != before {
		r.t.Errorf("%s: something was written down", q.Kind)
	}
}

// A capture takes what is held and no more, once, and nothing follows it.
func TestACaptureTakesWhatIsHeldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		g := withList(&history)
		r := till(t, g, newMemory())
		hold := r.reserve()
		if hold.Effect() != payments.EffectHold {
			t.Errorf("a hold has the effect %q", hold.Effect())
		}
		r.refused(ErrOverHold, r.onHold(payments.KindHoldCapture, 10001, hold))
		r.refused(ErrNotRefundable, r.onHold(payments.KindRefund, 100, hold))
		r.refused(ErrNotRefundable, r.onHold(payments.KindSaleReversal, 0, hold))
		r.follow(payments.KindHoldIncrease, 500, hold)
		held, err := r.e.Held(t.Context(), hold.Reference)
		if err != nil || held != (Held{Amount: eur(10500), Asked: true}) {
			t.Errorf("got %+v, %v", held, err)
		}
		r.refused(ErrOverHold, r.onHold(payments.KindHoldCapture, 10501, hold))
		captured := r.follow(payments.KindHoldCapture, 10500, hold)
		if captured.Effect() != payments.EffectIn || captured.Original.Amount != eur(10500) {
			t.Errorf("captured %+v", captured.Original)
		}
		for _, k := range []payments.Kind{payments.KindHoldCapture, payments.KindHoldIncrease, payments.KindHoldRelease} {
			r.refused(ErrHoldOver, r.onHold(k, 100, hold))
		}
		if held, err := r.e.Held(t.Context(), hold.Reference); err != nil || !held.Over {
			t.Errorf("got %+v, %v", held, err)
		}
		if n := g.calls("begin"); n != 3 {
			t.Errorf("%d requests left", n)
		}
		r.end()
	})
}

// A decrease leaves something, and what is left is what may be captured or released.
func TestADecreaseLeavesSomethingHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		g := withList(&history)
		r := till(t, g, newMemory())
		hold := r.reserve()
		r.refused(ErrWholeHold, r.onHold(payments.KindHoldDecrease, 10000, hold))
		r.refused(ErrWholeHold, r.onHold(payments.KindHoldDecrease, 10001, hold))
		if a := r.follow(payments.KindHoldDecrease, 3000, hold); a.Effect() != payments.EffectLess || a.Original.Amount != eur(10000) {
			t.Errorf("decreased %+v, %q", a.Original, a.Effect())
		}
		if held, err := r.e.Held(t.Context(), hold.Reference); err != nil || held.Amount != eur(7000) {
			t.Errorf("got %+v, %v", held, err)
		}
		r.refused(ErrWholeHold, r.onHold(payments.KindHoldDecrease, 7000, hold))
		r.refused(ErrOverHold, r.onHold(payments.KindHoldCapture, 7001, hold))
		history = []payments.Outcome{member("theirs", hold.Outcome.IDs.Transaction, payments.KindHoldDecrease, 1000, payments.StateApproved)}
		r.refused(ErrOverHold, r.onHold(payments.KindHoldCapture, 6001, hold))
		history = nil
		if released := r.follow(payments.KindHoldRelease, 0, hold); released.Amount != eur(7000) {
			t.Errorf("released %s", released.Amount)
		}
		r.refused(ErrHoldOver, r.onHold(payments.KindHoldDecrease, 100, hold))
		r.end()
	})
}

// A decrease that a person has closed without proof counts as made, an increase does not: no capture
// takes what may not be held any more.
func TestADecreaseThatIsNotProvenCounts(t *testing.T) {
	for kind, want := range map[payments.Kind]int64{payments.KindHoldDecrease: 7000, payments.KindHoldIncrease: 10000} {
		synctest.Test(t, func(t *testing.T) {
			var history []payments.Outcome
			m := newMemory()
			r := till(t, withList(&history), m)
			hold := r.reserve()
			a := r.follow(kind, 3000, hold)
			m.mu.Lock()
			closed := m.attempts[a.Reference]
			closed.State, closed.Outcome = payments.StateClosed, payments.Outcome{}
			m.attempts[a.Reference] = closed
			m.mu.Unlock()
			if held, err := r.e.Held(t.Context(), hold.Reference); err != nil || held.Amount != eur(want) {
				t.Errorf("%s: got %+v, %v", kind, held, err)
			}
			r.end()
		})
	}
}

// A release gives up the whole of what is held, with what it was increased by.
func TestAReleaseIsOfAllThatIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		r := till(t, withList(&history), newMemory())
		hold := r.reserve()
		r.follow(payments.KindHoldIncrease, 500, hold)
		r.refused(ErrOverRefund, r.onHold(payments.KindHoldRelease, 10000, hold))
		released := r.follow(payments.KindHoldRelease, 0, hold)
		if released.Amount != eur(10500) || released.Effect() != payments.EffectRelease {
			t.Errorf("released %s, %q", released.Amount, released.Effect())
		}
		r.refused(ErrHoldOver, r.onHold(payments.KindHoldCapture, 100, hold))
		r.end()
	})
}

// What another till did to a hold counts by the gateway's list, and what is open on it, or was
// closed without a proof, keeps everything else from it.
func TestWhatElseBecameOfAHold(t *testing.T) {
	of := func(hold payments.Attempt, k payments.Kind, minor int64, s payments.State) payments.Outcome {
		return member("theirs", hold.Outcome.IDs.Transaction, k, minor, s)
	}
	for name, tt := range map[string]struct {
		listed func(hold payments.Attempt) []payments.Outcome
		minor  int64
		want   error
	}{
		"increased elsewhere": {func(h payments.Attempt) []payments.Outcome {
			return []payments.Outcome{of(h, payments.KindHoldIncrease, 500, payments.StateApproved)}
		}, 10500, nil},
		"not increased elsewhere": {func(h payments.Attempt) []payments.Outcome {
			return []payments.Outcome{of(h, payments.KindHoldIncrease, 500, payments.StateDeclined)}
		}, 10500, ErrOverHold},
		"captured elsewhere": {func(h payments.Attempt) []payments.Outcome {
			return []payments.Outcome{of(h, payments.KindHoldCapture, 100, payments.StateApproved)}
		}, 100, ErrHoldOver},
		"released elsewhere": {func(h payments.Attempt) []payments.Outcome {
			return []payments.Outcome{of(h, "", 10000, payments.StateApproved)}
		}, 100, ErrHoldOver},
		"not released elsewhere": {func(h payments.Attempt) []payments.Outcome {
			return []payments.Outcome{of(h, payments.KindHoldRelease, 10000, payments.StateFailed)}
		}, 100, nil},
		"another hold's": {func(payments.Attempt) []payments.Outcome {
			return []payments.Outcome{member("theirs", "guid-other", payments.KindHoldCapture, 100, payments.StateApproved)}
		}, 100, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var history []payments.Outcome
				r := till(t, withList(&history), newMemory())
				hold := r.reserve()
				history = append([]payments.Outcome{member(hold.Outcome.IDs.Transaction, "", payments.KindHold, 10000, payments.StateApproved)}, tt.listed(hold)...)
				if q := r.onHold(payments.KindHoldCapture, tt.minor, hold); tt.want != nil {
					r.refused(tt.want, q)
				} else {
					r.start(q)
				}
				r.end()
			})
		})
	}
}

func TestAnOpenCaptureKeepsTheHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		g := withList(&history)
		r := till(t, g, newMemory())
		hold := r.reserve()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r.start(r.onHold(payments.KindHoldCapture, 100, hold))
		q := r.onHold(payments.KindHoldRelease, 0, hold)
		q.Terminal = counter
		r.refused(ErrOriginalTaken, q)
		if held, err := r.e.Held(t.Context(), hold.Reference); err != nil || !held.Open || held.Over {
			t.Errorf("got %+v, %v", held, err)
		}
		r.end()
	})
}

// A capture that a person has closed may have been made: nothing more is asked of the hold.
func TestAClosedCaptureCountsAsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		m := newMemory()
		r := till(t, withList(&history), m)
		hold := r.reserve()
		closed := r.follow(payments.KindHoldCapture, 100, hold)
		m.mu.Lock()
		closed.State, closed.Outcome = payments.StateClosed, payments.Outcome{}
		m.attempts[closed.Reference] = closed
		m.mu.Unlock()
		r.refused(ErrHoldOver, r.onHold(payments.KindHoldCapture, 100, hold))
		if _, err := r.e.Held(t.Context(), closed.Reference); !errors.Is(err, ErrNotRefundable) {
			t.Errorf("what is held by a capture: %v", err)
		}
		r.end()
	})
}

// A hold that is older than the shop says that one lasts is released, and no more: nothing of the rest
// leaves. Where nobody has said it, the provider decides.
func TestAHoldThatIsTooOldIsOnlyReleased(t *testing.T) {
	for _, lasts := range []time.Duration{0, 7 * 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			g := doubted(nil)
			g.info.Traits.HoldLasts = lasts
			r := till(t, g, newMemory())
			hold, other := r.reserve(), r.reserve()
			r.setClock(7*24*time.Hour - 3*time.Minute)
			r.follow(payments.KindHoldIncrease, 100, hold)
			r.setClock(7 * 24 * time.Hour)
			held, err := r.e.Held(t.Context(), other.Reference)
			if err != nil || held.Late != (lasts > 0) {
				t.Errorf("%s: %+v, %v", lasts, held, err)
			}
			if lasts > 0 {
				r.refused(ErrHoldLate, r.onHold(payments.KindHoldIncrease, 100, other))
				r.refused(ErrHoldLate, r.onHold(payments.KindHoldCapture, 100, other))
				r.follow(payments.KindHoldRelease, 0, other)
			} else {
				r.follow(payments.KindHoldCapture, 100, other)
			}
			r.end()
		})
	}
}
