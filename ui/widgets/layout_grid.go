package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewFieldGrid sets fields in columns of equal width: all beside each other in a wide window, two
// and two in a narrow one.
func NewFieldGrid(view *Viewport, gap float32, fields ...fyne.CanvasObject) *fyne.Container {
	return container.New(&fieldGrid{view: view, gap: gap}, fields...)
}

type fieldGrid struct {
	view  *Viewport
	gap   float32
	width float32
}

var _ WidthAwareLayout = (*fieldGrid)(nil)

func (g *fieldGrid) columns(objects []fyne.CanvasObject) int {
	if g.view.Narrow {
		return min(2, len(objects))
	}
	return len(objects)
}

func (g *fieldGrid) cell(objects []fyne.CanvasObject, width float32) float32 {
	n := float32(g.columns(objects))
	return (width - g.gap*(n-1)) / n
}

// HeightFor implements WidthAwareLayout.
func (g *fieldGrid) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return g.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// MinSize implements fyne.Layout.
func (g *fieldGrid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest, _, _ := extent(objects)
	return fyne.NewSize(widest, g.HeightFor(objects, knownWidth(g.width, widest)))
}

// Layout implements fyne.Layout.
func (g *fieldGrid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	g.walk(objects, size.Width, Place)
}

// walk places the fields row by row, at the top of each, and returns the height.
func (g *fieldGrid) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	objects = slices.DeleteFunc(slices.Clone(objects), func(o fyne.CanvasObject) bool { return !o.Visible() })
	if len(objects) == 0 {
		return 0
	}
	wide, columns := g.cell(objects, width), g.columns(objects)
	var y, high float32
	for i, o := range objects {
		column := i % columns
		if column == 0 && i > 0 {
			y, high = y+high+g.gap, 0
		}
		tall := HeightFor(o, wide)
		place(o, float32(column)*(wide+g.gap), y, wide, tall)
		high = max(high, tall)
	}
	return y + high
}

// AtMost gives an object no more height than this, and lets it scroll where it is taller, with its bar in
// the margin at its side.
func AtMost(height, margin float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&atMost{height: height, margin: margin, content: o}, container.NewVScroll(container.New(&slim{edge: margin}, o)))
}

type atMost struct {
	height, margin float32
	content        fyne.CanvasObject
}

// MinSize implements fyne.Layout.
func (l *atMost) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, min(l.content.MinSize().Height, l.height))
}

// Layout implements fyne.Layout.
func (l *atMost) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Place(objects[0], 0, 0, size.Width, size.Height)
}

// HeightFor implements WidthAwareLayout.
func (l *atMost) HeightFor(_ []fyne.CanvasObject, width float32) float32 {
	return min(HeightFor(l.content, width-2*l.margin), l.height)
}

// Above sets one object above another, which has the rest of the height after a gap. Where the other is
// hidden the first has all of it.
type Above struct{ Gap float32 }

// MinSize implements fyne.Layout.
func (Above) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (l Above) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	first, rest, high := objects[0], objects[1], float32(0)
	switch {
	case !rest.Visible():
		high = size.Height
	case first.Visible():
		high = min(HeightFor(first, size.Width)+l.Gap, size.Height)
	}
	Place(first, 0, 0, size.Width, high-l.Gap)
	Place(rest, 0, high, size.Width, size.Height-high)
}
