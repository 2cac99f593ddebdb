package widgets_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"tillside/ui/widgets"
)

// pressable is what the tests ask of every widget that can be pressed.
type pressable interface {
	fyne.Widget
	fyne.Tappable
	fyne.Focusable
	fyne.Disableable
	fyne.Accessible
	desktop.Hoverable
	desktop.Mouseable
	desktop.Cursorable
}

// pressables makes one of each widget that can be pressed.
func pressables() map[string]func(tapped func()) pressable {
	return map[string]func(func()) pressable{
		"big button": func(f func()) pressable { return widgets.NewBigButton("Charge", f) },
		"button":     func(f func()) pressable { return widgets.NewButton("Ask now", f) },
		"primary": func(f func()) pressable {
			return widgets.NewButtonWith(widgets.ButtonState{Text: "Refund", Kind: widgets.ButtonPrimary, Key: "Ctrl R"}, f)
		},
		"danger": func(f func()) pressable {
			return widgets.NewButtonWith(widgets.ButtonState{Text: "Cancel on terminal", Kind: widgets.ButtonDanger, Compact: true}, f)
		},
		"quiet": func(f func()) pressable {
			return widgets.NewButtonWith(widgets.ButtonState{Text: "Back", Kind: widgets.ButtonQuiet, Icon: widgets.IconBack, Compact: true}, f)
		},
		"chip": func(f func()) pressable { return widgets.NewChip("All states", f) },
		"terminal card": func(f func()) pressable {
			c := widgets.NewTerminalCard(f)
			c.Set(widgets.TerminalCardState{Name: "Counter", Health: "answered 9 s ago"})
			return c
		},
		"recent row": func(f func()) pressable {
			r := widgets.NewRecentRow(f)
			r.Set(widgets.PaymentRowState{Time: "14:02", Word: "Paid", Amount: "8.90"})
			return r
		},
		"tray pill": func(f func()) pressable {
			p := widgets.NewTrayPill(f)
			p.Set(widgets.PillState{Text: "1 ? 0:42", Tone: widgets.ToneUnknown, Solid: true})
			return p
		},
		"tappable": func(f func()) pressable { return widgets.NewTappable("Row", widget.NewLabel("Row"), f) },
	}
}

// shownIn puts an object into a window of its own.
func shownIn(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Canvas {
	t.Helper()
	w := test.NewTempWindow(t, container.NewWithoutLayout(o))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	o.Resize(fyne.NewSize(width, height))
	return w.Canvas()
}

func TestEveryPressableAnswersPointerAndKeyboard(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for name, build := range pressables() {
		t.Run(name, func(t *testing.T) {
			count := 0
			p := build(func() { count++ })
			c := shownIn(t, p, 240, 100)
			test.Tap(p)
			c.Focus(p)
			for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter} {
				p.TypedKey(&fyne.KeyEvent{Name: key})
			}
			if count != 4 {
				t.Errorf("a press and three keys called back %d times, want 4", count)
			}
			p.Disable()
			test.Tap(p)
			p.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			if count != 4 {
				t.Errorf("it called back while it was disabled")
			}
			if p.Cursor() != desktop.DefaultCursor {
				t.Error("it shows a hand while it is disabled")
			}
			p.Enable()
			if test.Tap(p); count != 5 || p.Cursor() != desktop.PointerCursor {
				t.Errorf("enabled again it was called %d times in all, want 5", count)
			}
		})
	}
}

func TestEveryPressableIsLargeEnoughAndNamed(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		useTheme(t, widgets.ModeLight, scale)
		for name, build := range pressables() {
			p := build(func() {})
			if got := p.MinSize(); got.Width < 44 || got.Height < 44 {
				t.Errorf("%s at %v is %v, smaller than 44", name, scale, got)
			}
			if got := p.MinSize(); got.Width > 388 {
				t.Errorf("%s at %v wants %v px, more than a narrow window has", name, scale, got.Width)
			}
			if p.AccessibilityLabel() == "" || p.AccessibilityRole() != fyne.AccessibleRoleButton {
				t.Errorf("%s says %q as %q to assistive technology", name, p.AccessibilityLabel(), p.AccessibilityRole())
			}
		}
	}
}

// TestEveryPressableShowsItsStates compares markup: hover, press, focus and disabled must
// each look different from rest, and letting go must look as before.
func TestEveryPressableShowsItsStates(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for name, build := range pressables() {
		t.Run(name, func(t *testing.T) {
			p := build(func() {})
			shownIn(t, p, 240, 100)
			look := func() string { return test.RenderObjectToMarkup(p) }
			rest := look()
			seen := map[string]bool{rest: true}
			for _, c := range []struct {
				what    string
				on, off func()
			}{
				{"hover", func() { p.MouseIn(&desktop.MouseEvent{}) }, p.MouseOut},
				{"press", func() { p.MouseDown(&desktop.MouseEvent{}) }, func() { p.MouseUp(&desktop.MouseEvent{}) }},
				{"focus", p.FocusGained, p.FocusLost},
			} {
				c.on()
				if seen[look()] {
					t.Errorf("%s does not show, or looks like another state", c.what)
				}
				seen[look()] = true
				c.off()
				if look() != rest {
					t.Errorf("%s leaves a trace", c.what)
				}
			}
			p.MouseDown(&desktop.MouseEvent{})
			p.MouseOut()
			if look() != rest {
				t.Error("a press that leaves the widget goes on showing")
			}
		})
	}
}

func TestDisabledShows(t *testing.T) {
	useTheme(t, widgets.ModeDark, 1)
	for _, name := range []string{"big button", "button", "primary", "danger", "quiet", "chip", "terminal card"} {
		p := pressables()[name](func() {})
		shownIn(t, p, 240, 100)
		rest := test.RenderObjectToMarkup(p)
		p.Disable()
		if test.RenderObjectToMarkup(p) == rest {
			t.Errorf("%s looks the same when it is disabled", name)
		}
	}
}

func TestKeysThatAButtonDoesNotUseGoToTheScreen(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for name, build := range pressables() {
		p := build(func() {})
		c := shownIn(t, p, 240, 100)
		var keys []fyne.KeyName
		var runes []rune
		c.SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
		c.SetOnTypedRune(func(r rune) { runes = append(runes, r) })
		c.Focus(p)
		c.Focused().TypedRune('7')
		c.Focused().TypedRune(' ')
		c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if string(runes) != "7" || !slices.Equal(keys, []fyne.KeyName{widgets.KeyFocused, fyne.KeyEscape}) {
			t.Errorf("%s passed on %q and %v, want \"7\", the focus and Escape", name, string(runes), keys)
		}
	}
}

func TestKeysOfAButtonThatIsNotShownAreDropped(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	count := 0
	b := widgets.NewButton("Ask now", func() { count++ })
	b.TypedRune('7')
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	if count != 0 {
		t.Error("a key that is not the button's pressed it")
	}
}

func TestATabGoesThroughTheButtons(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	one, two, three := widgets.NewButton("1", func() {}), widgets.NewButton("2", func() {}), widgets.NewButton("3", func() {})
	two.Disable()
	w := test.NewTempWindow(t, widgets.NewActions(8, one, two, three))
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != one {
		t.Error("the first button does not take the focus")
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != three {
		t.Error("the disabled button is not passed over")
	}
}

func TestAButtonWithoutAnythingToDoDoesNothing(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	b := widgets.NewBigButton("Charge", nil)
	test.Tap(b)
	if b.Disabled() {
		t.Error("a press disabled the button")
	}
}

func TestButtonState(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	b := widgets.NewButton("Ask now", func() {})
	b.Set(widgets.ButtonState{Text: "Ask now", Disabled: true})
	if !b.Disabled() {
		t.Error("Set did not disable the button")
	}
	b.SetText("Asking")
	if got := b.State(); got.Text != "Asking" || !got.Disabled {
		t.Errorf("after SetText the state is %+v", got)
	}
	b.Enable()
	b.Set(widgets.ButtonState{Text: "Asking"})
	if b.Disabled() || b.AccessibilityLabel() != "Asking" {
		t.Errorf("the button is disabled or says %q", b.AccessibilityLabel())
	}
}

func TestBigButtonSaysTextAndHint(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	b := widgets.NewBigButton("Charge", func() {})
	b.Set("Charge 12.40 EUR", "on B · by the door", true)
	if got := b.AccessibilityLabel(); got != "Charge 12.40 EUR, on B · by the door" {
		t.Errorf("the label is %q", got)
	}
	if got := b.MinSize().Height; got != 92 {
		t.Errorf("the main action is %v px tall, want 92", got)
	}
}

func TestHeightsOfTheStyleGuide(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	if got := widgets.NewButton("Ask now", nil).MinSize().Height; got != 64 {
		t.Errorf("a button is %v px tall, want 64", got)
	}
	pad := widgets.NewKeypad("Backspace", func(widgets.Key) {})
	if got := pad.MinSize().Height; got < 4*54 || got > 4*54+30 {
		t.Errorf("the keypad is %v px tall at least, want keys of 54", got)
	}
	if got := widgets.NewEntry("").MinSize().Height; got < 44 {
		t.Errorf("a field is %v px tall, want 44 at least", got)
	}
}
