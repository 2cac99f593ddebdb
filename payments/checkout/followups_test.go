package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// timed is a gateway that says what it takes on a payment now.
type timed struct {
	*full
	said payments.FollowUps
	err  error
}

func (g *timed) FollowUps(context.Context, payments.Attempt) (payments.FollowUps, error) {
	return g.said, g.err
}

// withoutTerminal is a provider that gives money back by itself, but for one scheme.
func withoutTerminal() *full {
	g := obliging()
	g.info.Traits.WithoutTerminal = []payments.Kind{payments.KindRefund, payments.KindSaleReversal}
	g.info.Traits.AtTerminal = []string{"Interac"}
	g.begin = func(a payments.Attempt) payments.Outcome {
		return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceBegin, IDs: payments.IDs{Result: a.Reference}}
	}
	g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
	return g
}

// paidWith is an approved sale with a card of a scheme.
func paidWith(m *memory, reference, scheme string) payments.Attempt {
	return left(m, payments.StateApproved, func(a *payments.Attempt) {
		a.Reference, a.RequestKey, a.Amount = reference, reference, eur(3990)
		a.Outcome = payments.Outcome{State: payments.StateApproved, Card: payments.Card{Scheme: scheme},
			IDs: payments.IDs{Transaction: "guid-" + reference}, Amounts: payments.Amounts{Charged: eur(3990)}}
	})
}

// What needs no terminal ties none: it starts beside a payment that is open on the terminal that
// was chosen, beside another of its sort, and names no terminal.
func TestWhatNeedsNoTerminalTiesNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		first, second := paidWith(m, "5f0c6c2e-0000-4000-8000-0000000000b1", "Visa"), paidWith(m, "5f0c6c2e-0000-4000-8000-0000000000b2", "Visa")
		r := till(t, withoutTerminal(), m)
		sale := r.sell(100)
		for _, original := range []payments.Attempt{first, second} {
			a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: original.Reference})
			if a = r.want(time.Second, a.Reference, payments.StateWaiting); a.Terminal != (payments.Terminal{}) {
				t.Errorf("the refund names the terminal %+v", a.Terminal)
			}
		}
		r.want(0, sale.Reference, payments.StateWaiting)
		r.end()
	})
}

// Money goes back at a terminal where the card's scheme asks for it, and then a terminal is
// needed, as for every sale.
func TestSomeCardsNeedATerminalAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		debit := paidWith(m, "5f0c6c2e-0000-4000-8000-0000000000b3", "INTERAC")
		r := till(t, withoutTerminal(), m)
		for _, q := range []Request{
			{RequestKey: "1", Kind: payments.KindRefund, Amount: eur(500), Original: debit.Reference},
			{RequestKey: "2", Kind: payments.KindSale, Amount: eur(500)},
		} {
			if _, err := r.e.Start(t.Context(), q); !errors.Is(err, ErrNoTerminal) {
				t.Errorf("%s without a terminal: %v", q.Kind, err)
			}
		}
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: debit.Reference})
		if a.Terminal != door {
			t.Errorf("the refund is on %+v", a.Terminal)
		}
		void := r.e.p.Gateway.Info()
		if void.NeedsTerminal(payments.KindSaleReversal, debit.Outcome.Card) {
			t.Error("a void needs a terminal")
		}
		r.end()
	})
}

// Where a terminal is broken or gone a sale is undone without one, and at it where it is named. No
// other kind is.
func TestASaleIsUndoneWithoutATerminalWhereTheProviderCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		g := withoutTerminal()
		g.info.Traits = payments.Traits{AlsoWithout: []payments.Way{{Kind: payments.KindSaleReversal, On: payments.KindSale}}}
		first, second := paidWith(m, "5f0c6c2e-0000-4000-8000-0000000000c1", "Visa"), paidWith(m, "5f0c6c2e-0000-4000-8000-0000000000c2", "Visa")
		r := till(t, g, m)
		without := r.start(Request{Kind: payments.KindSaleReversal, Original: first.Reference})
		if without.Terminal != (payments.Terminal{}) || without.Amount != eur(3990) {
			t.Errorf("undone on %+v, of %s", without.Terminal, without.Amount)
		}
		if at := r.start(Request{Kind: payments.KindSaleReversal, Terminal: door, Original: second.Reference}); at.Terminal != door {
			t.Errorf("undone on %+v, where a terminal was named", at.Terminal)
		}
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "x", Kind: payments.KindSale, Amount: eur(500)}); !errors.Is(err, ErrNoTerminal) {
			t.Errorf("a sale without a terminal: %v", err)
		}
		r.end()
	})
}

// What the provider does not take now is refused before anything is written down.
func TestWhatTheProviderTakesLaterIsNotStarted(t *testing.T) {
	const refund, void = payments.KindRefund, payments.KindSaleReversal
	lost := &payments.Error{Kind: payments.ErrorTimeout}
	for name, c := range map[string]struct {
		said       payments.FollowUps
		err        error
		wantRefund error
		wantVoid   error
	}{
		"the day is open":   {payments.FollowUps{Now: []payments.Kind{void}, Later: []payments.Kind{refund}}, nil, ErrTooEarly, nil},
		"the day is closed": {payments.FollowUps{Now: []payments.Kind{refund}}, nil, nil, ErrTooLate},
		"too long ago":      {payments.FollowUps{}, nil, ErrTooLate, ErrTooLate},
		"nobody knows":      {payments.FollowUps{}, lost, ErrLookupFailed, ErrLookupFailed},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			sale := paid(m)
			e := engine(Params{Journal: m, Gateway: &timed{withoutTerminal(), c.said, c.err}, Account: shop})
			for kind, want := range map[payments.Kind]error{refund: c.wantRefund, void: c.wantVoid} {
				a := payments.Attempt{Intent: payments.Intent{Kind: kind, Amount: eur(500), Terminal: door}}
				if kind == void {
					a.Amount = payments.Money{}
				}
				if err := e.link(t.Context(), &a, Request{Kind: kind, Original: sale.Reference}); !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", kind, err, want)
				}
			}
			rest, err := e.Refundable(t.Context(), sale.Reference)
			if err != nil || (rest.FollowUps != nil) != (c.err == nil) {
				t.Fatalf("rest %+v, %v", rest, err)
			}
			now, later := rest.Takes(refund)
			if open := c.err == nil; open && (now != (c.wantRefund == nil) || later != errors.Is(c.wantRefund, ErrTooEarly)) || !open && (!now || later) {
				t.Errorf("a refund is taken now: %v, later: %v", now, later)
			}
		})
	}
}

// recognising is a gateway that files payments in a way of its own.
type recognising struct{ *full }

func (recognising) Foreign(a payments.Attempt, o payments.Outcome) []string {
	if o.IDs.Reference != "no "+a.Reference {
		return []string{"reference"}
	}
	return nil
}

// Whose an answer is, is the gateway's to say; amount and terminal are compared all the same.
func TestTheGatewaySaysWhoseAnAnswerIs(t *testing.T) {
	for name, c := range map[string]struct {
		reference func(payments.Attempt) string
		charged   int64
		want      payments.State
	}{
		"ours":           {func(a payments.Attempt) string { return "no " + a.Reference }, 1240, payments.StateApproved},
		"another's":      {func(a payments.Attempt) string { return a.Reference }, 1240, payments.StateMismatch},
		"another amount": {func(a payments.Attempt) string { return "no " + a.Reference }, 9999, payments.StateMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := recognising{obliging()}
				g.begin = func(a payments.Attempt) payments.Outcome {
					return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceBegin, IDs: payments.IDs{Result: "handle"}}
				}
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceResult)
					o.IDs.Reference, o.Amounts = c.reference(a), payments.Amounts{Charged: eur(c.charged)}
					return o, nil
				}
				r := till(t, g, newMemory())
				r.want(5*time.Second, r.sell(1240).Reference, c.want)
				r.end()
			})
		})
	}
}
