package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// The widths at which the window changes its shape, at normal text size.
const (
	narrowBelow = 760
	leastWidth  = 400
	leastHeight = 480
)

// viewport is what the layouts of all screens know about the window. The shell writes it
// before it lays out anything else; every other layout reads it.
type viewport struct {
	narrow bool
	scale  float32 // of the text; large text needs the narrow shape earlier
}

// measure takes the width of the window and tells whether the shape changed.
func (v *viewport) measure(width float32) bool {
	was := v.narrow
	v.narrow = width < narrowBelow*max(v.scale, 1)
	return was != v.narrow
}

// crowded tells that large text fills a narrow window: what must be seen without scrolling
// comes first there.
func (v *viewport) crowded() bool { return v.narrow && v.px(1) >= 1.5 }

// px scales a measure that has text in it.
func (v *viewport) px(size float32) float32 { return size * max(v.scale, 1) }

// shellLayout places rail or bar, header and page. Its least size is fixed: a screen that
// is wide now must not keep the person from making the window narrow.
type shellLayout struct {
	view                    *viewport
	rail, bar, header, page fyne.CanvasObject
	reshaped                func()
	bare                    func() bool // whether there is nowhere to go yet
}

func (l *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leastWidth, leastHeight)
}

func (l *shellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.view.measure(size.Width) && l.reshaped != nil {
		l.reshaped()
	}
	bare := l.bare != nil && l.bare()
	setVisible(l.rail, !l.view.narrow && !bare)
	setVisible(l.bar, l.view.narrow && !bare)
	var left, bottom float32
	switch {
	case bare:
	case l.view.narrow:
		bottom = l.bar.MinSize().Height
		place(l.bar, 0, size.Height-bottom, size.Width, bottom)
	default:
		left = l.rail.MinSize().Width
		place(l.rail, 0, 0, left, size.Height)
	}
	top := l.header.MinSize().Height
	place(l.header, left, 0, size.Width-left, top)
	place(l.page, left, top, size.Width-left, size.Height-top-bottom)
}

// sideLayout gives the side panel its width at the right, and folds it away in a narrow
// window: there main has everything.
type sideLayout struct {
	view       *viewport
	main, side fyne.CanvasObject
	width      float32
	front      func() bool // in a narrow window: whether the side is shown instead of main
	absent     func() bool // whether there is nothing for the side to show
}

func (l *sideLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	least := l.main.MinSize()
	switch {
	case l.view.narrow && l.sideInFront():
		return l.side.MinSize()
	case l.view.narrow || l.sideAbsent():
		return least
	}
	side := l.side.MinSize()
	return fyne.NewSize(least.Width+max(side.Width, l.width), max(least.Height, side.Height))
}

func (l *sideLayout) sideAbsent() bool { return l.absent != nil && l.absent() }

func (l *sideLayout) sideInFront() bool { return l.front != nil && l.front() && !l.sideAbsent() }

func (l *sideLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.view.narrow {
		setVisible(l.side, l.sideInFront())
		setVisible(l.main, !l.sideInFront())
		place(l.main, 0, 0, size.Width, size.Height)
		place(l.side, 0, 0, size.Width, size.Height)
		return
	}
	setVisible(l.side, !l.sideAbsent())
	setVisible(l.main, true)
	if l.sideAbsent() {
		place(l.main, 0, 0, size.Width, size.Height)
		return
	}
	width := min(l.view.px(l.width), size.Width*0.45)
	place(l.main, 0, 0, size.Width-width, size.Height)
	place(l.side, size.Width-width, 0, width, size.Height)
}

// wideOnly shows its one object in a wide window, or with narrow set, in a narrow one.
type wideOnly struct {
	view   *viewport
	narrow bool
}

func (l *wideOnly) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.view.narrow != l.narrow {
		return fyne.Size{}
	}
	return objects[0].MinSize()
}

func (l *wideOnly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	setVisible(objects[0], l.view.narrow == l.narrow)
	place(objects[0], 0, 0, size.Width, size.Height)
}

// settleLayout places what was drawn. Wrapped text knows its height once it knows its
// width, so a second pass puts what lies below it where it belongs.
func settleLayout(root fyne.CanvasObject) {
	relayout(root)
	relayout(root)
}

// relayout places everything below an object anew, top down, after texts or what is visible
// have changed. Objects that keep size and place are not drawn again.
func relayout(o fyne.CanvasObject) {
	if o == nil || !o.Visible() {
		return
	}
	switch parent := o.(type) {
	case *fyne.Container:
		if parent.Layout != nil {
			parent.Layout.Layout(parent.Objects, parent.Size())
		}
		for _, child := range parent.Objects {
			relayout(child)
		}
	case *container.Scroll:
		if want := parent.Content.MinSize().Max(parent.Size()); want != parent.Content.Size() {
			parent.Content.Resize(want)
			parent.Refresh()
		}
		relayout(parent.Content)
	case *surface:
		relayout(parent.content)
	}
}
