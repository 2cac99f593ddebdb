package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// An owner erases what tells of a person from a payment of three days ago.
func TestTheOwnerErases(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		if parts.Offers(journal.Detail.View.Buttons, present.ActionErase) {
			t.Error("a payment of today can be erased")
		}
		references := r.listed()
		old := references[len(references)-2]
		r.chooses(old)
		if !parts.Offers(journal.Detail.View.Buttons, present.ActionErase) {
			t.Fatalf("%s cannot be erased: %v", old, journal.Detail.View.Buttons)
		}
		r.app.access.Display.Act(present.ActionErase)
		r.wants("asked", r.app.access.Dialogs.Dialog.Title.Text(), "Erase what tells of a person?")
		r.key(fyne.KeyReturn) // does not erase by itself
		if len(r.shop.erased) != 0 {
			t.Error("Enter alone has erased it")
		}
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		if len(r.shop.erased) != 1 || r.shop.erased[0] != old {
			t.Errorf("erased %v, want %s", r.shop.erased, old)
		}
		r.shop.fail("erase", checkout.ErrNotErasable)
		r.app.access.Display.Act(present.ActionErase)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		r.wants("failed", r.app.access.Dialogs.Dialog.Title.Text(), "Nothing was erased")
	})
}

// For how long it is kept is an owner's choice, and asked about where it erases something.
func TestHowLongThingsAreKept(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		choice := r.app.screens.settings.Owner.KeepFor
		r.pick(choice, "2 years")
		r.wants("asked", r.app.access.Dialogs.Dialog.Title.Text(), "Erase what is older?")
		r.key(fyne.KeyEscape)
		r.wants("kept as it was", choice.List.Selected, "For ever")
		r.pick(choice, "2 years")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		r.wants("kept", r.shop.words["keep_months"], "24")
		r.pick(choice, "For ever")
		r.settle()
		r.wants("kept again", r.shop.words["keep_months"], "")
	})
}
