package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// leafed is how much of what is seen goes by with one press: a little stays, to find the
// place again.
const leafed = 0.8

// leaf scrolls what is in front by a page, down or with -1 up. With large text in a small
// window it is the way to what lies below, for somebody without a mouse.
func (a *App) leaf(pages float32) {
	front := a.shell.page.Objects
	if a.modal != nil {
		front = []fyne.CanvasObject{a.modal.root}
	}
	for _, o := range front {
		if s := tallest(o); s != nil {
			s.ScrollToOffset(fyne.NewPos(0, s.Offset.Y+pages*leafed*s.Size().Height))
			return
		}
	}
}

// tallest is the largest part of a screen that has more to show than there is room for, nil
// when there is none.
func tallest(o fyne.CanvasObject) *container.Scroll {
	if o == nil || !o.Visible() {
		return nil
	}
	var children []fyne.CanvasObject
	switch parent := o.(type) {
	case *fyne.Container:
		children = parent.Objects
	case *surface:
		children = []fyne.CanvasObject{parent.content}
	case *container.Scroll:
		if parent.Content.Size().Height > parent.Size().Height+1 {
			return parent
		}
		children = []fyne.CanvasObject{parent.Content}
	}
	var best *container.Scroll
	for _, child := range children {
		if s := tallest(child); s != nil && (best == nil || area(s) > area(best)) {
			best = s
		}
	}
	return best
}

func area(o fyne.CanvasObject) float32 { return o.Size().Width * o.Size().Height }
