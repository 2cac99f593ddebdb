package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

// The owner looks at the day, which has one open question, and closes it.
func TestTheOwnerClosesTheDay(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		a := r.charge("4200")
		r.waiting(a)
		r.shop.move(a.Reference, checkout.EventNoAnswer, payments.StateUnknown, nil)
		r.ctrl(fyne.Key3)
		day := r.app.screens.journal.Tools.Day
		r.tap(day.Way)
		r.in(day)
		r.wants("not in the total", day.View.Open, "1 not confirmed, not in total")
		r.wants("the sum", day.View.Sums[0].String(), "574.75 EUR")
		r.tap(day.Close)
		r.wants("asked", r.app.access.Dialogs.Dialog.Title.Text(), "Close the day?")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("closed", day.View.Title, "Day 1, closed")
		r.wants("still not in the total", day.View.Open, "1 not confirmed, not in total")
		if day.Close.Visible() {
			t.Error("a closed day can be closed")
		}
		day.Choose.List.SetSelected(day.View.Earlier.Choices[0].Label)
		r.settle()
		r.wants("the next day", day.View.Title, "Today so far")
		r.shop.fail("close day", checkout.ErrDayClosed)
		r.key(fyne.KeyReturn)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("failed", r.app.access.Dialogs.Dialog.Title.Text(), "The day is not closed")
		r.key(fyne.KeyEscape, fyne.KeyEscape)
		r.in(r.app.screens.journal)
	})
}
