package ui

import (
	"archive/zip"
	"io"
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

// Where large text leaves no room for both, the fields have the place of the list, and give it back.
func TestTheFilterOfLargeTextGivesTheListItsRoom(t *testing.T) {
	large := func(s *shop) { busyShop(s); s.words["text_scale"] = "200" }
	inWindow(t, fyne.NewSize(420, 760), large, func(r *rig) {
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		f := journal.Filter
		r.tap(f.Toggle)
		if got := f.Root.Size().Height; got < 300 || f.Alone.Done.Size().Height == 0 {
			t.Errorf("the fields have %v of the height", got)
		}
		f.Kind.List.SetSelected(f.View.Kind.Choices[2].Label)
		r.settle()
		r.tap(f.Alone.Done)
		if got := journal.Rows.Root.Size().Height; f.Root.Visible() || got < 250 || f.Chosen.Kind == "" {
			t.Errorf("the list has %v of the height", got)
		}
		if got := r.listed(); len(got) == 0 {
			t.Error("nothing is listed")
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

// Where people are named, what one of them did is found; a shop of one person is not asked.
func TestTheFilterOfPeople(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), func(s *shop) {
		busyShop(s)
		staffed(s)
		a := s.attempts[theSale]
		a.By.Operator = "Anna"
		s.attempts[theSale] = a
	}, func(r *rig) {
		r.ctrl(fyne.Key3)
		f := r.app.screens.journal.Filter
		r.tap(f.Toggle)
		f.Operator.List.SetSelected("Anna")
		r.settle()
		if got := r.listed(); len(got) != 1 || got[0] != theSale || !f.Operator.Root.Visible() {
			t.Errorf("of Anna: %v", got)
		}
		if row := r.app.screens.journal.View.Days[0].Rows[0]; row.Who != "Anna" {
			t.Errorf("the row says %q", row.Who)
		}
	})
	inJournal(t, func(r *rig) {
		f := r.app.screens.journal.Filter
		r.tap(f.Toggle)
		if f.Operator.Root.Visible() {
			t.Error("a shop of one person is asked whose")
		}
	})
}

// What a support rep is given is shown, and what is shown is what is saved.
func TestTheSupportFileIsShownAndThenSaved(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		bundle := journal.Tools.Bundle
		r.tap(bundle.Way)
		r.in(bundle)
		for _, a := range r.shop.attempts {
			if !strings.Contains(bundle.Text.Text(), "payment "+a.Reference) {
				t.Errorf("without %s", a.Reference)
			}
		}
		r.key(fyne.KeyEscape)
		r.in(journal)
		r.keys("39.90")
		r.pass(2 * time.Second)
		r.hasty(fyne.KeyDown)
		r.pass(time.Second)
		r.tap(bundle.Way)
		shown := bundle.Text.Text()
		if !strings.Contains(shown, "payment "+theSale) || strings.Count(shown, "\npayment ")+strings.Count(shown, "— payments.txt\npayment ") < 2 {
			t.Errorf("of the chosen one and its refunds:\n%s", shown)
		}
		r.key(fyne.KeyReturn)
		path := filepath.Join(t.TempDir(), "help")
		r.app.access.Dialogs.Dialog.Reason.SetText(path)
		r.key(fyne.KeyReturn)
		r.wants("said", bundle.Said.Text(), "Saved as "+path+".zip.")
		z, err := zip.OpenReader(path + ".zip")
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		saved := ""
		for _, f := range z.File {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			saved += "— " + f.Name + "\n" + string(data) + "\n"
		}
		r.wants("what was saved", strings.TrimSpace(saved), shown)
		r.key(fyne.KeyReturn)
		r.app.access.Dialogs.Dialog.Reason.SetText(path)
		r.key(fyne.KeyReturn)
		r.wants("once more", r.app.access.Dialogs.Dialog.Title.Text(), "Not exported")
	})
}
