package ui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// theSale is the first payment of busyShop: 39.90, of which 10.00 went back.
const theSale = "6f1d2c3e-0000-4000-8000-000000000001"

// inJournal runs a test in the journal of a shop with a morning behind it.
func inJournal(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
		r.ctrl(fyne.Key3)
		r.in(r.app.screens.journal)
		scenario(r)
	})
}

// listed are the references in the journal's list, top down.
func (r *rig) listed() []string {
	var references []string
	for _, line := range r.app.screens.journal.Rows.Lines {
		if line.Payment.Reference != "" {
			references = append(references, line.Payment.Reference)
		}
	}
	return references
}

func TestTheJournalListsEverythingByDay(t *testing.T) {
	inJournal(t, func(r *rig) {
		if got := len(r.listed()); got != 7 {
			t.Errorf("%d payments, want 7", got)
		}
		first := r.app.screens.journal.Rows.Lines[0]
		r.wants("first day", first.Day, "Today · Friday 20 November")
		r.wants("its sum", first.Sum, "574.75 EUR")
	})
}

func TestTheJournalByKeyboard(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		r.key(fyne.KeyDown, fyne.KeyDown)
		r.wants("after Down twice", journal.Selected, r.listed()[1])
		r.wants("its detail", journal.Detail.View.Amount.String(), "42.00 EUR")
		r.key(fyne.KeyUp, fyne.KeyUp)
		r.wants("Up stops at the top", journal.Selected, r.listed()[0])
		r.key(fyne.KeyEscape)
		r.wants("after Esc", journal.Selected, "")
		r.keys("0936")
		r.wants("search", journal.Search.Text, "0936")
		if got := len(r.listed()); got != 6 {
			t.Errorf("%d payments with 0936, want 6", got)
		}
		r.key(fyne.KeyEscape)
		if got := len(r.listed()); got != 7 {
			t.Errorf("%d payments after the search, want 7", got)
		}
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.ctrl(fyne.KeyF)
		if r.app.window.Canvas().Focused() != fyne.Focusable(journal.Search) {
			t.Error("Ctrl+F does not go to the search")
		}
	})
}

func TestASearchThatFindsNothingSaysSo(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.keys("no such thing")
		journal := r.app.screens.journal
		if !journal.Empty.Visible() || journal.Rows.Root.Visible() {
			t.Error("an empty list is shown instead of a sentence")
		}
	})
}

func TestOpenQuestionsAreAFilter(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		a := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		r.wants("chip", journal.Chip.State().Text, "1 not confirmed")
		r.tap(journal.Chip)
		if got := r.listed(); len(got) != 1 || got[0] != a.Reference {
			t.Errorf("open are %v, want %s alone", got, a.Reference)
		}
		r.tap(journal.Chip)
		if got := len(r.listed()); got != 8 {
			t.Errorf("%d payments without the filter, want 8", got)
		}
	})
}

func TestTheDetailOfAnOpenPaymentFollowsIt(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		a := r.charge("1995")
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		journal.Choose(a.Reference)
		r.settle()
		r.key(fyne.KeyF5)
		if r.shop.called("ask now "+a.Reference) != 1 {
			t.Error("F5 in the journal did not ask")
		}
		r.tap(buttonOf(journal.Detail.Parts.Actions, present.ActionCancel))
		if r.shop.called("cancel "+a.Reference) != 1 {
			t.Error("the terminal was not asked to stop")
		}
		r.approve(a)
		r.wants("word", journal.Detail.View.Word, "Paid")
		r.in(journal)
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.payment)
	})
}

func TestClosingFromTheJournal(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		a := r.charge("1995")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.app.nav.Detail(a.Reference)
		r.settle()
		r.tap(buttonOf(r.app.screens.journal.Detail.Parts.Actions, present.ActionClose))
		r.keys("seen in the portal")
		r.key(fyne.KeyReturn)
		if r.shop.called("close "+a.Reference+" seen in the portal") != 1 {
			t.Errorf("not closed: %v", r.shop.calls)
		}
	})
}

func TestReceiptsFromTheJournal(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.app.screens.journal.Choose(theSale)
		r.settle()
		r.ctrl(fyne.KeyR)
		panel := r.app.access.Dialogs.Dialog.Receipts
		if panel == nil || len(panel.Papers) != 2 {
			t.Fatal("the receipts are not shown")
		}
		r.key(fyne.KeyEscape)
		if r.app.access.Dialogs.Modal != nil {
			t.Error("Esc does not close them")
		}
		r.ctrl(fyne.KeyP)
		if r.shop.called("open url") != 1 {
			t.Error("Ctrl+P does not open the receipt")
		}
	})
}

func TestTheReceiptsOfANarrowWindowHaveOneWayBack(t *testing.T) {
	inWindow(t, fyne.NewSize(420, 760), busyShop, func(r *rig) {
		r.ctrl(fyne.Key3)
		r.app.screens.journal.Choose(theSale)
		r.settle()
		r.ctrl(fyne.KeyR)
		r.tidy()
		r.look(func(s seen) {
			if s.object == fyne.CanvasObject(r.app.access.Dialogs.Dialog.Receipts.Back) {
				t.Error("the dialog shows a second way back")
			}
		})
	})
}

func TestRefundingFromTheJournal(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.app.screens.journal.Choose(theSale)
		r.settle()
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.refund)
		r.wants("rest", r.app.screens.refund.Input.Refundable.Rest.String(), "29.90 EUR")
	})
}

func TestAReversalFromTheJournal(t *testing.T) {
	inJournal(t, func(r *rig) {
		newest := r.listed()[0]
		r.app.screens.journal.Choose(newest)
		r.settle()
		r.tap(buttonOf(r.app.screens.journal.Detail.Parts.Actions, present.ActionReverse))
		r.keys("typed twice")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		request := r.shop.requests[0]
		if request.Kind != payments.KindSaleReversal || request.Original != newest {
			t.Errorf("asked for %+v", request)
		}
	})
}

// Where the terminal of a sale is gone, or does not answer, it is undone without one: by the same
// key, in words that say so.
func TestAReversalWithoutATerminal(t *testing.T) {
	for name, gone := range map[string]func(*rig){
		"it does not answer": func(r *rig) { r.shop.fail("ping", &payments.Error{Kind: payments.ErrorTerminalOff}) },
		"it answers":         nil,
	} {
		t.Run(name, func(t *testing.T) {
			prepare := func(s *shop) {
				live(s)
				s.traits.AlsoWithout = []payments.Way{{Kind: payments.KindSaleReversal, On: payments.KindSale}}
			}
			inWindow(t, usual, prepare, func(r *rig) {
				if gone != nil {
					gone(r)
					r.ctrl(fyne.Key4)
					for _, row := range r.app.screens.terminals.Rows {
						r.tap(row.Ping)
					}
				}
				r.ctrl(fyne.Key3)
				r.app.screens.journal.Choose(r.listed()[0])
				r.settle()
				r.key(fyne.KeyDelete)
				r.keys("gone")
				r.key(fyne.KeyReturn)
				r.in(r.app.screens.payment)
				if got := r.shop.requests[0].Terminal.Serial; (got == "") != (gone != nil) {
					t.Errorf("undone on terminal %q", got)
				}
			})
		})
	}
}

func TestALongJournalIsReadInPages(t *testing.T) {
	prepare := func(s *shop) {
		s.opened = "training"
		for i := range 250 {
			a := s.record(checkout.Request{RequestKey: fmt.Sprint(i), Kind: payments.KindSale, Amount: payments.MustMoney(int64(i+1), "EUR"), Terminal: s.terminals[0]})
			a.Created = a.Created.Add(-time.Duration(i) * time.Minute)
			a.State = payments.StateDeclined
			s.attempts[a.Reference] = a
		}
	}
	inWindow(t, fyne.NewSize(1100, 720), prepare, func(r *rig) {
		r.ctrl(fyne.Key3)
		for _, want := range []int{100, 200, 250} {
			if got := len(r.listed()); got != want {
				t.Fatalf("%d payments are listed, want %d", got, want)
			}
			rows := r.app.screens.journal.Rows
			rows.Pressed(len(rows.Lines) - 1)
			r.settle()
		}
	})
}

func TestANarrowJournalShowsListOrDetail(t *testing.T) {
	inWindow(t, fyne.NewSize(420, 760), busyShop, func(r *rig) {
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		if journal.Detail.Root.Visible() {
			t.Error("the detail is shown with nothing chosen")
		}
		journal.Choose(theSale)
		r.settle()
		if !journal.Detail.Root.Visible() || journal.Rows.Root.Visible() && journal.Rows.Root.Size().Width > 0 && !r.sideOnly() {
			t.Error("list and detail are shown on top of each other")
		}
		r.tap(journal.Detail.Parts.Back)
		if journal.Detail.Root.Visible() {
			t.Error("Back does not lead to the list")
		}
	})
}

// sideOnly tells that the journal's list is folded away.
func (r *rig) sideOnly() bool {
	folded := true
	r.look(func(s seen) {
		if s.object == r.app.screens.journal.Rows.Root {
			folded = false
		}
	})
	return folded
}

func TestAJournalThatCannotBeReadIsTold(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.shop.fail("list", checkout.ErrJournalBroken)
		r.keys("1")
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("nothing says that the journal cannot be read")
		}
		r.wants("title", r.app.access.Dialogs.Dialog.Title.Text(), "Journal damaged")
	})
}

// Whoever has only keys goes through a long list by pages, to its end and back, and reads on.
func TestTheJournalByPages(t *testing.T) {
	inWindow(t, fyne.NewSize(1100, 720), longShop(250), func(r *rig) {
		r.ctrl(fyne.Key3)
		before := len(r.listed())
		for range 90 {
			r.key(fyne.KeyPageDown)
		}
		if got := len(r.listed()); before != 100 || got != 250 {
			t.Errorf("%d payments at first, %d after ninety pages", before, got)
		}
		if !r.app.screens.journal.Rows.Page(-1) || !r.app.screens.journal.Rows.Page(2) || r.app.screens.journal.Rows.Page(1) {
			t.Error("the list is not at its end")
		}
		for range 90 {
			r.key(fyne.KeyPageUp)
		}
		if r.app.screens.journal.Rows.Page(-1) {
			t.Error("the list is not at its top")
		}
	})
}
