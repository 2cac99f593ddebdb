package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// The widths at which the window changes its shape, at normal text size.
const (
	narrowBelow = 760
	LeastWidth  = 400
	LeastHeight = 480
)

// Viewport is what the layouts of all screens know about the window. The shell writes it
// before it lays out anything else; every other layout reads it.
type Viewport struct {
	Narrow bool
	Scale  float32 // of the text; large text needs the narrow shape earlier
}

// measure takes the width of the window and tells whether the shape changed.
func (v *Viewport) measure(width float32) bool {
	was := v.Narrow
	v.Narrow = width < narrowBelow*max(v.Scale, 1)
	return was != v.Narrow
}

// Crowded tells that large text fills a narrow window: what must be seen without scrolling
// comes first there.
func (v *Viewport) Crowded() bool { return v.Narrow && v.Px(1) >= 1.5 }

// Px scales a measure that has text in it.
func (v *Viewport) Px(size float32) float32 { return size * max(v.Scale, 1) }

// ShellLayout places rail or bar, header and page. Its least size is fixed: a screen that
// is wide now must not keep the person from making the window narrow.
type ShellLayout struct {
	View                    *Viewport
	Rail, Bar, Header, Page fyne.CanvasObject
	Reshaped                func()
	Bare                    func() bool // whether there is nowhere to go yet
}

func (l *ShellLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(LeastWidth, LeastHeight)
}

func (l *ShellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.View.measure(size.Width) && l.Reshaped != nil {
		l.Reshaped()
	}
	bare := l.Bare != nil && l.Bare()
	SetVisible(l.Rail, !l.View.Narrow && !bare)
	SetVisible(l.Bar, l.View.Narrow && !bare)
	var left, bottom float32
	switch {
	case bare:
	case l.View.Narrow:
		bottom = l.Bar.MinSize().Height
		Place(l.Bar, 0, size.Height-bottom, size.Width, bottom)
	default:
		left = l.Rail.MinSize().Width
		Place(l.Rail, 0, 0, left, size.Height)
	}
	top := l.Header.MinSize().Height
	Place(l.Header, left, 0, size.Width-left, top)
	Place(l.Page, left, top, size.Width-left, size.Height-top-bottom)
}

// SideLayout gives the side panel its width at the right, and folds it away in a narrow
// window: there main has everything.
type SideLayout struct {
	View       *Viewport
	Main, Side fyne.CanvasObject
	Width      float32
	Front      func() bool // in a narrow window: whether the side is shown instead of main
	Absent     func() bool // whether there is nothing for the side to show
}

func (l *SideLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	least := l.Main.MinSize()
	switch {
	case l.View.Narrow && l.sideInFront():
		return l.Side.MinSize()
	case l.View.Narrow || l.sideAbsent():
		return least
	}
	side := l.Side.MinSize()
	return fyne.NewSize(least.Width+max(side.Width, l.Width), max(least.Height, side.Height))
}

func (l *SideLayout) sideAbsent() bool { return l.Absent != nil && l.Absent() }

func (l *SideLayout) sideInFront() bool { return l.Front != nil && l.Front() && !l.sideAbsent() }

func (l *SideLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if l.View.Narrow {
		SetVisible(l.Side, l.sideInFront())
		SetVisible(l.Main, !l.sideInFront())
		Place(l.Main, 0, 0, size.Width, size.Height)
		Place(l.Side, 0, 0, size.Width, size.Height)
		return
	}
	SetVisible(l.Side, !l.sideAbsent())
	SetVisible(l.Main, true)
	if l.sideAbsent() {
		Place(l.Main, 0, 0, size.Width, size.Height)
		return
	}
	width := min(l.View.Px(l.Width), size.Width*0.45)
	Place(l.Main, 0, 0, size.Width-width, size.Height)
	Place(l.Side, size.Width-width, 0, width, size.Height)
}

// WideOnly shows its one object in a wide window, or with narrow set, in a narrow one.
type WideOnly struct {
	View   *Viewport
	Narrow bool
}

func (l *WideOnly) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.View.Narrow != l.Narrow {
		return fyne.Size{}
	}
	return objects[0].MinSize()
}

func (l *WideOnly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	SetVisible(objects[0], l.View.Narrow == l.Narrow)
	Place(objects[0], 0, 0, size.Width, size.Height)
}

// SettleLayout places what was drawn. Wrapped text knows its height once it knows its
// width, so a second pass puts what lies below it where it belongs.
func SettleLayout(root fyne.CanvasObject) {
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

// Visible are those of the objects that are shown.
func Visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// Place moves and resizes an object.
func Place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// SetVisible shows or hides an object where that changes something.
func SetVisible(o fyne.CanvasObject, show bool) {
	switch {
	case o.Visible() == show:
	case show:
		o.Show()
	default:
		o.Hide()
	}
}
