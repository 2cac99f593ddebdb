package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// settled is a provider that carries out without a terminal what follows a hold, in a unit that the
// shop has settled.
func settled(s *shop) {
	live(s)
	s.traits.Settled, s.traits.AlsoWithout = true, []payments.Way{
		{Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true}, {Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true},
		{Kind: payments.KindSaleReversal, On: payments.KindHoldCapture},
	}
}

// chargesWithout charges a hold by keys and without a terminal, as far as the provider's answer.
func (r *rig) chargesWithout() payments.Attempt {
	r.Helper()
	r.holds()
	r.key(fyne.KeyInsert)
	r.begins("10000")
	r.holds()
	r.key(fyne.KeyReturn, fyne.KeyF11)
	r.keys("1240")
	r.key(fyne.KeyReturn)
	r.in(r.app.screens.payment)
	return r.shop.newest()
}

// misreads is the answer with another amount than was asked for.
func (r *rig) misreads(a payments.Attempt) {
	r.move(a, checkout.EventMismatch, payments.StateMismatch, func(a *payments.Attempt) {
		a.Mismatch, a.Mismatched = []string{"amount"}, payments.Outcome{
			State: payments.StateApproved, Source: payments.SourceBegin, IDs: payments.IDs{Transaction: "guid"},
			Amounts: payments.Amounts{Charged: payments.MustMoney(124000, "EUR")},
		}
	})
}

// A hold is charged without a terminal by keys. When the provider has read another amount it can be
// undone as that, and nobody is offered the same way again: the shop has to settle it anew.
func TestAMisreadAmountTakesTheWayBack(t *testing.T) {
	inWindow(t, usual, settled, func(r *rig) {
		a := r.chargesWithout()
		if a.Kind != payments.KindHoldCapture || a.Terminal != (payments.Terminal{}) || a.Amount != payments.MustMoney(1240, "EUR") {
			t.Fatalf("started %s of %s on %+v", a.Kind, a.Amount, a.Terminal)
		}
		r.misreads(a)
		r.app.screens.payment.Act(present.ActionReverse)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Void the sale of 1,240.00 EUR?")
		r.keys("another unit")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if undo := r.shop.newest(); undo.Kind != payments.KindSaleReversal || undo.Terminal != (payments.Terminal{}) || undo.Original.Reference != a.Reference {
			t.Errorf("started %s on %+v", undo.Kind, undo.Terminal)
		}
		profile := r.app.model.Settings.Environment
		if got := r.app.model.Settings.Choices[profile][payments.ChoiceUnits]; got != payments.UnitsOff {
			t.Errorf("settings of %s say %q", profile, got)
		}
		r.holds()
		r.key(fyne.KeyInsert)
		r.begins("5000")
		r.holds()
		r.key(fyne.KeyReturn)
		if form := r.app.screens.choose.Holds.Form; form.View.Way.Label != "" {
			t.Errorf("it is offered as %q", form.View.Way.Label)
		}
	})
}

func unitScenes() map[string]scene {
	return map[string]scene{
		"hold-charge-without": {prepare: settled, play: func(r *rig) {
			r.holds()
			r.key(fyne.KeyInsert)
			r.begins("10000")
			r.holds()
			r.key(fyne.KeyReturn, fyne.KeyF11)
			r.keys("1240")
		}},
		"units-misread": {prepare: settled, play: func(r *rig) { r.misreads(r.chargesWithout()) }},
	}
}
