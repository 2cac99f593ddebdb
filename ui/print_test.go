package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
)

// prints is a shop whose terminals print what they are sent.
func prints(s *shop) {
	live(s)
	s.can.Commands = payments.SetOf(payments.CommandPrint)
}

// paper opens the receipts of the newest payment that was listed.
func (r *rig) paper() {
	r.Helper()
	r.ctrl(fyne.Key3)
	r.app.screens.journal.Choose(r.listed()[0])
	r.settle()
	r.ctrl(fyne.KeyR)
}

// A kept receipt is printed on the terminal with one press, and is called printed once the terminal has
// said so, and not before.
func TestAReceiptIsPrintedOnTheTerminal(t *testing.T) {
	inWindow(t, usual, prints, func(r *rig) {
		r.paper()
		d := r.app.access.Dialogs.Dialog
		r.visible("print", d.Print.Visible(), true)
		r.tap(d.Print)
		if len(r.shop.commands) != 1 || r.shop.commands[0].Command.Kind != payments.CommandPrint || r.shop.commands[0].Command.Settings.Receipt == "" {
			t.Fatalf("told %+v", r.shop.commands)
		}
		asked := d.Said.Text()
		r.pass(3 * time.Second)
		r.wants("before the terminal has said it", d.Said.Text(), asked)
		r.shop.mu.Lock()
		r.shop.commands[0].State = payments.CommandDone
		r.shop.mu.Unlock()
		r.pass(2 * time.Second)
		if got := d.Said.Text(); got == asked || got == "" {
			t.Errorf("once it was printed it says %q", got)
		}
	})
}

func TestNobodyPrintsWhereNoTerminalDoes(t *testing.T) {
	inWindow(t, usual, live, func(r *rig) {
		r.paper()
		r.visible("print", r.app.access.Dialogs.Dialog.Print.Visible(), false)
	})
}

func printScenes() map[string]scene {
	return map[string]scene{"receipt-print": {prepare: prints, play: func(r *rig) { r.paper(); r.tap(r.app.access.Dialogs.Dialog.Print) }}}
}
