package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// tipping is a till whose provider takes tips afterwards, with a sale of 50.00, and what that provider
// states of it.
func tipping(t *testing.T, m *memory) (*rig, *obedient, payments.Attempt, *payments.Outcome) {
	t.Helper()
	g := obeys()
	g.answer = func(payments.Command) payments.CommandAnswer {
		return payments.CommandAnswer{State: payments.CommandTaken}
	}
	r := till(t, g, m)
	sale := r.sell(5000)
	sale = r.want(time.Minute, sale.Reference, payments.StateApproved)
	sale.Outcome.Amounts.Tip = eur(0) // as results state that there is none
	m.attempts[sale.Reference] = sale
	listed := member(sale.Outcome.IDs.Transaction, "", payments.KindSale, 5000, payments.StateApproved)
	g.history = func(string) ([]payments.Outcome, error) { return []payments.Outcome{listed}, nil }
	return r, g, sale, &listed
}

func (r *rig) tip(sale payments.Attempt, minor int64) (CommandStep, error) {
	return r.e.AdjustTip(r.t.Context(), TipRequest{RequestKey: "tip " + eur(minor).String() + r.now().String(), Payment: sale.Reference, Tip: eur(minor)})
}

// What the provider states decides: the tip that was asked for with the whole is done, a hundredth of it or
// a hundred times it is another, and nothing stated is accepted and no more.
func TestATipIsWhatTheProviderStates(t *testing.T) {
	for name, test := range map[string]struct {
		tip, whole int64
		want       payments.CommandState
	}{
		"stated": {525, 5525, payments.CommandDone}, "nothing stated": {0, 5000, payments.CommandTaken},
		"a hundredth": {5, 5005, payments.CommandMisread}, "a hundred times": {52500, 57500, payments.CommandMisread},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, g, sale, listed := tipping(t, newMemory())
			g.answer = func(payments.Command) payments.CommandAnswer {
				if got := r.journal.course(); listed.Amounts.Tip.IsZero() && got != "[asked]" && got != "[asked taken asked]" {
					t.Errorf("%s: when it was sent the log said %s", name, got)
				}
				listed.Amounts.Tip, listed.Amounts.Charged = eur(test.tip), eur(test.whole)
				if test.tip == 0 {
					listed.Amounts.Tip = payments.Money{}
				}
				return payments.CommandAnswer{State: payments.CommandTaken}
			}
			s, err := r.tip(sale, 525)
			if err != nil || s.State != test.want {
				t.Errorf("%s: %s, %v", name, s.State, err)
			}
			if stated := s.Stated.Total; test.want != payments.CommandTaken && stated != eur(test.whole) {
				t.Errorf("%s: it states %s", name, stated)
			}
			_, err = r.tip(sale, 600)
			if misread := test.want == payments.CommandMisread; errors.Is(err, ErrTips) != misread {
				t.Errorf("%s: another one after it: %v", name, err)
			}
			r.refused(ErrTipAdjusted, Request{Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference})
			r.end()
		})
	}
}

// What nobody has answered is unknown, until the list states it; what was refused, or never left, leaves
// the payment as it was.
func TestATipWithoutAnAnswer(t *testing.T) {
	for state, want := range map[payments.CommandState]payments.CommandState{
		payments.CommandUnknown: payments.CommandUnknown, payments.CommandRefused: payments.CommandRefused, payments.CommandNotSent: payments.CommandNotSent,
	} {
		synctest.Test(t, func(t *testing.T) {
			r, g, sale, listed := tipping(t, newMemory())
			g.answer = func(payments.Command) payments.CommandAnswer { return payments.CommandAnswer{State: state} }
			if s, err := r.tip(sale, 525); err != nil || s.State != want {
				t.Errorf("%s: %s, %v", state, s.State, err)
			}
			void := Request{RequestKey: "void", Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference}
			if _, err := r.e.Start(t.Context(), void); errors.Is(err, ErrTipAdjusted) != (state == payments.CommandUnknown) {
				t.Errorf("%s: the void: %v", state, err)
			}
			if state == payments.CommandUnknown {
				g.answer = func(payments.Command) payments.CommandAnswer {
					listed.Amounts.Tip, listed.Amounts.Charged = eur(600), eur(5600)
					return payments.CommandAnswer{State: state}
				}
				if s, err := r.tip(sale, 600); err != nil || s.State != payments.CommandDone {
					t.Errorf("stated after all: %s, %v", s.State, err)
				}
			}
			r.end()
		})
	}
}

// A tip that was read otherwise is taken back by none at all, which is the same in every unit, where nobody has
// settled one any more too. Once the provider states that there is none the payment can be voided, and not before.
func TestATipThatWasMisreadIsTakenBack(t *testing.T) {
	for name, test := range map[string]struct {
		first, back payments.CommandState // what is answered
		stated      int64                 // the tip afterwards
		want        payments.CommandState
		void        error
	}{
		"taken back":                    {payments.CommandTaken, payments.CommandTaken, 0, payments.CommandDone, nil},
		"still there":                   {payments.CommandTaken, payments.CommandTaken, 5, payments.CommandTaken, ErrTipAdjusted},
		"refused":                       {payments.CommandTaken, payments.CommandRefused, 5, payments.CommandRefused, ErrTipAdjusted},
		"nobody has answered the first": {payments.CommandUnknown, payments.CommandTaken, 0, payments.CommandDone, ErrTipAdjusted},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, g, sale, listed := tipping(t, newMemory())
			states := func(tip int64, s payments.CommandState) {
				g.answer = func(payments.Command) payments.CommandAnswer {
					listed.Amounts.Tip, listed.Amounts.Charged = eur(tip), eur(5000+tip)
					return payments.CommandAnswer{State: s}
				}
			}
			states(5, test.first)
			if name == "nobody has answered the first" { // nor does the list state it in time
				g.answer = func(payments.Command) payments.CommandAnswer { return payments.CommandAnswer{State: test.first} }
			}
			if _, err := r.tip(sale, 525); err != nil {
				t.Fatal(err)
			}
			listed.Amounts.Tip, listed.Amounts.Charged = eur(5), eur(5005)
			g.unable = payments.SetOf(payments.CommandTip) // nobody has settled a unit any more
			if _, err := r.tip(sale, 600); !errors.Is(err, ErrUnsupported) {
				t.Errorf("%s: another tip: %v", name, err)
			}
			states(test.stated, test.back)
			s, err := r.tip(sale, 0)
			if err != nil || s.State != test.want {
				t.Errorf("%s: %s, %v", name, s.State, err)
			}
			void := Request{RequestKey: "void", Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference}
			if _, err := r.e.Start(t.Context(), void); !errors.Is(err, test.void) {
				t.Errorf("%s: the void: %v", name, err)
			}
			r.end()
		})
	}
	synctest.Test(t, func(t *testing.T) {
		r, g, sale, _ := tipping(t, newMemory())
		g.unable = payments.SetOf(payments.CommandTip)
		if _, err := r.tip(sale, 0); !errors.Is(err, ErrUnsupported) {
			t.Errorf("where there is none: %v", err)
		}
		r.end()
	})
}

// What cannot be meant is refused before anything leaves, and a press is one tip.
func TestATipThatIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, g, sale, _ := tipping(t, newMemory())
		no := func(name string, want error, q TipRequest) {
			t.Helper()
			if _, err := r.e.AdjustTip(t.Context(), q); !errors.Is(err, want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		no("above the amount", ErrTipOver, TipRequest{"a", sale.Reference, eur(5001)})
		no("less than nothing", ErrTipOver, TipRequest{"b", sale.Reference, eur(-1)})
		no("in another currency", ErrTipOver, TipRequest{"c", sale.Reference, payments.MustMoney(100, "USD")})
		no("of nothing", ErrNoAttempt, TipRequest{"d", "nothing", eur(100)})
		refund := r.start(Request{RequestKey: "refund", Kind: payments.KindRefund, Amount: eur(100), Terminal: door, Original: sale.Reference})
		no("of what is being refunded", ErrOriginalTaken, TipRequest{"e", sale.Reference, eur(100)})
		r.after(10*time.Minute, refund.Reference)
		before := g.history
		g.history = func(string) ([]payments.Outcome, error) { return nil, errors.New("no answer") }
		no("nobody says what it is now", ErrLookupFailed, TipRequest{"f", sale.Reference, eur(100)})
		g.history = func(string) ([]payments.Outcome, error) { return nil, nil }
		no("it is not listed", ErrNotRefundable, TipRequest{"g", sale.Reference, eur(100)})
		g.history = before
		if n := len(r.journal.commands); n != 0 {
			t.Errorf("%d lines are written", n)
		}
		asked := r.journal.attempts[sale.Reference]
		asked.Outcome.Amounts.Tip = eur(500)
		r.journal.attempts[sale.Reference] = asked
		no("its terminal has asked for one", ErrTipThere, TipRequest{"h", sale.Reference, eur(100)})
		r.end()
	})
	synctest.Test(t, func(t *testing.T) {
		r, _, sale, _ := tipping(t, newMemory())
		if _, err := r.e.AdjustTip(t.Context(), TipRequest{"one", sale.Reference, eur(100)}); err != nil {
			t.Error(err)
		}
		if _, err := r.e.AdjustTip(t.Context(), TipRequest{"one", sale.Reference, eur(100)}); !errors.Is(err, ErrNonceTaken) {
			t.Errorf("the same press again: %v", err)
		}
		r.end()
	})
}
