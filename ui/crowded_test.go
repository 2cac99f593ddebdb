package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
)

// With text of 200 % in a narrow window the buttons of a payment leave room for what it is, and
// what is said above the keys leaves room for them.
func TestLargeTextInANarrowWindowIsNotCovered(t *testing.T) {
	inScene(t, "detail", narrowWindow, "200", func(r *rig) {
		d := r.app.screens.journal.detail
		if d.parts.foot.Visible() || buttonOf(d.parts.inside, present.ActionRefund) == nil {
			t.Errorf("the buttons cover the payment: %v", d.view.Buttons)
		}
		if room := scrollAround(d.root, d.parts.title); bottom(room) < bottom(d.root)-20 {
			t.Errorf("below the payment %v are left empty", bottom(d.root)-bottom(room))
		}
		r.tap(buttonOf(d.parts.inside, present.ActionRefund))
		r.in(r.app.screens.refund)
	})
	inScene(t, "detail", narrowWindow, "100", func(r *rig) {
		if d := r.app.screens.journal.detail; !d.parts.foot.Visible() || d.parts.inside.root.Visible() {
			t.Error("the buttons are not below the payment")
		}
	})
	inScene(t, "locked", narrowWindow, "200", func(r *rig) {
		s := r.app.screens.sale
		if high := s.open.root.Size().Height; high > 160 || !s.open.text.Visible() {
			t.Errorf("the banner is %v high", high)
		}
	})
	inScene(t, "folder-open", narrowWindow, "200", func(r *rig) {
		s := r.app.screens.sale
		if keys, foot := bottom(s.keypad), top(s.charge); keys > foot {
			t.Errorf("the keys end at %v, below the button at %v", keys, foot)
		}
	})
	inScene(t, "tray-list", narrowWindow, "200", func(r *rig) {
		if high := r.app.access.Dialogs.dialog.rows[0].Size().Height; high > 110 {
			t.Errorf("a row of two lines is %v high", high)
		}
	})
	keepsOffTheEdges := func(text fyne.CanvasObject) {
		t.Helper()
		if left := fyne.CurrentApp().Driver().AbsolutePositionForObject(text).X; left < 16 || rightOf(text) > narrowWindow.Width-16 {
			t.Errorf("the text is from %v to %v", left, rightOf(text))
		}
	}
	inScene(t, "closing", narrowWindow, "100", func(r *rig) { keepsOffTheEdges(r.app.screens.closing.text) })
	inScene(t, "search-none", narrowWindow, "200", func(r *rig) { keepsOffTheEdges(r.app.screens.journal.empty) })
}
