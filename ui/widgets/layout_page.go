package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// Gutter pads a page: generously in a wide window, tightly in a narrow one.
type Gutter struct {
	View            *Viewport
	Wide, High, Low float32
}

func (l *Gutter) pads() (float32, float32) {
	switch {
	case l.View.Crowded():
		return l.Low, l.Low * 0.25
	case l.View.Narrow:
		return l.Low, l.Low * 0.5
	}
	return l.Wide, l.High
}

func (l *Gutter) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.pads()
	return objects[0].MinSize().Add(fyne.NewSize(2*x, 2*y))
}

func (l *Gutter) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.pads()
	Place(objects[0], x, y, size.Width-2*x, size.Height-2*y)
}

// Pad is a fixed frame of empty space.
func Pad(o fyne.CanvasObject, x, y float32) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(y, y, x, x), o)
}

// NarrowColumn sets a column of a width in the middle of the page.
type NarrowColumn struct {
	View  *Viewport
	Width float32
}

func (l *NarrowColumn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(0, 32)
}

func (l *NarrowColumn) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.View.Px(l.Width), size.Width-32)
	objects[0].Resize(fyne.NewSize(width, objects[0].Size().Height))
	high := objects[0].MinSize().Height
	Place(objects[0], (size.Width-width)/2, max((size.Height-high)/2, 16), width, high)
}

// FootRow sets the small answer beside the main one, or above it in a narrow window, where further ones
// that are seen there alone share its row.
type FootRow struct {
	View  *Viewport
	Gap   float32
	Small float32
	row   flowLayout
}

// small are all but the main one.
func (l *FootRow) small(objects []fyne.CanvasObject) []fyne.CanvasObject {
	l.row.gap, l.row.fill = l.Gap, true
	return append(objects[:1:1], objects[2:]...)
}

func (l *FootRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	small, main := objects[0].MinSize(), objects[1].MinSize()
	if l.View.Narrow {
		small = l.row.MinSize(l.small(objects))
		return fyne.NewSize(max(small.Width, main.Width), small.Height+l.Gap+main.Height)
	}
	return fyne.NewSize(small.Width+l.Gap+main.Width, main.Height)
}

func (l *FootRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	small := objects[0].MinSize()
	if l.View.Narrow {
		row := l.small(objects)
		high := l.row.HeightFor(row, size.Width)
		l.row.Layout(row, fyne.NewSize(size.Width, high))
		Place(objects[1], 0, high+l.Gap, size.Width, size.Height-high-l.Gap)
		return
	}
	width := max(small.Width, l.Small)
	Place(objects[0], 0, 0, width, size.Height)
	Place(objects[1], width+l.Gap, 0, size.Width-width-l.Gap, size.Height)
}

// AtLeast gives an object a least height.
type AtLeast struct{ High float32 }

func (l *AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.NewSize(0, l.High))
}

func (l *AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Place(objects[0], 0, 0, size.Width, size.Height)
}

// scrollEdge is the edge that Scrolling leaves at both sides.
const scrollEdge = 2

// Scrolling lets a column scroll when it is too tall. It never scrolls sideways: what is in
// it has to do with the width there is. The slim edge keeps outlines from being cut.
func Scrolling(o fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(container.New(&slim{edge: scrollEdge}, o))
}

// SidePanel is what lies in a side panel: a body that scrolls, with its bar in the margin of
// the panel and not over the body's edge, and a foot that is always seen; nil for none.
func SidePanel(body, foot fyne.CanvasObject, x, y float32) fyne.CanvasObject {
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
	Place(objects[0], l.edge, 0, size.Width-2*l.edge, size.Height)
}

// Page is a screen whose body scrolls when it is too tall, above what must always be seen:
// the buttons.
func Page(g *Gutter, body, foot fyne.CanvasObject) fyne.CanvasObject {
	below := *g
	return container.NewBorder(nil, container.New(&footPad{gutter: &below}, foot), nil, nil, Scrolling(container.New(g, body)))
}

// footPad pads the foot of a page at the sides and below. What lies above pads itself.
type footPad struct{ gutter *Gutter }

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
	Place(objects[0], x, 0, size.Width-2*x, size.Height-y)
}

// FormLayout sets a form and a keypad beside each other, or the keypad below the form in a
// narrow window.
type FormLayout struct {
	View         *Viewport
	Gap          float32
	Form, Keypad fyne.CanvasObject
}

// gap is smaller in a narrow window, as that of rows is.
func (l *FormLayout) gap() float32 {
	if l.View.Narrow {
		return min(l.Gap, 8)
	}
	return l.Gap
}

func (l *FormLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	form, keypad := l.Form.MinSize(), l.Keypad.MinSize()
	switch {
	case !l.Keypad.Visible():
		return form
	case l.View.Narrow:
		return fyne.NewSize(max(form.Width, keypad.Width), form.Height+l.gap()+keypad.Height)
	}
	return fyne.NewSize(form.Width+l.Gap+keypad.Width, max(form.Height, keypad.Height))
}

func (l *FormLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.View.Narrow {
		Place(l.Form, 0, 0, size.Width, l.Form.Size().Height)
		high := l.Form.MinSize().Height
		Place(l.Form, 0, 0, size.Width, high)
		Place(l.Keypad, 0, high+l.gap(), size.Width, size.Height-high-l.gap())
		return
	}
	width := min(size.Width*0.42, 380)
	Place(l.Form, 0, 0, size.Width-width-2*l.Gap, size.Height)
	Place(l.Keypad, size.Width-width, 0, width, min(size.Height, 420))
}

// NewAmountFirst is a column of a heading, an amount and the sentence that belongs to the
// heading where there is little room (see Viewport.Crowded). There the amount stands above
// the heading; not where the heading brings a warning, which must be seen before all else.
func NewAmountFirst(view *Viewport, gap float32, warns func() bool, heading, amount, below fyne.CanvasObject) *fyne.Container {
	return container.New(&amountFirst{columnLayout{gap: gap, grow: -1, view: view}, warns}, heading, amount, below)
}

type amountFirst struct {
	columnLayout
	warns func() bool
}

func (l *amountFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.view.Crowded() && !l.warns() {
		objects = []fyne.CanvasObject{objects[1], objects[0], objects[2]}
	}
	l.columnLayout.Layout(objects, size)
}
