package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// What the owner has not allowed is refused below the window, before anything is written down,
// and what was changed counts at once.
func TestTheOwnersLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var history []payments.Outcome
		limits, of := RefundLimits{Most: 1, MaxAge: 1, NoUnlinked: true}, payments.Currency("") // a sale is none of it
		r := till(t, withList(&history), newMemory(), func(p *Params) {
			p.RefundLimits = func(c payments.Currency) RefundLimits { of = c; return limits }
		})
		defer r.end()
		sale := r.start(Request{Kind: payments.KindSale, Amount: eur(10000), Terminal: door})
		sale = r.want(time.Minute, sale.Reference, payments.StateApproved)
		back := Request{Kind: payments.KindRefund, Amount: eur(1001), Terminal: door, Original: sale.Reference, Reason: "x"}
		void := Request{Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference, Reason: "x"}
		free := Request{Kind: payments.KindUnlinkedRefund, Amount: eur(500), Terminal: door, Reason: "x"}

		limits = RefundLimits{Most: 1000, NoUnlinked: true}
		r.refused(ErrOverLimit, back)
		if of != "EUR" {
			t.Errorf("the limits of %q were asked for", of)
		}
		r.refused(ErrOverLimit, void)
		r.refused(ErrNoUnlinked, free)
		limits = RefundLimits{Most: 1000}
		free.Amount = eur(1001)
		r.refused(ErrOverLimit, free)

		limits = RefundLimits{MaxAge: 24 * time.Hour}
		time.Sleep(25 * time.Hour)
		r.refused(ErrOverAge, back)
		r.refused(ErrOverAge, void)
		limits.MaxAge = 48 * time.Hour
		back.RequestKey = "allowed"
		a := r.start(back)
		r.want(time.Minute, a.Reference, payments.StateApproved)
	})
}
