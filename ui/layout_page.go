package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// gutter pads a page: generously in a wide window, tightly in a narrow one.
type gutter struct {
	view            *viewport
	wide, high, low float32
}

func (l *gutter) pads() (float32, float32) {
	switch {
	case l.view.crowded():
		return l.low, l.low * 0.25
	case l.view.narrow:
		return l.low, l.low * 0.5
	}
	return l.wide, l.high
}

func (l *gutter) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.pads()
	return objects[0].MinSize().Add(fyne.NewSize(2*x, 2*y))
}

func (l *gutter) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.pads()
	place(objects[0], x, y, size.Width-2*x, size.Height-2*y)
}

// pad is a fixed frame of empty space.
func pad(o fyne.CanvasObject, x, y float32) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(y, y, x, x), o)
}

// narrowColumn sets a column of a width in the middle of the page.
type narrowColumn struct {
	view  *viewport
	width float32
}

func (l *narrowColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(0, 32)
}

func (l *narrowColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.view.px(l.width), size.Width-32)
	objects[0].Resize(fyne.NewSize(width, objects[0].Size().Height))
	high := objects[0].MinSize().Height
	place(objects[0], (size.Width-width)/2, max((size.Height-high)/2, 16), width, high)
}

// footRow sets the small answer beside the main one, or above it in a narrow window.
type footRow struct {
	view  *viewport
	gap   float32
	small float32
}

func (l *footRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	small, main := objects[0].MinSize(), objects[1].MinSize()
	if l.view.narrow {
		return fyne.NewSize(max(small.Width, main.Width), small.Height+l.gap+main.Height)
	}
	return fyne.NewSize(small.Width+l.gap+main.Width, main.Height)
}

func (l *footRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	small := objects[0].MinSize()
	if l.view.narrow {
		place(objects[0], 0, 0, size.Width, small.Height)
		place(objects[1], 0, small.Height+l.gap, size.Width, size.Height-small.Height-l.gap)
		return
	}
	width := max(small.Width, l.small)
	place(objects[0], 0, 0, width, size.Height)
	place(objects[1], width+l.gap, 0, size.Width-width-l.gap, size.Height)
}

// atLeast gives an object a least height.
type atLeast struct{ high float32 }

func (l *atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.NewSize(0, l.high))
}

func (l *atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, size.Width, size.Height)
}

// scrolling lets a column scroll when it is too tall. It never scrolls sideways: what is in
// it has to do with the width there is. The slim edge keeps outlines from being cut.
func scrolling(o fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(container.New(&slim{edge: 2}, o))
}

// sidePanel is what lies in a side panel: a body that scrolls, with its bar in the margin of
// the panel and not over the body's edge, and a foot that is always seen; nil for none.
func sidePanel(body, foot fyne.CanvasObject, x, y float32) fyne.CanvasObject {
	scroll := container.NewVScroll(container.New(&slim{edge: x}, body))
	if foot != nil {
		foot = container.New(&slim{edge: x}, foot)
	}
	return container.New(layout.NewCustomPaddedLayout(y, y, 0, 0), container.NewBorder(nil, foot, nil, nil, scroll))
}

// slim hides how wide its object would like to be, and leaves an edge at both sides.
type slim struct{ edge float32 }

func (l *slim) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !objects[0].Visible() {
		return fyne.Size{}
	}
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

func (l *slim) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], l.edge, 0, size.Width-2*l.edge, size.Height)
}

// page is a screen whose body scrolls when it is too tall, above what must always be seen:
// the buttons.
func page(g *gutter, body, foot fyne.CanvasObject) fyne.CanvasObject {
	below := *g
	return container.NewBorder(nil, container.New(&footPad{gutter: &below}, foot), nil, nil, scrolling(container.New(g, body)))
}

// footPad pads the foot of a page at the sides and below. What lies above pads itself.
type footPad struct{ gutter *gutter }

func (l *footPad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.gutter.pads()
	least := objects[0].MinSize()
	if least.Height == 0 {
		return fyne.NewSize(least.Width+2*x, 0)
	}
	return least.AddWidthHeight(2*x, y)
}

func (l *footPad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.gutter.pads()
	place(objects[0], x, 0, size.Width-2*x, size.Height-y)
}

// formLayout sets a form and a keypad beside each other, or the keypad below the form in a
// narrow window.
type formLayout struct {
	view         *viewport
	gap          float32
	form, keypad fyne.CanvasObject
}

func (l *formLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	form, keypad := l.form.MinSize(), l.keypad.MinSize()
	switch {
	case !l.keypad.Visible():
		return form
	case l.view.narrow:
		return fyne.NewSize(max(form.Width, keypad.Width), form.Height+l.gap+keypad.Height)
	}
	return fyne.NewSize(form.Width+l.gap+keypad.Width, max(form.Height, keypad.Height))
}

func (l *formLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.view.narrow {
		place(l.form, 0, 0, size.Width, l.form.Size().Height)
		high := l.form.MinSize().Height
		place(l.form, 0, 0, size.Width, high)
		place(l.keypad, 0, high+l.gap, size.Width, size.Height-high-l.gap)
		return
	}
	width := min(size.Width*0.42, 380)
	place(l.form, 0, 0, size.Width-width-2*l.gap, size.Height)
	place(l.keypad, size.Width-width, 0, width, min(size.Height, 420))
}
