package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// drawing is the renderer of all widgets here: primitives made once, a function that colours
// and fills them, one that places them and one that measures them.
type drawing struct {
	owner   fyne.Widget
	objects []fyne.CanvasObject
	paint   func()
	place   func(fyne.Size)
	measure func() fyne.Size
}

func (d *drawing) Destroy() {}

func (d *drawing) Layout(size fyne.Size) { d.place(size) }

func (d *drawing) MinSize() fyne.Size { return d.measure() }

func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }

func (d *drawing) Refresh() {
	d.paint()
	d.place(d.owner.Size())
	canvas.Refresh(d.owner)
}

// ready paints a new drawing once, so that it can be measured before it is first shown.
func (d *drawing) ready() fyne.WidgetRenderer {
	d.paint()
	return LaidOut(d.owner, d)
}

// LaidOut lays a new drawing out where its widget has a size already. Fyne throws away what has
// not been seen for a minute and asks for a new drawing when it is shown again, in the size it
// had: nobody lays it out then, and it would stay empty.
func LaidOut(owner fyne.Widget, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if size := owner.Size(); !size.IsZero() {
		r.Layout(size)
	}
	return r
}

// box makes a rounded rectangle without colour.
func box(corner float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = corner
	return r
}

// fill colours a box.
func fill(r *canvas.Rectangle, c, stroke color.Color, width float32) {
	r.FillColor, r.StrokeColor, r.StrokeWidth = c, stroke, width
}

// WidthAware is an object whose height follows from its width, as that of wrapped text. The
// layouts of this package ask it, so that text has its place in the first frame already.
type WidthAware interface {
	HeightFor(width float32) float32
}

// WidthAwareLayout is a layout whose height follows from its width.
type WidthAwareLayout interface {
	fyne.Layout
	HeightFor(objects []fyne.CanvasObject, width float32) float32
}

// HeightFor is the height an object needs in a width: what it says itself, or what the layout
// of a container says, or its least height.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if aware, ok := o.(WidthAware); ok {
		return aware.HeightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if aware, ok := c.Layout.(WidthAwareLayout); ok {
			return aware.HeightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// placedLater is the width that is assumed of something that has no place yet. A least size
// cannot be asked for a width; that of a usual page is nearer to the truth than the least
// one, in which every sentence would be a tower of words.
const placedLater float32 = 640

// knownWidth is the width to measure a height for.
func knownWidth(width, least float32) float32 {
	if width == 0 {
		width = placedLater
	}
	return max(width, least)
}
