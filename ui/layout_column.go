package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// column sets objects below each other with the gap given; the object at grow, if it is
// not -1, gets what is left.
type column struct {
	gap  float32
	grow int
	view *viewport // closer together in a narrow window; may be nil
}

func (l *column) space() float32 {
	if l.view != nil && l.view.narrow {
		return min(l.gap, 8)
	}
	return l.gap
}

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide, high float32
	count := 0
	for _, o := range visible(objects) {
		least := o.MinSize()
		if least.Height == 0 {
			continue
		}
		wide, high = max(wide, least.Width), high+least.Height
		count++
	}
	return fyne.NewSize(wide, high+l.space()*float32(max(count-1, 0)))
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range visible(objects) {
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
		if i == l.grow {
			high += spare
		}
		place(o, 0, y, size.Width, high)
		if high > 0 {
			y += high + l.space()
		}
	}
}

// amountFirst is a column of a heading, an amount and the sentence that belongs to the
// heading where there is little room (see viewport.crowded). There the amount stands above
// the heading; not where the heading brings a warning, which must be seen before all else.
type amountFirst struct {
	column
	warns func() bool
}

func (l *amountFirst) order(objects []fyne.CanvasObject) []fyne.CanvasObject {
	if l.view.crowded() && !l.warns() {
		return []fyne.CanvasObject{objects[1], objects[0], objects[2]}
	}
	return objects
}

func (l *amountFirst) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.column.MinSize(l.order(objects))
}

func (l *amountFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.column.Layout(l.order(objects), size)
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

func setVisible(o fyne.CanvasObject, show bool) {
	switch {
	case o.Visible() == show:
	case show:
		o.Show()
	default:
		o.Hide()
	}
}

// rows sets objects below each other.
func rows(view *viewport, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap, grow: -1, view: view}, objects...)
}

// growing is rows in which the object at index takes the spare height.
func growing(view *viewport, gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap, grow: index, view: view}, objects...)
}
