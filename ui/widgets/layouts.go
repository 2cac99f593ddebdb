package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewColumn sets objects one below the other, each as wide as the column and as tall as it
// needs in that width.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap}, objects...)
}

type columnLayout struct {
	gap   float32
	width float32 // the last known
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var y float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		high := HeightFor(o, size.Width)
		put(o, 0, y, size.Width, high)
		if high > 0 { // what shows nothing leaves no gap
			y += high + l.gap
		}
	}
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide float32
	for _, o := range objects {
		if o.Visible() {
			wide = max(wide, o.MinSize().Width)
		}
	}
	return fyne.NewSize(wide, l.HeightFor(objects, knownWidth(l.width, wide)))
}

// HeightFor implements WidthAwareLayout.
func (l *columnLayout) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	var high float32
	count := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if h := HeightFor(o, width); h > 0 {
			high += h
			count++
		}
	}
	return high + l.gap*float32(max(count-1, 0))
}

// NewActions sets objects side by side with equal widths, or one below the other when they
// do not fit.
func NewActions(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&actionsBox{actionsLayout{gap: gap}, 0}, objects...)
}

var (
	_ WidthAwareLayout = (*columnLayout)(nil)
	_ WidthAwareLayout = (*actionsBox)(nil)
	_ WidthAwareLayout = (*flowLayout)(nil)
)

// actionsBox remembers the width, so that it can tell its height.
type actionsBox struct {
	actionsLayout
	width float32
}

func (b *actionsBox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	b.actionsLayout.Layout(objects, size)
}

func (b *actionsBox) MinSize(objects []fyne.CanvasObject) fyne.Size {
	wide, _, _ := b.extent(objects)
	return fyne.NewSize(wide, b.HeightFor(objects, knownWidth(b.width, wide)))
}

type actionsLayout struct{ gap float32 }

// extent gives the widest and the tallest object, and how many there are to see.
func (l actionsLayout) extent(objects []fyne.CanvasObject) (wide, high float32, count int) {
	for _, o := range objects {
		if o.Visible() {
			least := o.MinSize()
			wide, high, count = max(wide, least.Width), max(high, least.Height), count+1
		}
	}
	return wide, high, count
}

func (l actionsLayout) fits(wide float32, count int, width float32) bool {
	return wide*float32(count)+l.gap*float32(count-1) <= width
}

// HeightFor implements WidthAwareLayout.
func (l actionsLayout) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	wide, high, count := l.extent(objects)
	if count == 0 || l.fits(wide, count, width) {
		return high
	}
	return high*float32(count) + l.gap*float32(count-1)
}

func (l actionsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide, high, count := l.extent(objects)
	if count == 0 {
		return
	}
	beside := l.fits(wide, count, size.Width)
	each := (size.Width - l.gap*float32(count-1)) / float32(count)
	var at float32
	for _, o := range objects {
		switch {
		case !o.Visible():
		case beside:
			put(o, at, 0, each, size.Height)
			at += each + l.gap
		default:
			put(o, 0, at, size.Width, high)
			at += high + l.gap
		}
	}
}

// NewFlow sets objects in rows, each as wide as it needs, as words in a text.
func NewFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, objects...)
}

type flowLayout struct {
	gap   float32
	width float32
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.walk(objects, size.Width, put)
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide float32
	for _, o := range objects {
		if o.Visible() {
			wide = max(wide, o.MinSize().Width)
		}
	}
	return fyne.NewSize(wide, l.HeightFor(objects, knownWidth(l.width, wide)))
}

// HeightFor implements WidthAwareLayout.
func (l *flowLayout) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// walk places the objects in rows, centred in the height of their row.
func (l *flowLayout) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	var y float32
	for rest := objects; len(rest) > 0; {
		count, high := l.row(rest, width)
		var x float32
		for _, o := range rest[:count] {
			if o.Visible() {
				least := o.MinSize()
				place(o, x, y+(high-least.Height)/2, min(least.Width, width), least.Height)
				x += least.Width + l.gap
			}
		}
		if y += high; count < len(rest) {
			y += l.gap
		}
		rest = rest[count:]
	}
	return y
}

// row tells how many of the objects fit in one row, one at least, and how tall that is.
func (l *flowLayout) row(objects []fyne.CanvasObject, width float32) (count int, high float32) {
	var x float32
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		if x > 0 && x+least.Width > width {
			return i, high
		}
		x, high = x+least.Width+l.gap, max(high, least.Height)
	}
	return len(objects), high
}
