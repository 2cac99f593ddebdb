package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/widgets"
)

func TestEverythingIsReachedWithoutAMouse(t *testing.T) {
	large := func(s *shop) { live(s); s.words["text_scale"] = "200" }
	inWindow(t, fyne.NewSize(420, 760), large, func(r *rig) {
		r.charge("1240")
		page := widgets.Tallest(r.app.display.shell.page)
		if page == nil {
			t.Fatal("the steps fit at 200 %, so this shows nothing")
		}
		for range 20 {
			r.key(fyne.KeyPageDown)
		}
		if below := page.Content.Size().Height - page.Size().Height; page.Offset.Y != below || below <= 0 {
			t.Errorf("the end of the steps is at %v, not reached with %v", below, page.Offset.Y)
		}
		for range 20 {
			r.key(fyne.KeyPageUp)
		}
		r.key(fyne.KeyF12)
		r.key(fyne.KeyPageDown)
		if list := widgets.Tallest(r.app.access.Dialogs.Modal.Root); page.Offset.Y != 0 || list == nil || list.Offset.Y <= 0 {
			t.Errorf("back at %v; the list of keys is %v", page.Offset.Y, list)
		}
	})
}

func TestWhatHasTheFocusIsSeen(t *testing.T) {
	inWindow(t, fyne.NewSize(420, 760), live, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		page, canvas := widgets.Tallest(r.app.display.shell.page), r.app.window.Canvas()
		place := fyne.CurrentApp().Driver().AbsolutePositionForObject
		moved := false
		for range 40 {
			canvas.FocusNext()
			focused, ok := canvas.Focused().(fyne.CanvasObject)
			if !ok || !widgets.Holds(page.Content, focused) {
				continue
			}
			top := place(focused).Y - place(page).Y
			if bottom := top + focused.Size().Height; top < 0 || bottom > page.Size().Height {
				t.Errorf("%T is at %.0f to %.0f of %.0f", focused, top, bottom, page.Size().Height)
			}
			moved = moved || page.Offset.Y > 0
		}
		if !moved {
			t.Error("nothing below the edge ever had the focus")
		}
	})
}

func TestTheAmountIsSeenWithLargeText(t *testing.T) {
	for scale, above := range map[string]bool{"100": false, "200": true} {
		large := func(s *shop) { live(s); s.words["text_scale"] = scale }
		inWindow(t, fyne.NewSize(420, 760), large, func(r *rig) {
			a := r.charge("1240")
			p := r.app.screens.payment.Parts
			if got := p.Amount.Position().Y < p.Head.Position().Y; got != above {
				t.Errorf("at %s %% the amount is at %v, the heading at %v", scale, p.Amount.Position(), p.Head.Position())
			}
			r.move(a, checkout.EventNoAnswer, payments.StateUnknown, nil)
			if p.Amount.Position().Y < p.Head.Position().Y {
				t.Errorf("at %s %% the amount pushes the warning down", scale)
			}
		})
	}
}
