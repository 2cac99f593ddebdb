package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
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

// rowLayout sets its objects side by side with equal widths, or one below the other in a
// narrow window.
type rowLayout struct {
	view *viewport
	gap  float32
	most float32 // the widest an object gets when side by side; 0 means no limit
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide, high, sum float32
	shown := visible(objects)
	for _, o := range shown {
		least := o.MinSize()
		wide, high, sum = max(wide, least.Width), max(high, least.Height), sum+least.Height
	}
	gaps := l.gap * float32(max(len(shown)-1, 0))
	if l.view.narrow {
		return fyne.NewSize(wide, sum+gaps)
	}
	return fyne.NewSize(wide*float32(len(shown))+gaps, high)
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := visible(objects)
	if len(shown) == 0 {
		return
	}
	var x, y float32
	each := (size.Width - l.gap*float32(len(shown)-1)) / float32(len(shown))
	if l.most > 0 {
		each = min(each, l.most)
	}
	for _, o := range shown {
		if l.view.narrow {
			high := o.MinSize().Height
			place(o, 0, y, size.Width, high)
			y += high + l.gap
			continue
		}
		place(o, x, 0, each, size.Height)
		x += each + l.gap
	}
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

// gutter pads a page: generously in a wide window, tightly in a narrow one.
type gutter struct {
	view            *viewport
	wide, high, low float32
}

func (l *gutter) pads() (float32, float32) {
	if l.view.narrow {
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

// pad is a fixed frame of empty space.
func pad(o fyne.CanvasObject, x, y float32) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(y, y, x, x), o)
}

// rows sets objects below each other.
func rows(view *viewport, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap, grow: -1, view: view}, objects...)
}

// growing is rows in which the object at index takes the spare height.
func growing(view *viewport, gap float32, index int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap, grow: index, view: view}, objects...)
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

// slim hides how wide its object would like to be.
type slim struct{ edge float32 }

func (l *slim) MinSize(objects []fyne.CanvasObject) fyne.Size {
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
