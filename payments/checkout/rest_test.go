package checkout

import (
	"errors"
	"testing"
	"testing/synctest"

	"tillside/payments"
)

// name, gave money back: the rest is smaller by it.
func TestARefundThatTheListProvesIsCounted(t *testing.T) {
	for name, list := range map[string][]payments.Outcome{
		"listed by its name":                           {member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved), member("guid-r1", "guid-sale", payments.KindRefund, 3990, payments.StateApproved)},
		"the sale is refunded and no refund is listed": {refundedSale()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				sale := paid(m)
				left(m, payments.StateDeclined, func(a *payments.Attempt) {
					a.Reference, a.RequestKey, a.Kind, a.Amount = "r1", "r1", payments.KindRefund, eur(3990)
					a.Original = payments.Original{Reference: sale.Reference, FiledUnder: sale.Reference, TransactionID: "guid-sale"}
					a.Outcome = payments.Outcome{State: payments.StateDeclined, IDs: payments.IDs{Transaction: "guid-r1"}}
				})
				g.history = func(string) ([]payments.Outcome, error) { return list, nil }
				r := till(t, g, m)
				rest, err := r.e.Refundable(t.Context(), sale.Reference)
				if err != nil || rest.Rest != eur(0) {
					t.Errorf("39.90 of 39.90 went back, and what is left is said to be %v (%v)", rest.Rest, err)
				}
				_, err = r.e.Start(t.Context(), Request{RequestKey: "again", Kind: payments.KindRefund, Amount: eur(3990), Terminal: door, Original: sale.Reference})
				if !errors.Is(err, ErrOverRefund) {
					t.Errorf("a second refund of the whole was started: %v", err)
				}
				r.end()
			})
		})
	}
}

// refund do.
func TestAClosedVoidOfARefundCountsAsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		child(m, "r1", payments.KindRefund, sale.Reference, 500, payments.StateApproved)
		child(m, "v1", payments.KindRefundReversal, "r1", 500, payments.StateClosed)
		r := till(t, g, m)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "again", Kind: payments.KindRefundReversal, Terminal: door, Original: "r1"})
		if !errors.Is(err, ErrNotRefundable) {
			t.Errorf("a second void of the same refund was started: %v", err)
		}
		r.end()
	})
}

// A sale that the provider's list calls declined has nothing to give back, whatever the till knew. Nor is
// anything sent where the list has a word for it that nobody has documented: one that was reversed may be
// called so. A list that lags takes nothing away.
func TestNothingGoesBackOfASaleThatTheListDenies(t *testing.T) {
	for listed, sent := range map[payments.State]bool{
		payments.StateDeclined: false, payments.StateUnknown: false, payments.StateApproved: true, payments.StateWaiting: true,
	} {
		t.Run(string(listed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				sale := paid(m)
				g.history = func(string) ([]payments.Outcome, error) {
					return []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, listed)}, nil
				}
				r := till(t, g, m)
				_, err := r.e.Start(t.Context(), Request{RequestKey: "back", Kind: payments.KindRefund, Amount: eur(3990), Terminal: door, Original: sale.Reference})
				if (err == nil) != sent || err != nil && !errors.Is(err, ErrNotRefundable) {
					t.Errorf("39.90 of a sale that the list, read the moment before, calls %s: %v", listed, err)
				}
				r.end()
			})
		})
	}
}
