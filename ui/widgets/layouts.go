package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewColumn sets objects one below the other, each as wide as the column and as tall as it
// needs in that width.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap, grow: -1}, objects...)
}

// NewRows is a column whose objects are closer together in a narrow window.
func NewRows(view *Viewport, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap, grow: -1, view: view}, objects...)
}

// NewGrowing is rows in which the object at index takes the spare height.
func NewGrowing(view *Viewport, gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap, grow: index, view: view}, objects...)
}

type columnLayout struct {
	gap   float32
	grow  int       // the object that takes the spare height; -1 for none
	view  *Viewport // nil: the gap is the same in a narrow window
	width float32   // the last known
}

func (l *columnLayout) space() float32 {
	if l.view != nil && l.view.Narrow {
		return min(l.gap, 8)
	}
	return l.gap
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	var spare, y float32
	if l.grow >= 0 {
		spare = max(size.Height-l.HeightFor(objects, size.Width), 0)
	}
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		high := HeightFor(o, size.Width)
		if i == l.grow {
			high += spare
		}
		Place(o, 0, y, size.Width, high)
		if high > 0 { // what shows nothing leaves no gap
			y += high + l.space()
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
	return high + l.space()*float32(max(count-1, 0))
}

// NewActions sets objects side by side, with equal widths where there is room for that, or
// in as many filled rows as they need when they do not fit.
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
	wide, _, _ := extent(objects)
	return fyne.NewSize(wide, b.HeightFor(objects, knownWidth(b.width, wide)))
}

type actionsLayout struct{ gap float32 }

// extent gives the width of the widest object, the width of all of them, and how many
// there are to see.
func extent(objects []fyne.CanvasObject) (widest, sum float32, count int) {
	for _, o := range objects {
		if o.Visible() {
			wide := o.MinSize().Width
			widest, sum, count = max(widest, wide), sum+wide, count+1
		}
	}
	return widest, sum, count
}

// share tells whether the objects fit side by side, and how wide each one then is: all
// alike where the widest one allows it, otherwise with the same room to spare.
func (l actionsLayout) share(objects []fyne.CanvasObject, width float32) (widthOf func(fyne.CanvasObject) float32, beside bool) {
	widest, sum, count := extent(objects)
	room := width - l.gap*float32(count-1)
	switch {
	case count == 0 || sum > room:
		return func(fyne.CanvasObject) float32 { return width }, false
	case widest*float32(count) <= room:
		return func(fyne.CanvasObject) float32 { return room / float32(count) }, true
	}
	spare := (room - sum) / float32(count)
	return func(o fyne.CanvasObject) float32 { return o.MinSize().Width + spare }, true
}

// HeightFor implements WidthAwareLayout.
func (l actionsLayout) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	widthOf, beside := l.share(objects, width)
	if !beside {
		return l.rows().HeightFor(objects, width)
	}
	var tallest float32
	for _, o := range objects {
		if o.Visible() {
			tallest = max(tallest, HeightFor(o, widthOf(o)))
		}
	}
	return tallest
}

// rows is how the objects are set where one row is too narrow for all of them.
func (l actionsLayout) rows() *flowLayout { return &flowLayout{gap: l.gap, fill: true} }

func (l actionsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widthOf, beside := l.share(objects, size.Width)
	if !beside {
		l.rows().Layout(objects, size)
		return
	}
	var at float32
	for _, o := range objects {
		if o.Visible() {
			wide := widthOf(o)
			Place(o, at, 0, wide, size.Height)
			at += wide + l.gap
		}
	}
}

// NewFlow sets objects in rows, each as wide as it needs, as words in a text.
func NewFlow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, objects...)
}

// NewFilledRows sets objects in as many rows as they need, each row as wide as there is
// room.
func NewFilledRows(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap, fill: true}, objects...)
}

type flowLayout struct {
	gap   float32
	width float32
	fill  bool // rows are as wide as there is room
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.walk(objects, size.Width, Place)
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
		x, more := float32(0), l.spare(rest[:count], width)
		for _, o := range rest[:count] {
			if o.Visible() {
				wide := min(o.MinSize().Width+more, width)
				tall := HeightFor(o, wide)
				place(o, x, y+(high-tall)/2, wide, tall)
				x += wide + l.gap
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
		wide := min(o.MinSize().Width, width)
		if x > 0 && x+wide > width {
			return i, high
		}
		x, high = x+wide+l.gap, max(high, HeightFor(o, wide))
	}
	return len(objects), high
}

// spare is how much wider each object of a row may be.
func (l *flowLayout) spare(row []fyne.CanvasObject, width float32) float32 {
	if !l.fill {
		return 0
	}
	free, count := width+l.gap, float32(0)
	for _, o := range row {
		if o.Visible() {
			free, count = free-min(o.MinSize().Width, width)-l.gap, count+1
		}
	}
	return max(free, 0) / max(count, 1)
}
