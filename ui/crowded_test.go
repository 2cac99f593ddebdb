package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// With text of 200 % in a narrow window the buttons of a payment leave room for what it is, and
// what is said above the keys leaves room for them.
func TestLargeTextInANarrowWindowIsNotCovered(t *testing.T) {
	inScene(t, "detail", narrowWindow, "200", func(r *rig) {
		d := r.app.screens.journal.Detail
		if d.Parts.Foot.Visible() || buttonOf(d.Parts.Inside, present.ActionRefund) == nil {
			t.Errorf("the buttons cover the payment: %v", d.View.Buttons)
		}
		if room := widgets.ScrollAround(d.Root, d.Parts.Title); bottom(room) < bottom(d.Root)-20 {
			t.Errorf("below the payment %v are left empty", bottom(d.Root)-bottom(room))
		}
		r.tap(buttonOf(d.Parts.Inside, present.ActionRefund))
		r.in(r.app.screens.refund)
	})
	inScene(t, "detail", narrowWindow, "100", func(r *rig) {
		if d := r.app.screens.journal.Detail; !d.Parts.Foot.Visible() || d.Parts.Inside.Root.Visible() {
			t.Error("the buttons are not below the payment")
		}
	})
	inScene(t, "locked", narrowWindow, "200", func(r *rig) {
		s := r.app.screens.sale
		if high := s.Open.Root.Size().Height; high > 160 || !s.Open.Text.Visible() {
			t.Errorf("the banner is %v high", high)
		}
	})
	inScene(t, "folder-open", narrowWindow, "200", func(r *rig) {
		s := r.app.screens.sale
		if keys, foot := bottom(s.Keypad), top(s.Charge); keys > foot {
			t.Errorf("the keys end at %v, below the button at %v", keys, foot)
		}
	})
	inScene(t, "tray-list", narrowWindow, "200", func(r *rig) {
		if high := r.app.access.Dialogs.Dialog.Rows[0].Size().Height; high > 110 {
			t.Errorf("a row of two lines is %v high", high)
		}
	})
	keepsOffTheEdges := func(text fyne.CanvasObject) {
		t.Helper()
		if left := fyne.CurrentApp().Driver().AbsolutePositionForObject(text).X; left < 16 || rightOf(text) > narrowWindow.Width-16 {
			t.Errorf("the text is from %v to %v", left, rightOf(text))
		}
	}
	inScene(t, "closing", narrowWindow, "100", func(r *rig) { keepsOffTheEdges(r.app.screens.closing.Text) })
	inScene(t, "search-none", narrowWindow, "200", func(r *rig) { keepsOffTheEdges(r.app.screens.journal.Empty) })
}
