package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"tillside/payments/checkout"
	"tillside/ui/widgets"
)

// top and bottom are where an object begins and ends in its window.
func top(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
}

func bottom(o fyne.CanvasObject) float32 { return top(o) + o.Size().Height }

func rightOf(o fyne.CanvasObject) float32 {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X + o.Size().Width
}

// sceneOf finds a scene by its name.
func sceneOf(t *testing.T, name string) scene {
	t.Helper()
	for _, s := range scenes() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no scene %q", name)
	return scene{}
}

// inScene plays a scene in a window of a size with text of a scale.
func inScene(t *testing.T, name string, size fyne.Size, scale string, look func(*rig)) {
	t.Helper()
	s := sceneOf(t, name)
	inWindow(t, size, func(shop *shop) {
		s.prepare(shop)
		shop.words["text_scale"] = scale
	}, func(r *rig) {
		s.play(r)
		r.tidy()
		look(r)
	})
}

var narrowWindow, wideWindow = fyne.NewSize(420, 760), fyne.NewSize(1100, 720)

// With text of 200 % in a narrow window what a cashier needs is seen without scrolling: all
// keys, the amount and what must not be done, what the customer is to do.
func TestLargeTextLeavesRoomForWhatMatters(t *testing.T) {
	inScene(t, "sale", narrowWindow, "200", func(r *rig) {
		s := r.app.screens.sale
		if keys, foot := bottom(s.Keypad), top(s.Charge); keys > foot {
			t.Errorf("the keys end at %v, below the button at %v", keys, foot)
		}
		if least := s.Keypad.MinSize().Height; least < 4*44 {
			t.Errorf("the keys are %v high", least/4)
		}
	})
	for _, name := range []string{"unknown", "attention", "mismatch", "cancelling", "refused-busy", "refused-off", "refused-often"} {
		inScene(t, name, narrowWindow, "200", func(r *rig) {
			p := r.app.screens.payment.Parts
			foot := top(p.Actions.Root)
			for what, end := range map[string]float32{"heading and warning": bottom(p.Head), "amount": bottom(p.Amount)} {
				if end > foot {
					t.Errorf("%s: the %s ends at %v, below the buttons at %v", name, what, end, foot)
				}
			}
			if top(p.Head) > top(p.Amount) {
				t.Errorf("%s: the amount stands above the warning", name)
			}
		})
	}
	inScene(t, "waiting", narrowWindow, "200", func(r *rig) {
		p := r.app.screens.payment.Parts
		if !p.Below.Visible() || !strings.Contains(p.Below.Text(), "Card, phone or watch") {
			t.Fatalf("the instruction reads %q", p.Below.Text())
		}
		if end, foot := bottom(p.Below), top(p.Actions.Root); end > foot {
			t.Errorf("the instruction ends at %v, below the buttons at %v", end, foot)
		}
	})
}

// Keys are 72 high where there is room, and all of them are seen below a notice, too.
func TestTheKeypadTakesTheRoomThereIs(t *testing.T) {
	for _, size := range []fyne.Size{narrowWindow, wideWindow} {
		inScene(t, "sale", size, "100", func(r *rig) {
			if high := r.app.screens.sale.Keypad.Size().Height; high < 4*72 {
				t.Errorf("%v: the keys are %v high", size, high/4)
			}
		})
		for _, name := range []string{"unfinished", "scanned"} {
			inScene(t, name, size, "100", func(r *rig) {
				s := r.app.screens.sale
				if keys, foot := bottom(s.Keypad), top(s.Charge); keys > foot {
					t.Errorf("%s, %v: the keys end at %v, below the button at %v", name, size, keys, foot)
				}
			})
		}
	}
}

// endsOf are the right ends of the visible texts below an object that end as given.
func endsOf(o fyne.CanvasObject, suffix string) map[string]float32 {
	ends := map[string]float32{}
	var look func(o fyne.CanvasObject, x float32)
	look = func(o fyne.CanvasObject, x float32) {
		if !o.Visible() {
			return
		}
		if text, ok := o.(*canvas.Text); ok && strings.HasSuffix(text.Text, suffix) {
			ends[text.Text] = x + text.Size().Width
		}
		for _, child := range partsOf(o) {
			look(child, x+child.Position().X)
		}
	}
	look(o, fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X)
	return ends
}

func partsOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

func TestTheListsOfTheJournalHaveOneEdge(t *testing.T) {
	for _, size := range []fyne.Size{narrowWindow, wideWindow} {
		inScene(t, "journal", size, "100", func(r *rig) {
			s := r.app.screens.journal
			edge := rightOf(s.Search)
			ends := endsOf(s.Rows.Root, " EUR")
			if len(ends) < 5 {
				t.Fatalf("the amounts are %v", ends)
			}
			for amount, end := range ends {
				if end < edge-1.5 || end > edge+1.5 { // texts are measured a pixel wider than they are
					t.Errorf("%v: %s ends at %v, the search at %v", size, amount, end, edge)
				}
			}
		})
	}
}

// The bar of what scrolls lies beside the cards, not over their edge, and the outline of a
// card is inside what is drawn.
func TestScrollBarsStayOffTheCards(t *testing.T) {
	inScene(t, "detail", wideWindow, "100", func(r *rig) {
		balance := r.app.screens.journal.Detail.Parts.Balance
		scroll := widgets.ScrollAround(r.app.screens.journal.Detail.Root, balance)
		if scroll == nil {
			t.Fatal("the detail does not scroll")
		}
		if gap := rightOf(scroll) - rightOf(balance); gap < 8 {
			t.Errorf("the card ends %v before the bar", gap)
		}
	})
	inScene(t, "sale", wideWindow, "100", func(r *rig) {
		for _, card := range r.app.screens.sale.Side.Picker.Cards {
			scroll := widgets.ScrollAround(r.app.screens.sale.Side.Root, card)
			if scroll == nil || rightOf(card) > rightOf(scroll)-2 {
				t.Errorf("the outline of a card at %v is cut", rightOf(card))
			}
		}
	})
}

// Somebody who reads that the journal is damaged must see at once whose journal it is, and
// must not try again by a hurried Enter.
func TestTheTroubleScreenNamesTheMode(t *testing.T) {
	inWindow(t, wideWindow, func(s *shop) { live(s); s.fail("open", checkout.ErrJournalBroken) }, func(r *rig) {
		r.tidy()
		pill := r.app.display.shell.pill
		if !pill.Visible() || pill.State().Text != "LIVE" {
			t.Errorf("the mode reads %q, shown %v", pill.State().Text, pill.Visible())
		}
		for _, b := range r.app.screens.trouble.View.Buttons {
			if b.Main && b.Label != "Quit Tillside" {
				t.Errorf("Enter presses %q", b.Label)
			}
		}
	})
}
