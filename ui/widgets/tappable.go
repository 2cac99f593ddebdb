package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Tappable makes any content one thing to press: a row, a card. Content that can itself be
// pressed keeps its presses.
type Tappable struct {
	pressable
	content  fyne.CanvasObject
	selected bool
}

// NewTappable wraps content. The label is what assistive technology reads.
func NewTappable(label string, content fyne.CanvasObject, tapped func()) *Tappable {
	t := &Tappable{content: content}
	t.label = label
	t.become(t, tapped)
	return t
}

// SetLabel changes what assistive technology reads.
func (t *Tappable) SetLabel(label string) { t.label = label }

// SetSelected shows the content as the one chosen.
func (t *Tappable) SetSelected(selected bool) {
	if t.selected != selected {
		t.selected = selected
		t.Refresh()
	}
}

// HeightFor implements WidthAware.
func (t *Tappable) HeightFor(width float32) float32 {
	return max(HeightFor(t.content, width), leastPress)
}

// CreateRenderer implements fyne.Widget.
func (t *Tappable) CreateRenderer() fyne.WidgetRenderer {
	cover, ringBox := box(radiusSmall), box(radiusSmall)
	d := &drawing{owner: t, objects: []fyne.CanvasObject{cover, t.content, ringBox}}
	d.paint = func() {
		l := lookOf(t.Theme())
		t.wash(l, cover)
		if t.selected && !t.pressed {
			cover.FillColor = l.Selection
		}
		fill(ringBox, color.Transparent, l.Focus, ring)
		SetVisible(ringBox, t.focused && !t.Disabled())
	}
	d.place = func(size fyne.Size) {
		Place(cover, 0, 0, size.Width, size.Height)
		Place(ringBox, 0, 0, size.Width, size.Height)
		high := min(size.Height, max(HeightFor(t.content, size.Width), t.content.MinSize().Height))
		Place(t.content, 0, (size.Height-high)/2, size.Width, high)
	}
	d.measure = func() fyne.Size {
		return t.content.MinSize().Max(fyne.NewSquareSize(leastPress))
	}
	return d.ready()
}
