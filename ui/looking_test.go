package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// chooses chooses a payment in the journal and looks at it until the provider was asked about it.
func (r *rig) chooses(reference string) {
	r.app.screens.journal.Choose(reference)
	r.settle()
	r.pass(time.Second)
}

// The provider is asked about a payment that was chosen for a moment: not while somebody types or
// goes through the list, once for all that is typed beside it, and again once something was given
// back of it.
func TestWhoGoesThroughTheListAsksNothing(t *testing.T) {
	inJournal(t, func(r *rig) {
		asked := func(when string, want int) {
			t.Helper()
			if got := r.shop.called("refundable"); got != want {
				t.Errorf("%s the provider was asked %d times, want %d", when, got, want)
			}
		}
		r.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
		r.wants("the pane", r.app.screens.journal.Detail.View.Amount.String(), "8.90 EUR")
		asked("on the way", 0)
		r.pass(time.Second)
		asked("after a moment", 1)
		r.keys("0936 and something")
		r.pass(time.Second)
		asked("after a search beside it", 1)
		r.key(fyne.KeyEscape)
		r.app.screens.journal.Choose(theSale)
		r.ctrl(fyne.Key1)
		r.pass(time.Second)
		asked("after the screen was left", 1)
	})
}

// However long the provider takes, the pane shows the payment that is chosen, from the journal.
// What undoes it waits for the answer. One question is under way at a time, it ends with the
// choice, and an answer that comes all the same is not shown.
func TestThePaneDoesNotWaitForTheProvider(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		underWay, most, ended := 0, 0, 0
		answer := make(chan struct{})
		r.shop.looking = func(ctx context.Context) {
			underWay++
			most = max(most, underWay)
			select {
			case <-answer:
			case <-ctx.Done():
				ended++
			}
			underWay--
		}
		r.key(fyne.KeyDown)
		r.pass(time.Second)
		journal.Choose(theSale)
		r.settle()
		r.wants("the pane", journal.Detail.View.Amount.String(), "39.90 EUR")
		if len(journal.Detail.View.Timeline) == 0 || ended != 1 {
			t.Errorf("%d lines of what happened; %d questions ended", len(journal.Detail.View.Timeline), ended)
		}
		r.pass(time.Second)
		enabled := func() (reverse, refund bool) {
			for _, b := range journal.Detail.View.Buttons {
				reverse = reverse || b.Action == present.ActionReverse && b.Enabled
				refund = refund || b.Action == present.ActionRefund && b.Enabled
			}
			return
		}
		if reverse, refund := enabled(); reverse || !refund {
			t.Error("before the answer the void is not kept waiting alone")
		}
		r.chooses(r.listed()[0])
		if reverse, _ := enabled(); reverse {
			t.Error("a void is on offer before the answer")
		}
		close(answer)
		r.settle()
		if reverse, _ := enabled(); !reverse || journal.Detail.View.Amount.String() != "8.90 EUR" {
			t.Errorf("after the answer: void %v, of %s", reverse, journal.Detail.View.Amount)
		}
		if most != 1 {
			t.Errorf("%d questions were under way at once", most)
		}
	})
}

// Until the journal has been read the pane shows the payment as the list has it, never another.
func TestThePaneNeverShowsAnotherPayment(t *testing.T) {
	inJournal(t, func(r *rig) {
		journal := r.app.screens.journal
		r.key(fyne.KeyDown)
		journal.Choose(theSale) // nothing is read yet
		r.wants("the pane", journal.Detail.View.Amount.String(), "39.90 EUR")
		if len(journal.Detail.View.Timeline) > 0 || len(journal.Detail.View.Buttons) > 0 {
			t.Error("it has what belongs to the payment before")
		}
		r.settle()
		r.shop.fail("refundable", checkout.ErrLookupFailed)
		r.pass(time.Second)
		if len(journal.Detail.View.Buttons) == 0 {
			t.Error("without an answer nothing is on offer")
		}
	})
}
