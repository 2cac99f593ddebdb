package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/ui/parts"
)

func TestOnAResultTheNextAmountBegins(t *testing.T) {
	inWide(t, func(r *rig) {
		r.approve(r.charge("1240"))
		r.pass(parts.Settling)
		r.keys("300")
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "3.00")
		if r.app.display.shell.tray.Visible() {
			t.Error("a result that was seen is in the tray")
		}
	})
	inWide(t, func(r *rig) { // it came up under the fingers: no digit is lost, and neither is the result
		a := r.charge("1240")
		r.decline(a)
		r.keys("300")
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "3.00")
		r.wants("tray", r.app.display.shell.tray.State().Text, "1 payment finished: look")
	})
	for name, leave := range map[string]func(*rig){
		"Esc": func(r *rig) { r.key(fyne.KeyEscape) }, "Ctrl+1": func(r *rig) { r.ctrl(fyne.Key1) },
	} {
		t.Run(name, func(t *testing.T) {
			inWide(t, func(r *rig) {
				r.approve(r.charge("1240"))
				leave(r)
				r.in(r.app.screens.sale)
				r.wants("amount", r.amount(), "0.00")
			})
		})
	}
}

// The first digits were typed while the payment ran and went nowhere. The rest of them is no
// amount, neither a person's nor a scanner's.
func TestARowOfDigitsAcrossAResultBeginsNoAmount(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("2701")
		r.keys("12")
		r.approve(a)
		r.pass(2 * time.Second)
		r.keys("40")
		r.in(r.app.screens.payment)
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.sale)
		r.wants("amount", r.amount(), "0.00")
		if got := r.shop.called("start"); got != 1 {
			t.Errorf("%d payments were started, want 1", got)
		}
	})
	inWide(t, func(r *rig) {
		a := r.charge("2701")
		r.keys("12")
		r.approve(a)
		r.pass(3 * time.Second)
		r.keys("300")
		r.in(r.app.screens.sale)
		r.wants("amount after a pause", r.amount(), "3.00")
	})
}

func TestCtrl1WhileWaitingServesTheNextCustomer(t *testing.T) {
	inWide(t, func(r *rig) {
		r.charge("1240")
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.sale)
		r.key(fyne.KeyEscape)
		if r.shop.called("cancel") != 0 {
			t.Error("Esc on the keypad cancelled at the terminal")
		}
		if !r.app.screens.sale.Open.Root.Visible() || !strings.Contains(r.app.screens.sale.Open.Text.Text(), "12.40 EUR") {
			t.Error("the keypad does not name the payment that runs")
		}
		r.hasty(fyne.KeyF9)
		r.in(r.app.screens.payment)
		r.ctrl(fyne.Key3)
		r.ctrl(fyne.Key1)
		r.in(r.app.screens.payment)
	})
}

// F1 to F8 on a result choose the terminal of the next sale, and bring the keypad, where it is in
// view. While a payment runs they do nothing.
func TestAFunctionKeyOnAResultChoosesForTheNextSale(t *testing.T) {
	inWide(t, func(r *rig) {
		a := r.charge("1240")
		chosen := func() string { return r.app.access.Model.Settings.Program.LastTerminal }
		before := chosen()
		r.key(fyne.KeyF2)
		r.in(r.app.screens.payment)
		r.wants("while it runs", chosen(), before)
		r.approve(a)
		r.key(fyne.KeyF2)
		r.in(r.app.screens.sale)
		r.wants("on the result", chosen(), r.app.access.Model.Terminals.List()[1].ID())
		if chosen() == before || r.shop.called("start") != 1 {
			t.Error("no other terminal was chosen, or something started")
		}
	})
}
