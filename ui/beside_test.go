package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// noting is a shop that notes a table and a guest beside each sale.
func noting(s *shop) {
	live(s)
	s.traits.TakesFields = true
	s.words["field_1"], s.words["field_2"] = "Table", "Guest"
}

// A shop that has named nothing sees no more than before, and one whose provider takes nothing neither.
func TestNothingIsAskedBesideASaleUntilItIsNamed(t *testing.T) {
	for name, prepare := range map[string]func(*shop){
		"nothing is named":  func(s *shop) { live(s); s.traits.TakesFields = true },
		"it is not taken":   func(s *shop) { noting(s); s.traits.TakesFields = false },
		"nothing of either": live,
	} {
		t.Run(name, func(t *testing.T) {
			inWindow(t, usual, prepare, func(r *rig) {
				for _, e := range r.app.screens.sale.Beside.Entries {
					r.visible("a field", e.Visible(), false)
				}
				r.ctrl(fyne.KeyComma)
				r.visible("the block", r.app.screens.settings.Owner.Fields.Panel.Visible(), r.shop.traits.TakesFields)
			})
		})
	}
}

// The owner names them once, a sale carries what was typed, and the next one begins empty. Who types
// nothing presses no key more.
func TestWhatIsNotedBesideASaleIsTypedOnTheKeypad(t *testing.T) {
	inWindow(t, usual, func(s *shop) { live(s); s.traits.TakesFields = true }, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		names := r.app.screens.settings.Owner.Fields.Names
		names[0].Entry.SetText("Table")
		names[1].Entry.SetText("Guest")
		r.settle()
		r.wants("kept", r.shop.words["field_1"]+", "+r.shop.words["field_2"], "Table, Guest")
		r.key(fyne.KeyEscape)
		r.key(fyne.KeyEscape)
		sale := r.app.screens.sale
		r.in(sale)
		r.keys("1240")
		sale.Beside.Entries[0].SetText(" 12 ")
		r.app.window.Canvas().Focus(sale.Beside.Entries[1])
		r.keys("García")
		r.wants("the amount", r.amount(), "12.40")
		r.pass(2 * time.Second)
		r.key(fyne.KeyReturn)
		if got := r.shop.requests[0].Fields; got != (payments.Fields{{Name: "Table", Value: "12"}, {Name: "Guest", Value: "García"}}) {
			t.Errorf("noted %v", got)
		}
		r.waiting(r.shop.newest())
		r.decline(r.shop.newest())
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionAnotherCard))
		r.wants("the table", sale.Beside.Entries[0].Text, "12")
		r.key(fyne.KeyEscape)
		r.key(fyne.KeyEscape)
		r.wants("after Esc", sale.Beside.Entries[0].Text+sale.Beside.Entries[1].Text, "")
		r.keys("500")
		r.key(fyne.KeyReturn)
		if got := r.shop.requests[1].Fields; got != (payments.Fields{}) {
			t.Errorf("noted %v", got)
		}
	})
}

// A card number goes no further, and the Enter of a scanner that types into a field charges nothing.
func TestAFieldTakesNoCardNumber(t *testing.T) {
	inWindow(t, usual, noting, func(r *rig) {
		sale := r.app.screens.sale
		r.keys("1240")
		sale.Beside.Entries[0].SetText("4111111111111111")
		r.wants("the field", sale.Beside.Entries[0].Text, "")
		if !strings.Contains(sale.View.AmountHint, "card") {
			t.Errorf("said %q", sale.View.AmountHint)
		}
		sale.Beside.Entries[0].SetText(strings.Repeat("x", payments.LongestField+1))
		if got := len(sale.Beside.Entries[0].Text); got != payments.LongestField {
			t.Errorf("%d characters", got)
		}
		r.app.window.Canvas().Focus(sale.Beside.Entries[1])
		for _, c := range "59012341" {
			r.app.window.Canvas().Focused().TypedRune(c)
		}
		r.app.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		r.settle()
		if len(r.shop.requests) != 0 {
			t.Error("a scanner has charged")
		}
	})
}

// besideScenes show what is noted beside a sale, and what a card tells of itself.
func besideScenes() map[string]scene {
	in := func(play func(*rig)) scene { return scene{prepare: noting, play: play} }
	paid := func(r *rig) {
		r.keys("1240")
		r.app.screens.sale.Beside.Entries[0].SetText("12")
		r.app.screens.sale.Beside.Entries[1].SetText("García")
		r.key(fyne.KeyReturn)
		r.shop.move(r.shop.newest().Reference, checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) {
			approval(a)
			a.Outcome.Amounts.Balance = payments.MustMoney(1875, "EUR")
		})
		r.settle()
	}
	return map[string]scene{
		"sale-fields": in(func(r *rig) {
			r.keys("1240")
			r.app.screens.sale.Beside.Entries[0].SetText("12")
		}),
		"settings-fields": in(func(r *rig) {
			r.ctrl(fyne.KeyComma)
			widgets.ScrollPage(r.app.display.front(), 1)
		}),
		"paid-balance": in(paid),
		"detail-fields": in(func(r *rig) {
			paid(r)
			r.ctrl(fyne.Key3)
			r.chooses(r.shop.newest().Reference)
		}),
		"waiting-twice": {prepare: func(s *shop) { live(s); s.traits.AsksTwice = 5 * time.Minute }, play: func(r *rig) {
			for range 2 {
				r.keys("1240")
				r.key(fyne.KeyReturn)
				if len(r.shop.requests) == 1 {
					r.approve(r.shop.newest())
					r.key(fyne.KeyReturn)
					r.pass(2 * time.Minute)
				}
			}
			r.waiting(r.shop.newest())
		}},
	}
}
