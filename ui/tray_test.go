package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/widgets"
)

// The list of what was put aside says what is true now, not what was when it came up.
func TestTheListOfThePaymentsFollowsThem(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.wants("in the list", r.app.access.Dialogs.Dialog.Rows[0].AccessibilityLabel(), "19.95 EUR Waiting")
		r.approve(first)
		r.wants("in the list", r.app.access.Dialogs.Dialog.Rows[0].AccessibilityLabel(), "19.95 EUR Paid")
	})
}

func TestTheListOfThePaymentsIsDrivenByKeys(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.wants("looked at", r.app.screens.payment.View.Amount.String(), "19.95 EUR")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.key(fyne.KeyDown)
		r.key(fyne.KeyReturn)
		// What was put aside last is below, behind the arrow.
		r.wants("looked at after an arrow", r.app.screens.payment.View.Amount.String(), "19.95 EUR")
	})
}

// The day's line follows what a person closed.
func TestOpenQuestionsThatWereClosedAreNoLongerCounted(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.ctrl(fyne.KeyN)
		counted := func() bool {
			for _, fact := range r.app.screens.sale.Side.Today.Facts() {
				if strings.Contains(fact.Key, "1 open") || strings.Contains(fact.Key, "1 not confirmed") {
					return true
				}
			}
			return false
		}
		if !counted() {
			t.Fatal("an open question is not counted")
		}
		r.move(a, checkout.EventClosed, payments.StateClosed, func(a *payments.Attempt) { a.Closed = "slip says declined" })
		if counted() || r.app.screens.sale.Open.Root.Visible() {
			t.Error("a question that was closed is still open on the keypad")
		}
	})
}

// A declined payment that the provider states as charged later is told above the keypad until
// somebody has looked at it, first of all that waits.
func TestAContradictionIsToldUntilSomebodyLooks(t *testing.T) {
	inWide(t, func(r *rig) {
		declined := r.charge("1240")
		r.move(declined, checkout.EventResult, payments.StateDeclined, nil)
		r.pass(parts.Settling)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.move(declined, checkout.EventContradiction, payments.StateDeclined, func(a *payments.Attempt) { a.Notice = payments.NoticeContradiction })
		told := func() bool {
			return strings.Contains(r.app.screens.sale.Open.Text.Text(), "12.40 EUR on A may have been charged after all")
		}
		if r.app.display.InFront(r.app.screens.payment) { // it has come forward by itself
			r.ctrl(fyne.KeyN)
		}
		if !told() {
			t.Errorf("above the keypad: %q", r.app.screens.sale.Open.Text.Text())
		}
		r.hasty(fyne.KeyF9)
		r.wants("first", r.app.access.Dialogs.Dialog.Rows[0].AccessibilityLabel(), "12.40 EUR Answers contradict")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		if told() {
			t.Error("it is still told after somebody looked")
		}
	})
}

// What no terminal carries out has no badge: an empty square would be a riddle.
func TestWhatIsOnNoTerminalHasNoBadge(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1240")
		head := r.app.screens.payment.Parts.Head
		if head.State().Badge == (widgets.BadgeState{}) {
			t.Error("a sale on a terminal has none")
		}
		a := r.shop.newest()
		a.Terminal, a.Version = payments.Terminal{}, a.Version+1
		r.app.access.Model.Follow(a)
		r.app.display.Refresh()
		if got := head.State().Badge; got != (widgets.BadgeState{}) {
			t.Errorf("what is on no terminal has the badge %+v", got)
		}
	})
}

// What is raised while the list is open comes into it, at its end.
func TestTheOpenListGainsWhatIsRaised(t *testing.T) {
	inWide(t, func(r *rig) {
		declined := r.charge("1240")
		r.move(declined, checkout.EventResult, payments.StateDeclined, nil)
		r.pass(parts.Settling)
		r.key(fyne.KeyEscape)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("400")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		dialog := r.app.access.Dialogs.Dialog
		first := dialog.Rows[0]
		r.move(declined, checkout.EventContradiction, payments.StateDeclined, func(a *payments.Attempt) { a.Notice = payments.NoticeContradiction })
		if len(dialog.Rows) != 3 || dialog.Rows[0] != first || !strings.HasPrefix(dialog.Rows[2].AccessibilityLabel(), "12.40 EUR") {
			t.Fatalf("the list has %d rows", len(dialog.Rows))
		}
		if !strings.Contains(r.texts(), "12.40") {
			t.Errorf("it is not seen: %s", r.texts())
		}
		r.tap(dialog.Rows[2])
		r.in(r.app.screens.payment)
	})
}

// After a start without a network nothing says that what was left runs still.
func TestWhatIsNotHeardOfIsNotSaidToRun(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1995")
		r.ctrl(fyne.KeyN)
		said := func() string { return r.app.screens.sale.Open.Text.Text() }
		for _, p := range []struct {
			checkout.Progress
			runs bool
		}{
			{checkout.Progress{Known: true, Asked: true}, true}, {checkout.Progress{Known: true, Since: time.Second}, true}, {checkout.Progress{}, true},
			{checkout.Progress{Known: true, Asked: true, Silent: true}, false}, {checkout.Progress{Known: true, Since: time.Hour}, false},
		} {
			r.shop.mu.Lock()
			r.shop.progress[a.Reference] = p.Progress
			r.shop.mu.Unlock()
			r.app.display.Refresh()
			if runs := strings.Contains(said(), "running on"); runs != p.runs || runs == strings.Contains(said(), "not confirmed") {
				t.Errorf("%+v: %q", p.Progress, said())
			}
		}
	})
}
