package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressable is what all widgets that can be pressed share: pointer, touch and keyboard, and
// the states that show it. The widget that embeds it draws them.
type pressable struct {
	widget.DisableableWidget
	self                      fyne.Widget
	label                     string
	tapped                    func()
	hovered, focused, pressed bool
}

var (
	_ fyne.Focusable     = (*pressable)(nil)
	_ fyne.Tappable      = (*pressable)(nil)
	_ fyne.Accessible    = (*pressable)(nil)
	_ desktop.Hoverable  = (*pressable)(nil)
	_ desktop.Mouseable  = (*pressable)(nil)
	_ desktop.Cursorable = (*pressable)(nil)
)

// become tells the base which widget it is part of.
func (p *pressable) become(self fyne.Widget, tapped func()) {
	p.self, p.tapped = self, tapped
	p.ExtendBaseWidget(self)
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(*fyne.PointEvent) { p.press() }

func (p *pressable) press() {
	if p.Disabled() || p.tapped == nil {
		return
	}
	p.tapped()
}

// AccessibilityLabel implements fyne.Accessible.
func (p *pressable) AccessibilityLabel() string { return p.label }

// AccessibilityRole implements fyne.Accessible.
func (p *pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor {
	if p.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.turn(&p.hovered, true) }

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() {
	p.turn(&p.pressed, false)
	p.turn(&p.hovered, false)
}

// MouseDown implements desktop.Mouseable: the press shows at once, before it is let go.
func (p *pressable) MouseDown(*desktop.MouseEvent) { p.turn(&p.pressed, true) }

// MouseUp implements desktop.Mouseable.
func (p *pressable) MouseUp(*desktop.MouseEvent) { p.turn(&p.pressed, false) }

// FocusGained implements fyne.Focusable.
func (p *pressable) FocusGained() {
	p.turn(&p.focused, true)
	if !p.pressed { // what a pointer is on must not move away from it
		tellFocus(p.self)
	}
}

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() { p.turn(&p.focused, false) }

// TypedRune implements fyne.Focusable. A button has no use for text, but the screen may.
func (p *pressable) TypedRune(r rune) {
	if r != ' ' {
		passRune(p.self, r)
	}
}

// TypedKey implements fyne.Focusable.
func (p *pressable) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.press()
	default:
		passKey(p.self, ev)
	}
}

func (p *pressable) turn(state *bool, on bool) {
	if *state == on {
		return
	}
	*state = on
	p.Refresh()
}

// wash is the colour that lies over the widget for hover and press.
func (p *pressable) wash(l look, cover *canvas.Rectangle) {
	switch {
	case p.Disabled():
		cover.FillColor = alpha(l.Hover, 0)
	case p.pressed:
		cover.FillColor = l.Press
	case p.hovered:
		cover.FillColor = l.Hover
	default:
		cover.FillColor = alpha(l.Hover, 0)
	}
}

// washFilled is wash for a widget filled in the brand colour, which is too dark in the light
// variant for a dark wash to show.
func (p *pressable) washFilled(l look, cover *canvas.Rectangle) {
	p.wash(l, cover)
	if l.dark || p.Disabled() {
		return
	}
	switch {
	case p.pressed:
		cover.FillColor = alpha(l.OnBrand, 0x38)
	case p.hovered:
		cover.FillColor = alpha(l.OnBrand, 0x1A)
	}
}

// passKey hands a key that a focused widget does not use to the screen.
func passKey(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if f := c.OnTypedKey(); f != nil {
			f(ev)
		}
	}
}

// passRune hands a character that a focused widget does not use to the screen.
func passRune(o fyne.CanvasObject, r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

// passShortcut hands a shortcut that a focused widget does not use to the screen.
func passShortcut(o fyne.CanvasObject, s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
