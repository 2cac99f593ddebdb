package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// decline ends an attempt with a card that was not accepted.
func (r *rig) decline(a payments.Attempt) {
	r.move(a, checkout.EventResult, payments.StateDeclined, nil)
}

// The grave one: a decline of the customer before must not swallow what is typed for the next,
// nor take her Enter for its own.
func TestAResultThatEndsWhileACashierTypesSwallowsNothing(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.pass(parts.Undivided)
		r.keys("3")
		r.decline(first)
		r.keys("00")
		r.key(fyne.KeyF2)
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		if len(r.shop.requests) != 2 || r.shop.requests[1].Amount != payments.MustMoney(300, "EUR") {
			t.Fatalf("charged %+v, want 3.00 for the second customer", r.shop.requests)
		}
	})
}

func TestAResultWaitsForAQuietMoment(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.pass(parts.Undivided)
		r.keys("3")
		r.hasty(fyne.KeyBackspace)
		r.decline(first)
		r.pass(parts.Undivided - time.Second)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
		r.pass(2 * time.Second)
		r.in(r.app.screens.payment)
	})
}

func TestSeveralResultsDoNotComeOneAfterTheOther(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		second := r.charge("300")
		r.ctrl(fyne.KeyN)
		r.decline(first)
		r.approve(second)
		r.pass(time.Minute)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.display.shell.tray.State().Text, "2 payments finished: look")
		r.hasty(fyne.KeyF9)
		r.tap(r.app.access.Dialogs.Dialog.Rows[0])
		r.in(r.app.screens.payment)
		r.key(fyne.KeyEscape)
		r.pass(time.Minute)
		r.in(r.app.screens.sale)
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
	})
}

// Enter that was on its way when a result came up does not leave it, a held one never sends
// again, and charging again needs a press of its own.
func TestEnterOnADeclineNeverSendsAgain(t *testing.T) {
	inWide(t, func(r *rig) {
		r.decline(r.charge("1240"))
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.pass(parts.Settling)
		for range 60 { // two seconds of a key that is held down
			r.hasty(fyne.KeyReturn)
			r.pass(33 * time.Millisecond)
		}
		r.in(r.app.screens.sale)
		r.wants("keypad", r.amount(), "12.40")
		if got := r.shop.called("start"); got != 1 {
			t.Fatalf("%d payments were started by a held Enter", got)
		}
		r.pass(parts.Settling)
		r.hasty(fyne.KeyReturn)
		if got := r.shop.called("start"); got != 2 {
			t.Errorf("a press of its own started %d payments, want 2 in all", got)
		}
	})
}

func TestADoubleClickOnAnotherCardDoesNotCharge(t *testing.T) {
	inWide(t, func(r *rig) {
		r.decline(r.charge("1240"))
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionAnotherCard))
		r.app.screens.sale.Charge.Tapped(&fyne.PointEvent{})
		r.settle()
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments were started", got)
		}
	})
}

func TestAMessageIsNotPressedAwayUnread(t *testing.T) {
	inWide(t, func(r *rig) {
		r.shop.fail("start", checkout.ErrJournalFull)
		r.keys("1240")
		r.hasty(fyne.KeyReturn, fyne.KeyReturn)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("a second Enter in haste closed the message")
		}
		r.key(fyne.KeyReturn)
		if r.app.access.Dialogs.Modal != nil {
			t.Error("Enter does not close a message that was read")
		}
	})
}

// What happens to a payment behind another screen is no reason to ignore a press there.
func TestAPaymentBehindAnotherScreenStartlesNobody(t *testing.T) {
	inWide(t, func(r *rig) {
		sold := r.charge("1240")
		r.approve(sold)
		r.key(fyne.KeyReturn)
		running := r.charge("300")
		r.ctrl(fyne.Key2)
		r.app.screens.refund.Begin(sold)
		r.settle()
		r.key(fyne.KeyF2)
		r.keys("torn page")
		r.pass(time.Second)
		r.decline(running)
		r.hasty(fyne.KeyReturn)
		if got := r.shop.called("start refund"); got != 1 {
			t.Errorf("%d refunds were started", got)
		}
	})
}
