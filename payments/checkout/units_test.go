package checkout

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// doubted is a provider that carries out without a terminal what follows a hold, in a unit that a
// person has settled, and undoes a capture without any amount. It takes asked for what it makes of
// it.
func doubted(reads func(asked int64) int64) *full {
	var history []payments.Outcome
	g := withList(&history)
	g.info.Traits = payments.Traits{Settled: true, AlsoWithout: []payments.Way{
		{Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true}, {Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true},
		{Kind: payments.KindSaleReversal, On: payments.KindHoldCapture},
	}}
	g.begin = func(a payments.Attempt) payments.Outcome {
		if a.Terminal.Serial != "" || reads == nil {
			return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceBegin, IDs: payments.IDs{Result: a.Reference}}
		}
		o := approval(a, payments.SourceBegin)
		o.IDs = payments.IDs{Transaction: "guid-" + a.Reference, Original: a.Original.TransactionID}
		if o.Amounts = (payments.Amounts{Charged: a.Amount}); !a.Kind.Operation().Undoes() {
			o.Amounts.Charged = eur(reads(a.Amount.Minor()))
		}
		return o
	}
	g.find = func(int, payments.Attempt) (payments.Outcome, error) {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}, nil
	}
	return g
}

func asAsked(asked int64) int64 { return asked }

// without is what follows a hold where no terminal is named.
func (r *rig) without(k payments.Kind, minor int64, hold payments.Attempt) Request {
	q := r.onHold(k, minor, hold)
	q.Terminal = payments.Terminal{}
	return q
}

// As long as nobody has settled the unit, it goes by a terminal and in no other way.
func TestAnAmountInDoubtNeedsATerminalUntilItIsSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := doubted(asAsked)
		g.info.Traits.Settled = false
		r := till(t, g, newMemory())
		hold := r.reserve()
		r.refused(ErrNoTerminal, r.without(payments.KindHoldIncrease, 500, hold))
		r.refused(ErrNoTerminal, r.without(payments.KindHoldCapture, 500, hold))
		r.follow(payments.KindHoldIncrease, 500, hold)
		r.end()
	})
}

// Another one leaves once what the provider states of the first is proven. What has a terminal or
// no amount is not kept by it.
func TestOneAmountInDoubtAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := doubted(asAsked)
		r := till(t, g, newMemory())
		one, other, third := r.reserve(), r.reserve(), r.reserve()
		done := r.start(r.without(payments.KindHoldIncrease, 500, one))
		if done = r.want(time.Second, done.Reference, payments.StateApproved); done.Terminal != (payments.Terminal{}) {
			t.Errorf("at terminal %+v", done.Terminal)
		}
		g.begin = func(payments.Attempt) payments.Outcome {
			return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin}
		}
		open := r.start(r.without(payments.KindHoldIncrease, 700, other))
		r.want(time.Second, open.Reference, payments.StateUnknown)
		r.refused(ErrUnits, r.without(payments.KindHoldCapture, 500, third))
		g.begin = accept
		r.follow(payments.KindHoldCapture, 500, third)
		r.end()
		r = till(t, doubted(asAsked), r.journal) // the one that is open is taken up
		r.refused(ErrUnits, r.without(payments.KindHoldCapture, 500, one))
		r.end()
	})
}

// An amount that was read in another unit is a mismatch, which can be undone as what it is. Nothing
// more leaves in that way, not after a person has closed it and not after a restart.
func TestAnAmountInAnotherUnitStopsEverything(t *testing.T) {
	less, more := func(asked int64) int64 { return asked / 100 }, func(asked int64) int64 { return asked * 100 }
	for name, reads := range map[string]func(int64) int64{"a hundredth": less, "a hundred times": more, "a hundredth, restarted": less, "a hundred times, restarted": more} {
		restarted := strings.HasSuffix(name, "restarted")
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := till(t, doubted(reads), newMemory())
				hold, other := r.reserve(), r.reserve()
				a := r.start(r.without(payments.KindHoldCapture, 1200, hold))
				a = r.want(time.Second, a.Reference, payments.StateMismatch)
				if stated := a.Mismatched.Amounts.Charged; stated != eur(reads(1200)) || a.Amount != eur(1200) || a.Effect() != payments.EffectNone {
					t.Errorf("asked %s, stated %s, effect %q", a.Amount, stated, a.Effect())
				}
				r.refused(ErrUnits, r.without(payments.KindHoldCapture, 500, other))
				if restarted {
					r.end()
					r = till(t, doubted(reads), r.journal)
					r.refused(ErrUnits, r.without(payments.KindHoldIncrease, 500, other))
				}
				undo := r.start(Request{Kind: payments.KindSaleReversal, Original: a.Reference})
				if undo = r.want(time.Second, undo.Reference, payments.StateApproved); undo.Amount != eur(reads(1200)) {
					t.Errorf("%s was undone", undo.Amount)
				}
				if err := r.e.Close(context.Background(), a.Reference, "undone"); err != nil {
					t.Fatal(err)
				}
				r.want(time.Second, a.Reference, payments.StateClosed)
				r.refused(ErrUnits, r.without(payments.KindHoldCapture, 500, other))
				r.follow(payments.KindHoldCapture, 500, other)
				r.end()
			})
		})
	}
}

// What does not fit for another reason than its amount cannot be undone: nobody knows what it is.
func TestOnlyAnAmountInDoubtIsUndoneAsStated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := doubted(asAsked)
		r := till(t, g, newMemory())
		hold := r.reserve()
		g.begin = func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceBegin)
			o.IDs = payments.IDs{Transaction: "guid-x", Original: "another"}
			o.Amounts = payments.Amounts{Charged: eur(120000)}
			return o
		}
		a := r.start(r.without(payments.KindHoldCapture, 1200, hold))
		r.want(time.Second, a.Reference, payments.StateMismatch)
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "undo", Kind: payments.KindSaleReversal, Original: a.Reference}); !errors.Is(err, ErrNotRefundable) {
			t.Errorf("got %v", err)
		}
		r.end()
	})
}
