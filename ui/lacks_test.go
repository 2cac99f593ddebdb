package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// refused lets what was started last be refused, in the provider's words.
func (r *rig) refused(why payments.Reason, said string) payments.Attempt {
	r.Helper()
	a := r.shop.newest()
	r.move(a, checkout.EventAnswered, payments.StateRefused, func(a *payments.Attempt) {
		a.Outcome = payments.Outcome{Reason: why, Source: payments.SourceBegin, Answer: payments.Answer{Detail: said, Status: 400}}
	})
	return a
}

// hides reports what is hidden, by what is kept in the settings.
func (r *rig) hides() string {
	r.settle()
	var all []string
	for word, value := range r.shop.words {
		if feature, ok := strings.CutPrefix(word, "lacks:"); ok && strings.HasPrefix(value, "hidden;") {
			all = append(all, feature)
		}
	}
	return strings.Join(all, " ")
}

// After the first refusal that says so new holds are hidden, and nothing else; the line where the button was
// says why, and shows them again by keys. A refusal that is about this one request hides nothing.
func TestHoldsThatTheMerchantLacksAreHidden(t *testing.T) {
	inWindow(t, usual, live, func(r *rig) {
		s := r.app.screens.choose.Holds
		holdFor := func(amount string) {
			r.holds()
			r.key(fyne.KeyInsert)
			r.in(s.Form)
			r.keys(amount)
			r.key(fyne.KeyReturn)
			r.in(r.app.screens.payment)
		}
		holdFor("10000")
		r.refused(payments.ReasonAmount, "Invalid amount")
		if got := r.hides(); got != "" {
			t.Fatalf("%s is hidden by a refusal of one amount", got)
		}
		r.key(fyne.KeyEscape)
		holdFor("20000")
		first := r.refused(payments.ReasonLacking, "Pre-authorizations are not enabled")
		r.wants("hidden", r.hides(), "holds:production")
		r.key(fyne.KeyEscape)
		r.holds()
		r.wants("button", s.View.Begin.Label, "New holds are hidden")
		r.key(fyne.KeyInsert)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "New holds are hidden")
		if body := r.app.access.Dialogs.Dialog.Body.Text(); !strings.Contains(body, "“Pre-authorizations are not enabled”") {
			t.Errorf("said %q", body)
		}
		r.key(fyne.KeyEscape)
		r.wants("hidden", r.hides(), "holds:production")
		r.pass(time.Second)
		r.key(fyne.KeyInsert)
		r.pass(time.Second)
		r.key(fyne.KeyReturn)
		r.wants("hidden", r.hides(), "")
		r.wants("button", s.View.Begin.Label, "New hold…")
		r.shop.notify(checkout.Update{Attempt: bumped(first)})
		r.wants("hidden by a payment from before", r.hides(), "")
		holdFor("30000")
		r.refused(payments.ReasonLacking, "Pre-authorizations are not enabled")
		r.wants("hidden anew", r.hides(), "holds:production")
	})
}

// bumped is a payment of which there is news that change nothing.
func bumped(a payments.Attempt) payments.Attempt {
	a.State, a.Outcome.Reason = payments.StateRefused, payments.ReasonLacking
	a.Version += 10
	return a
}

// What is about money that has moved stays, whatever the provider says of it, and so does a plain sale.
func TestNothingAboutMoneyThatHasMovedIsHidden(t *testing.T) {
	inWindow(t, usual, live, func(r *rig) {
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.refused(payments.ReasonLacking, "Operation not supported")
		r.key(fyne.KeyEscape)
		r.holds()
		r.key(fyne.KeyInsert)
		r.begins("10000")
		r.holds()
		r.key(fyne.KeyReturn)
		r.keys("5000")
		r.key(fyne.KeyReturn)
		if a := r.refused(payments.ReasonLacking, "Operation not supported"); a.Kind != payments.KindHoldCapture {
			t.Fatalf("refused a %s", a.Kind)
		}
		r.wants("hidden", r.hides(), "")
		r.holds()
		if v := r.app.screens.choose.Holds.View; !v.Capture.Enabled || !v.Release.Enabled {
			t.Error("the hold that stands cannot be charged or released any more")
		}
	})
}

// Orders by telephone are hidden, and a kept card can be charged all the same; the settings show them again.
func TestOrdersByTelephoneThatTheMerchantLacksAreHidden(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.refused(payments.ReasonLacking, "MOTO_NOT_ENABLED")
		r.key(fyne.KeyEscape)
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		d := r.app.access.Dialogs.Dialog
		r.wants("question", d.Title.Text(), "Orders by telephone are hidden")
		r.tap(d.Other)
		r.in(r.app.screens.choose.Holds.Ways.Kept)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.choose.Holds.Form)
		r.keys("2000")
		r.key(fyne.KeyReturn)
		r.refused(payments.ReasonRequest, "Bad request")
		r.key(fyne.KeyEscape)
		r.ctrl(fyne.KeyComma)
		hidden := r.app.screens.settings.Choices.Hidden
		r.visible("the lines", hidden.Panel.Visible(), true)
		if text := hidden.Lines[0].Text(); !strings.HasPrefix(text, "Orders by telephone are hidden.") || !strings.Contains(text, "MOTO_NOT_ENABLED") {
			t.Errorf("said %q", text)
		}
		r.visible("a second line", hidden.Lines[1].Visible(), false)
		r.app.access.Canvas.Focus(hidden.Show[0])
		r.key(fyne.KeyReturn)
		r.wants("hidden", r.hides(), "")
		r.visible("the lines", hidden.Panel.Visible(), false)
		r.ctrl(fyne.Key2)
		r.pass(time.Second)
		r.key(fyne.KeyF11)
		r.in(r.app.screens.choose.Holds.Form)
	})
}

// A batch that the acquirer does not know takes all three of its rows away, and one line shows them again.
func TestBatchesThatTheMerchantLacksAreHidden(t *testing.T) {
	lacking := func(s *shop) {
		live(s)
		s.can.Commands = payments.SetOf(payments.CommandReboot, payments.CommandBatchSummary, payments.CommandBatchDetail, payments.CommandBatchClose)
		s.lacking = true
	}
	inWindow(t, fyne.NewSize(1100, 720), lacking, func(r *rig) {
		r.ctrl(fyne.Key4)
		r.tap(r.app.screens.terminals.Rows[1].Controls)
		s := r.app.screens.terminals.Controls
		r.tap(s.Rows[1].Buttons[0])
		r.app.access.Dialogs.Dialog.Reason.SetText("1")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		r.wants("hidden", r.hides(), "batches:production")
		if len(s.View.Rows) != 2 || s.View.Rows[1].Title != "Batches are hidden" {
			t.Fatalf("rows %+v", s.View.Rows)
		}
		r.tap(s.Rows[1].Buttons[0])
		r.wants("hidden", r.hides(), "")
		if len(s.View.Rows) != 4 {
			t.Errorf("%d rows", len(s.View.Rows))
		}
	})
}

// That no card is kept for this merchant hides the ways to have one kept; the cards that are kept stay.
func TestKeepingCardsThatTheMerchantLacksIsHidden(t *testing.T) {
	inWindow(t, usual, withCards, func(r *rig) {
		r.shop.fail("keep card", errors.Join(payments.ErrLacking, &payments.Error{Detail: "Not configured for this merchant"}))
		r.keys("1240")
		r.key(fyne.KeyReturn)
		a := r.shop.newest()
		r.approve(a)
		r.app.display.Act(present.ActionKeepCard)
		r.app.access.Dialogs.Dialog.Reason.SetText("Room 7")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.settle()
		r.wants("said", r.app.access.Dialogs.Dialog.Title.Text(), "No card is kept")
		r.key(fyne.KeyEscape)
		r.wants("hidden", r.hides(), "cards:production")
		r.keptCards()
		kept := r.app.screens.choose.Holds.Ways.Kept
		if kept.View.Sale.Label != "Keeping cards is hidden" || len(kept.View.Rows) != 2 || !kept.View.Charge.Enabled {
			t.Errorf("%+v", kept.View)
		}
		r.key(fyne.KeyInsert)
		r.pass(time.Second)
		r.key(fyne.KeyReturn)
		r.wants("hidden", r.hides(), "")
	})
}

// lackScenes show what stands where a feature was that the merchant does not have, and the lines about it.
func lackScenes() map[string]scene {
	without := func(s *shop) {
		withCards(s)
		s.can.Commands = payments.SetOf(payments.CommandReboot, payments.CommandBatchSummary, payments.CommandKeepCard)
		for word, said := range map[string]string{
			"holds": "Pre-authorizations are not enabled for this terminal", "phone": "MOTO_NOT_ENABLED", "cards": "Not configured for this merchant", "batches": "Operation not supported",
		} {
			s.words["lacks:"+word+":production"] = "hidden;" + s.now().UTC().Add(-26*time.Hour).Format("2006-01-02T15:04:05.000Z") + ";" + said
		}
	}
	at := func(play func(*rig)) scene { return scene{prepare: without, play: play} }
	return map[string]scene{
		"lacks-choose": at(func(r *rig) { r.ctrl(fyne.Key2) }),
		"lacks-ask":    at(func(r *rig) { r.ctrl(fyne.Key2); r.key(fyne.KeyF11) }),
		"lacks-holds":  at(func(r *rig) { r.holds() }),
		"lacks-controls": at(func(r *rig) {
			r.ctrl(fyne.Key4)
			r.tap(r.app.screens.terminals.Rows[1].Controls)
		}),
		"lacks-settings": at(func(r *rig) {
			r.ctrl(fyne.KeyComma)
			r.app.access.Canvas.Focus(r.app.screens.settings.Choices.Hidden.Show[1])
		}),
	}
}
