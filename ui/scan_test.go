package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

func TestAScannerTypesNoAmount(t *testing.T) {
	for name, gap := range map[string]time.Duration{"at once": 0, "fast": 20 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.types("4006381333931", gap)
				r.hasty(fyne.KeyReturn)
				r.pass(time.Second)
				r.in(r.app.screens.sale)
				sale := r.app.screens.sale
				if r.amount() != "0.00" || sale.Note.Text != "4006381333931" || r.shop.called("start") != 0 {
					t.Fatalf("amount %s, note %q, %d payments", r.amount(), sale.Note.Text, r.shop.called("start"))
				}
				if !sale.Hint.Visible() {
					t.Error("nothing says what became of it")
				}
				r.keys("1240")
				r.pass(time.Second)
				r.types("ORDER-118", gap)
				r.hasty(fyne.KeyReturn)
				r.pass(time.Second)
				r.in(r.app.screens.sale)
				r.wants("amount after a second one", r.amount(), "12.40")
				r.key(fyne.KeyReturn)
				if len(r.shop.requests) != 1 || r.shop.requests[0].Note != "4006381333931 ORDER-118" || r.shop.requests[0].Amount.Minor() != 1240 {
					t.Errorf("asked for %+v", r.shop.requests)
				}
			})
		})
	}
}

// A frame that takes its time tears what a scanner types apart.
func TestAScannerAtASlowWindow(t *testing.T) {
	inWide(t, func(r *rig) {
		r.types("4000", 3*time.Millisecond)
		r.pass(250 * time.Millisecond)
		r.types("00000001", 3*time.Millisecond)
		r.pass(250 * time.Millisecond)
		r.hasty(fyne.KeyReturn)
		if sale := r.app.screens.sale; r.amount() != "0.00" || sale.Note.Text != "400000000001" || r.shop.called("start") != 0 {
			t.Errorf("amount %s, note %q, %d payments", r.amount(), sale.Note.Text, r.shop.called("start"))
		}
	})
}

func TestAScannerInTheNoteChargesNothing(t *testing.T) {
	inWide(t, func(r *rig) {
		r.keys("1240")
		r.app.window.Canvas().Focus(r.app.screens.sale.Note)
		r.pass(time.Second)
		r.types("4006381333931", 5*time.Millisecond)
		r.hasty(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		if r.shop.called("start") != 0 {
			t.Fatal("the scanner's Enter charged")
		}
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
	})
}

func TestAPersonIsNoScanner(t *testing.T) {
	inWide(t, func(r *rig) {
		r.types("123456", 70*time.Millisecond)
		r.wants("amount", r.amount(), "1,234.56")
	})
	inWide(t, func(r *rig) {
		r.types("slip says no", 50*time.Millisecond)
		r.wants("note after letters that nobody asked for", r.app.screens.sale.Note.Text, "")
	})
	inWide(t, func(r *rig) {
		r.types("50", 100*time.Millisecond)
		r.pass(500 * time.Millisecond)
		r.types(strings.Repeat("0", 9), 30*time.Millisecond)
		r.wants("amount", r.amount(), "500,000,000.00")
		r.wants("note after a key that was held down", r.app.screens.sale.Note.Text, "")
	})
}

func TestACardNumberIsTakenByNoField(t *testing.T) {
	const number = "4111111111111111"
	inWide(t, func(r *rig) {
		sale := r.app.screens.sale
		r.app.window.Canvas().Focus(sale.Note)
		r.keys(number)
		if strings.Contains(sale.Note.Text, "4111") || !sale.Hint.Visible() {
			t.Errorf("typed: note %q, said %v", sale.Note.Text, sale.Hint.Visible())
		}
		sale.Note.SetText("order " + number)
		r.settle()
		r.wants("pasted", sale.Note.Text, "")
		r.app.window.Canvas().Unfocus()
		r.types("%B"+number+"^DOE", 0)
		r.settle()
		r.wants("swiped", sale.Note.Text, "")
		r.wants("amount", r.amount(), "0.00")
		for _, fill := range []func(){
			func() { r.app.screens.journal.Search.SetText(number) },
			func() { r.app.screens.choose.Search.SetText(number) },
			func() { r.app.screens.settings.Parts.Shop.Entry.SetText(number) },
			func() { r.app.screens.refund.Form.Reason.SetText(number) },
			func() { r.app.screens.unlinked.Form.Reason.SetText(number) },
		} {
			fill()
			r.settle()
		}
		for name, text := range map[string]string{
			"journal": r.app.screens.journal.Search.Text, "choose": r.app.screens.choose.Search.Text, "shop": r.app.screens.settings.Parts.Shop.Entry.Text,
			"refund": r.app.screens.refund.Form.Reason.Text, "unlinked": r.app.screens.unlinked.Form.Reason.Text, "kept": r.shop.words["shop"],
		} {
			if strings.Contains(text, "4111") {
				t.Errorf("%s took a card number", name)
			}
		}
	})
}

func TestACardNumberIsNoReason(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		r.move(a, checkout.EventAttention, payments.StateNeedsAttention, nil)
		r.tap(buttonOf(r.app.screens.payment.Parts.Actions, present.ActionClose))
		r.keys("4111111111111111")
		if text := r.app.access.Dialogs.Dialog.Reason.Text; strings.Contains(text, "4111") || !r.app.access.Dialogs.Dialog.Confirm.Disabled() {
			t.Errorf("the reason is %q, confirming is off: %v", text, r.app.access.Dialogs.Dialog.Confirm.Disabled())
		}
	})
}
