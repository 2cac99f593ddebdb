package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// KeyFocused goes to the screen as keys do, when the focus of the keyboard has come to a
// widget: what lies outside the window must be scrolled into it.
const KeyFocused fyne.KeyName = "Focused"

// tellFocus tells the screen.
func tellFocus(o fyne.CanvasObject) { passKey(o, &fyne.KeyEvent{Name: KeyFocused}) }

// Parts are the objects that a widget of this package holds, as far as one of them can have
// the focus; nil for all others.
func Parts(o fyne.CanvasObject) []fyne.CanvasObject {
	switch w := o.(type) {
	case *Panel:
		return []fyne.CanvasObject{w.content}
	case *Field:
		return []fyne.CanvasObject{w.column}
	case *EmptyState:
		return w.actions
	case *Segments:
		return objectsOf(w.chips)
	}
	return nil
}

func objectsOf[T fyne.CanvasObject](widgets []T) []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, 0, len(widgets))
	for _, w := range widgets {
		objects = append(objects, w)
	}
	return objects
}

// Choice is a list to choose one from, with the outline that entries have.
type Choice struct {
	widget.Select
	focused bool
}

// NewChoice makes a list. changed is called with what a person chose, and by SetSelected.
func NewChoice(changed func(string)) *Choice {
	c := &Choice{}
	c.OnChanged = changed
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained implements fyne.Focusable.
func (c *Choice) FocusGained() {
	c.focused = true
	c.Select.FocusGained()
	tellFocus(c)
}

// FocusLost implements fyne.Focusable.
func (c *Choice) FocusLost() {
	c.focused = false
	c.Select.FocusLost()
}

// TypedKey implements fyne.Focusable. Keys that the list does not use go to the screen.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyEscape || ev.Name == fyne.KeyPageUp || ev.Name == fyne.KeyPageDown || isFunctionKey(ev.Name) {
		passKey(c, ev)
		return
	}
	c.Select.TypedKey(ev)
}

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	r := &choiceRenderer{WidgetRenderer: c.Select.CreateRenderer(), c: c, outline: box(radiusSmall)}
	r.colour()
	return LaidOut(c, r)
}

// choiceRenderer draws the outline over what Fyne draws.
type choiceRenderer struct {
	fyne.WidgetRenderer
	c       *Choice
	outline *canvas.Rectangle
}

// Layout implements fyne.WidgetRenderer.
func (r *choiceRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	Place(r.outline, 0, 0, size.Width, size.Height)
}

// Objects implements fyne.WidgetRenderer.
func (r *choiceRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.outline)
}

// Refresh implements fyne.WidgetRenderer.
func (r *choiceRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.colour()
	r.outline.Refresh()
}

func (r *choiceRenderer) colour() {
	l := lookOf(r.c.Theme())
	if r.c.focused {
		fill(r.outline, color.Transparent, l.Focus, ring)
		return
	}
	fill(r.outline, color.Transparent, l.Outline, edge)
}
