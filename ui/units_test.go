package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

// settled is a provider that carries out without a terminal what follows a hold, in a unit that the
// shop has settled.
func settled(s *shop) {
	live(s)
	s.traits.Settled, s.traits.AlsoWithout = true, []payments.Way{
		{Kind: payments.KindHoldIncrease, On: payments.KindHold, InDoubt: true}, {Kind: payments.KindHoldCapture, On: payments.KindHold, InDoubt: true, Tip: true},
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
		r.key(fyne.KeyDelete)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Void the charge of 1,240.00 EUR of the hold?")
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

// A tip in the charge of a hold is typed by keys: F10, the tip, Enter; Esc takes it away again.
func TestAHoldIsChargedWithATipByKeys(t *testing.T) {
	inWindow(t, usual, settled, func(r *rig) {
		form := r.app.screens.choose.Holds.Form
		r.holds()
		r.key(fyne.KeyInsert)
		hold := r.begins("10000")
		r.holds()
		r.key(fyne.KeyReturn)
		if r.key(fyne.KeyF10); form.View.Tip.Label != "" || form.View.Title != "Charge the hold" {
			t.Error("a terminal is told of a tip")
		}
		r.key(fyne.KeyF11)
		r.keys("1240")
		r.key(fyne.KeyF10)
		r.keys("1240")
		r.wants("too large", form.View.Confirm.Hint, "A tip is less than the 12.40 EUR that are charged.")
		r.key(fyne.KeyEscape)
		r.pass(3 * time.Second)
		r.key(fyne.KeyF10)
		r.keys("240")
		r.key(fyne.KeyReturn)
		r.in(form)
		r.wants("confirm", form.View.Confirm.Label, "Charge 12.40 EUR of the hold, 2.40 EUR of it a tip, without a terminal")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		a := r.shop.newest()
		if a.Kind != payments.KindHoldCapture || a.Original.Reference != hold.Reference || a.Amount != payments.MustMoney(1240, "EUR") || a.Tip != payments.MustMoney(240, "EUR") {
			t.Errorf("started %s of %s with a tip of %s", a.Kind, a.Amount, a.Tip)
		}
	})
}

// An amount that is higher than the shop takes without a question is asked about before it is held or
// charged, in the words of what is done.
func TestAHighHoldIsAskedAbout(t *testing.T) {
	inWide(t, func(r *rig) {
		r.holds()
		r.key(fyne.KeyInsert)
		r.keys("1200000")
		r.key(fyne.KeyReturn)
		dialog := r.app.access.Dialogs.Dialog
		r.wants("question", dialog.Title.Text(), "Really 12,000.00 EUR?")
		r.wants("yes", dialog.Confirm.State().Text, "Hold 12,000.00 EUR")
		if n := len(r.shop.attempts); n != 0 {
			t.Errorf("%d were begun before it was answered", n)
		}
		r.tap(dialog.Confirm)
		r.in(r.app.screens.payment)
		if a := r.shop.newest(); a.Kind != payments.KindHold || a.Amount != payments.MustMoney(1200000, "EUR") {
			t.Errorf("started %s of %s", a.Kind, a.Amount)
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
		"hold-charge-tip": {prepare: settled, play: func(r *rig) {
			r.holds()
			r.key(fyne.KeyInsert)
			r.begins("10000")
			r.holds()
			r.key(fyne.KeyReturn, fyne.KeyF11)
			r.keys("1240")
			r.key(fyne.KeyF10)
			r.keys("240")
		}},
		"hold-charge-tipped": {prepare: settled, play: func(r *rig) {
			r.holds()
			r.key(fyne.KeyInsert)
			r.begins("10000")
			r.holds()
			r.key(fyne.KeyReturn, fyne.KeyF11)
			r.keys("1240")
			r.pass(time.Second)
			r.key(fyne.KeyF10)
			r.keys("240")
			r.key(fyne.KeyReturn)
		}},
		"hold-large": {prepare: settled, play: func(r *rig) {
			r.holds()
			r.key(fyne.KeyInsert)
			r.keys("2000000")
			r.key(fyne.KeyReturn)
		}},
		"units-misread": {prepare: settled, play: func(r *rig) { r.misreads(r.chargesWithout()) }},
	}
}
