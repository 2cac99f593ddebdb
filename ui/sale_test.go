package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
)

func TestASaleByKeyboardAlone(t *testing.T) {
	inWide(t, func(r *rig) {
		r.in(r.app.screens.sale)
		r.keys("1240")
		r.wants("amount", r.amount(), "12.40")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		a := r.shop.newest()
		r.waiting(a)
		r.wants("heading", r.heading(), "Waiting for the customer")
		r.approve(a)
		r.wants("heading", r.heading(), "Paid by card")
		r.key(fyne.KeyEnter)
		r.in(r.app.screens.sale)
		r.wants("amount after the sale", r.amount(), "0.00")
		r.key(fyne.KeyEnter)
		r.in(r.app.screens.sale)
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments started, want 1", got)
		}
		if got := r.shop.requests[0].Amount; got != payments.MustMoney(1240, "EUR") {
			t.Errorf("charged %v, want 12.40 EUR", got)
		}
	})
}
