package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
)

func TestTheFilterOfTheJournal(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		f := journal.Filter
		all := len(r.listed())
		r.tap(f.Toggle)
		if !f.Root.Visible() {
			t.Fatal("the filter is not shown")
		}
		f.Kind.List.SetSelected(f.View.Kind.Choices[2].Label)
		r.settle()
		for _, reference := range r.listed() {
			if k := r.shop.attempts[reference].Kind; k != payments.KindRefund && k != payments.KindUnlinkedRefund {
				t.Errorf("%s among the refunds", k)
			}
		}
		if got := len(r.listed()); got == 0 || got == all {
			t.Errorf("%d of %d are refunds", got, all)
		}
		r.wants("no sum above a part of the day", journal.Rows.Lines[0].Sum, "")
		f.Kind.List.SetSelected(f.View.Kind.Choices[0].Label)
		f.Texts.Least.Entry.SetText("39")
		f.Texts.Most.Entry.SetText("40")
		r.settle()
		if got := r.listed(); len(got) != 1 || got[0] != theSale {
			t.Errorf("39 to 40: %v", got)
		}
		f.Texts.Most.Entry.SetText("4")
		r.settle()
		r.wants("a range backwards", f.View.Wrong, "This amount is below the first one, so there is nothing between them.")
		if got := r.listed(); len(got) != 1 {
			t.Errorf("what cannot be read changed the list: %v", got)
		}
		r.key(fyne.KeyEscape) // out of the field
		r.key(fyne.KeyEscape)
		if got := len(r.listed()); got != all || f.Texts.Least.Entry.Text != "" {
			t.Errorf("after Esc %d of %d, %q in the field", got, all, f.Texts.Least.Entry.Text)
		}
	})
}

// A caller says "about 40 euros, last Tuesday, it ends 0936". After her words are typed it is a
// few keys to the refund.
func TestFindAndRefundByKeyboard(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.keys("~40 tue 0936")
		journal := r.app.screens.journal
		if got := r.listed(); len(got) != 1 || got[0] != theSale {
			t.Fatalf("found %v", got)
		}
		r.wants("what was read", journal.View.SearchNote, "Only Tuesday 17 November")
		r.key(fyne.KeyDown, fyne.KeyReturn) // the row, and its main button
		r.in(r.app.screens.refund)
		r.wants("refund of", r.app.screens.refund.Input.Original.Reference, theSale)
		r.keys("back") // the reason
		r.key(fyne.KeyReturn)
		if a := r.shop.newest(); a.Kind != payments.KindRefund || a.Original.Reference != theSale {
			t.Errorf("%s of %s", a.Kind, a.Original.Reference)
		}
	})
}

func TestACardNumberIsTakenByNoFilter(t *testing.T) {
	inJournal(t, func(r *rig) {
		f := r.app.screens.journal.Filter
		r.tap(f.Toggle)
		f.Texts.Least.Entry.SetText("4242 4242 4242 4242")
		r.settle()
		if f.Texts.Least.Entry.Text != "" || f.Chosen.AtLeast != "" || f.Texts.Least.Problem == "" {
			t.Errorf("%q in the field, %q taken, %q said", f.Texts.Least.Entry.Text, f.Chosen.AtLeast, f.Texts.Least.Problem)
		}
	})
}

func TestExportOfWhatIsShown(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		r.shop.pace.takes = time.Second
		r.keys("0936")
		r.pass(2 * time.Second)
		shown := len(r.listed())
		path := filepath.Join(t.TempDir(), "payments.csv")
		r.tap(journal.Tools.Export.Chip)
		r.wants("asks", r.app.access.Dialogs.Dialog.Title.Text(), "Export 6 payments and refunds")
		r.app.access.Dialogs.Dialog.Reason.SetText(path)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if !journal.Tools.Export.State.Running {
			t.Fatal("it does not run")
		}
		r.tap(journal.Tools.Export.Chip) // Cancel
		r.pass(2 * time.Second)
		if _, err := os.Stat(path); err == nil || journal.Tools.Export.State != (present.ExportState{}) {
			t.Errorf("cancelled, and %v, %+v", err, journal.Tools.Export.State)
		}
		r.tap(journal.Tools.Export.Chip)
		r.app.access.Dialogs.Dialog.Reason.SetText(path)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.pass(10 * time.Second)
		data, err := os.ReadFile(path)
		if rows := strings.Count(string(data), "\r\n"); err != nil || rows != shown+1 {
			t.Errorf("%d rows for %d payments, %v", rows, shown, err)
		}
		r.wants("said", journal.Tools.Export.Note.Text(), "6 rows are in "+path)
		r.tap(journal.Tools.Export.Chip)
		r.app.access.Dialogs.Dialog.Reason.SetText(path)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("once more", r.app.access.Dialogs.Dialog.Title.Text(), "Not exported")
		r.key(fyne.KeyEscape)
		r.tap(journal.Tools.Export.Chip)
		book := filepath.Join(t.TempDir(), "payments")
		r.app.access.Dialogs.Dialog.Reason.SetText(book)
		r.tap(r.app.access.Dialogs.Dialog.Other)
		r.pass(10 * time.Second)
		r.wants("as a workbook", journal.Tools.Export.Note.Text(), "6 rows are in "+book+".xlsx")
		if data, err := os.ReadFile(book + ".xlsx"); err != nil || !strings.HasPrefix(string(data), "PK") {
			t.Errorf("%d bytes, %v", len(data), err)
		}
	})
}
