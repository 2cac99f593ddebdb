package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// read counts how often the journal was read since the last call of it.
func (r *rig) read() int {
	r.settle()
	r.shop.mu.Lock()
	defer r.shop.mu.Unlock()
	count := r.shop.queries
	r.shop.queries = 0
	return count
}

// Whatever is in front, an update of a payment reads what it changed: two queries at most.
func TestAnUpdateReadsAtMostTwoThings(t *testing.T) {
	fronts := map[string]func(*rig, payments.Attempt){
		"the payment": func(*rig, payments.Attempt) {},
		"the keypad":  func(r *rig, _ payments.Attempt) { r.ctrl(fyne.KeyN) },
		"the list":    func(r *rig, _ payments.Attempt) { r.ctrl(fyne.Key3) },
		"its detail": func(r *rig, a payments.Attempt) {
			r.ctrl(fyne.Key3)
			r.app.screens.journal.Choose(a.Reference)
		},
		"the terminals": func(r *rig, _ payments.Attempt) { r.ctrl(fyne.Key4) },
		"the settings":  func(r *rig, _ payments.Attempt) { r.ctrl(fyne.KeyComma) },
	}
	for name, show := range fronts {
		inWindow(t, fyne.NewSize(1100, 720), busyShop, func(r *rig) {
			a := r.charge("1240")
			show(r, a)
			r.read()
			for _, step := range []struct {
				kind checkout.EventKind
				to   payments.State
				edit func(*payments.Attempt)
			}{
				{checkout.EventNoAnswer, payments.StateUnknown, nil},
				{checkout.EventAccepted, payments.StateWaiting, nil},
				{checkout.EventResult, payments.StateApproved, approval},
			} {
				r.shop.move(a.Reference, step.kind, step.to, step.edit)
				if got := r.read(); got > 2 {
					t.Errorf("with %s in front the step to %q reads %d times", name, step.to, got)
				}
			}
		})
	}
}

// What is shown in the list and in its detail follows the updates, although neither is read anew.
func TestTheListFollowsUpdatesByItself(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.ctrl(fyne.Key3)
		journal := r.app.screens.journal
		journal.Choose(a.Reference)
		r.settle()
		lists := r.shop.called("list")
		r.approve(a)
		row := journal.View.Days[0].Rows[0]
		r.wants("row", row.Amount.String()+" "+row.Word, "12.40 EUR Paid")
		r.wants("sum", journal.View.Days[0].Sum, "12.40 EUR")
		detail := journal.Detail.View
		r.wants("detail", detail.Word, "Paid")
		if len(detail.Timeline) < 3 || buttonOf(journal.Detail.Parts.Actions, present.ActionRefund) == nil {
			t.Errorf("the detail has %d lines and offers %v", len(detail.Timeline), detail.Buttons)
		}
		if got := r.shop.called("list"); got != lists {
			t.Errorf("the list was read %d times more", got-lists)
		}
	})
}
