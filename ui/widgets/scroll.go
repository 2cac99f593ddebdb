package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// pageShare is how much of what is seen goes by with one press: a little stays, to find the
// place again.
const pageShare = 0.8

// ScrollPage scrolls what is in front by a page, down or with -1 up. With large text in a small
// window it is the way to what lies below, for somebody without a mouse. It tells whether there
// was anything that way.
func ScrollPage(front fyne.CanvasObject, pages float32) bool {
	s := Tallest(front)
	if s == nil {
		return false
	}
	before, end := s.Offset.Y, s.Content.MinSize().Height-s.Size().Height
	s.ScrollToOffset(fyne.NewPos(0, max(min(before+Pages(s, pages), end), 0)))
	return s.Offset.Y != before
}

// Pages is how far some pages of what is seen of an object go.
func Pages(o fyne.CanvasObject, pages float32) float32 { return pages * pageShare * o.Size().Height }

// aroundFocus is how much is shown above and below what has the focus.
const aroundFocus = 12

// Reveal scrolls to what has the focus, so that nobody types or presses unseen.
func Reveal(front fyne.CanvasObject, focus fyne.Focusable) {
	focused, ok := focus.(fyne.CanvasObject)
	if !ok {
		return
	}
	s := ScrollAround(front, focused)
	if s == nil {
		return
	}
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := place(focused).Y - place(s.Content).Y - aroundFocus
	bottom := top + focused.Size().Height + 2*aroundFocus
	switch {
	case top < s.Offset.Y:
		s.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > s.Offset.Y+s.Size().Height:
		s.ScrollToOffset(fyne.NewPos(0, bottom-s.Size().Height))
	}
}

// ScrollAround finds what scrolls an object; nil when nothing does.
func ScrollAround(o, target fyne.CanvasObject) *container.Scroll {
	if !o.Visible() {
		return nil
	}
	if s, ok := o.(*container.Scroll); ok {
		if inner := ScrollAround(s.Content, target); inner != nil {
			return inner
		}
		if Holds(s.Content, target) {
			return s
		}
		return nil
	}
	for _, child := range within(o) {
		if s := ScrollAround(child, target); s != nil {
			return s
		}
	}
	return nil
}

func Holds(o, target fyne.CanvasObject) bool {
	if o == target {
		return true
	}
	for _, child := range within(o) {
		if Holds(child, target) {
			return true
		}
	}
	return false
}

// within are the objects that an object holds.
func within(o fyne.CanvasObject) []fyne.CanvasObject {
	switch parent := o.(type) {
	case *fyne.Container:
		return parent.Objects
	case *surface:
		return []fyne.CanvasObject{parent.content}
	case *container.Scroll:
		return []fyne.CanvasObject{parent.Content}
	}
	return Parts(o)
}

// Tallest is the largest part of a screen that has more to show than there is room for, nil
// when there is none.
func Tallest(o fyne.CanvasObject) *container.Scroll {
	if o == nil || !o.Visible() {
		return nil
	}
	if s, ok := o.(*container.Scroll); ok && s.Content.Size().Height > s.Size().Height+1 {
		return s
	}
	var best *container.Scroll
	for _, child := range within(o) {
		if s := Tallest(child); s != nil && (best == nil || area(s) > area(best)) {
			best = s
		}
	}
	return best
}

func area(o fyne.CanvasObject) float32 { return o.Size().Width * o.Size().Height }
