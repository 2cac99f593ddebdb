package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Column sets objects below each other with the gap given; the object at grow, if it is
// not -1, gets what is left.
type Column struct {
	Gap  float32
	Grow int
	View *Viewport // closer together in a narrow window; may be nil
}

func (l *Column) space() float32 {
	if l.View != nil && l.View.Narrow {
		return min(l.Gap, 8)
	}
	return l.Gap
}

func (l *Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide, high float32
	count := 0
	for _, o := range Visible(objects) {
		least := o.MinSize()
		if least.Height == 0 {
			continue
		}
		wide, high = max(wide, least.Width), high+least.Height
		count++
	}
	return fyne.NewSize(wide, high+l.space()*float32(max(count-1, 0)))
}

func (l *Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range Visible(objects) {
		// Wrapped text knows its height only once it knows its width.
		o.Resize(fyne.NewSize(size.Width, o.Size().Height))
	}
	spare := max(size.Height-l.MinSize(objects).Height, 0)
	var y float32
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		high := o.MinSize().Height
		if i == l.Grow {
			high += spare
		}
		Place(o, 0, y, size.Width, high)
		if high > 0 {
			y += high + l.space()
		}
	}
}

// AmountFirst is a column of a heading, an amount and the sentence that belongs to the
// heading where there is little room (see viewport.crowded). There the amount stands above
// the heading; not where the heading brings a warning, which must be seen before all else.
type AmountFirst struct {
	Column
	Warns func() bool
}

func (l *AmountFirst) order(objects []fyne.CanvasObject) []fyne.CanvasObject {
	if l.View.Crowded() && !l.Warns() {
		return []fyne.CanvasObject{objects[1], objects[0], objects[2]}
	}
	return objects
}

func (l *AmountFirst) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.Column.MinSize(l.order(objects))
}

func (l *AmountFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.Column.Layout(l.order(objects), size)
}

func Visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

func Place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

func SetVisible(o fyne.CanvasObject, show bool) {
	switch {
	case o.Visible() == show:
	case show:
		o.Show()
	default:
		o.Hide()
	}
}

// Rows sets objects below each other.
func Rows(view *Viewport, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&Column{Gap: gap, Grow: -1, View: view}, objects...)
}

// Growing is rows in which the object at index takes the spare height.
func Growing(view *Viewport, gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&Column{Gap: gap, Grow: index, View: view}, objects...)
}
