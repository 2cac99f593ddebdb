package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
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
		r.hasty(fyne.KeyReturn, fyne.KeyReturn) // held down it asks, and does not answer
		r.wants("asked", r.app.access.Dialogs.Dialog.Title.Text(), "Close the day?")
		r.key(fyne.KeyReturn)
		r.wants("closed", day.View.Title, "Day 1, closed")
		r.wants("still not in the total", day.View.Open, "1 not confirmed, not in total")
		r.app.access.Display.Act(present.ActionOpenReceipt) // Ctrl+P
		r.settle()
		if r.shop.called("print Day 1, closed %PDF-1.7") != 1 {
			t.Errorf("printed %d times", r.shop.called("print"))
		}
		r.wants("said", day.View.Paper.Note, "Sent to the computer's printer")
		r.shop.fail("print", present.ErrNoPrinter)
		r.tap(day.Paper.Print)
		r.settle()
		r.wants("no printer", r.app.access.Dialogs.Dialog.Title.Text(), "Nothing was printed")
		r.key(fyne.KeyEscape)
		r.wants("no more said", day.View.Paper.Note, "")
		r.tap(day.Paper.Save)
		file := filepath.Join(t.TempDir(), "day.pdf")
		r.app.access.Dialogs.Dialog.Reason.SetText(file)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		if content, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(content, []byte("%PDF-1.7")) {
			t.Errorf("saved %d bytes: %v", len(content), err)
		}
		r.wants("said", day.View.Paper.Note, "Saved as "+file)
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
