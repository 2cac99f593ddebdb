package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// RailItem is one place to go to.
type RailItem struct {
	Key   string
	Icon  Icon
	Label string
	Last  bool // in the rail it stands at the bottom
	Note  int  // shown as a small number, such as open questions; nothing when 0
}

// Rail is the navigation: icons with labels, below each other at the left of a wide window or
// side by side at the bottom of a narrow one.
type Rail struct {
	widget.BaseWidget
	bar      bool
	logo     *canvas.Image
	items    []*railItem
	selected string
}

// NewRail makes a rail for a wide window. The logo stands above it and may be nil.
func NewRail(logo fyne.Resource, items []RailItem, chosen func(key string)) *Rail {
	r := newRail(items, chosen, false)
	if logo != nil {
		r.logo = canvas.NewImageFromResource(logo)
		r.logo.FillMode = canvas.ImageFillContain
	}
	return r
}

// NewBottomBar makes the bar of a narrow window.
func NewBottomBar(items []RailItem, chosen func(key string)) *Rail {
	return newRail(items, chosen, true)
}

func newRail(items []RailItem, chosen func(key string), bar bool) *Rail {
	r := &Rail{bar: bar}
	for _, item := range items {
		r.items = append(r.items, newRailItem(item, func() { chosen(item.Key) }))
	}
	r.ExtendBaseWidget(r)
	return r
}

// Select shows where we are. It calls nothing.
func (r *Rail) Select(key string) {
	if r.selected == key {
		return
	}
	r.selected = key
	for _, i := range r.items {
		if on := i.item.Key == key; i.selected != on {
			i.selected = on
			i.Refresh()
		}
	}
}

// Selected is where we are.
func (r *Rail) Selected() string { return r.selected }

// SetNote shows a number on an item, or takes it away with 0.
func (r *Rail) SetNote(key string, note int) {
	for _, i := range r.items {
		if i.item.Key == key && i.item.Note != note {
			i.item.Note = note
			i.Refresh()
		}
	}
}

// SetLabel changes the label of an item.
func (r *Rail) SetLabel(key, label string) {
	for _, i := range r.items {
		if i.item.Key == key && i.item.Label != label {
			i.item.Label, i.label = label, label
			i.Refresh()
			r.Refresh()
		}
	}
}

// Choose does what a press of the item does.
func (r *Rail) Choose(key string) {
	for _, i := range r.items {
		if i.item.Key == key {
			i.Tapped(&fyne.PointEvent{})
		}
	}
}

const (
	railPad  float32 = 6
	railLogo float32 = 44
	railStep float32 = 6
)

// CreateRenderer implements fyne.Widget.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer {
	base, line := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	d := &drawing{owner: r, objects: []fyne.CanvasObject{base, line}}
	if r.logo != nil {
		d.objects = append(d.objects, r.logo)
	}
	for _, i := range r.items {
		d.objects = append(d.objects, i)
	}
	d.paint = func() {
		l := lookOf(r.Theme())
		base.FillColor, line.FillColor = l.Surface, l.Line
		for _, i := range r.items {
			i.Refresh()
		}
	}
	d.place = func(size fyne.Size) {
		Place(base, 0, 0, size.Width, size.Height)
		if r.bar {
			Place(line, 0, 0, size.Width, edge)
			r.placeBar(size)
			return
		}
		Place(line, size.Width-edge, 0, edge, size.Height)
		r.placeRail(size)
	}
	d.measure = r.least
	return d.ready()
}

func (r *Rail) placeBar(size fyne.Size) {
	each := size.Width / float32(max(len(r.items), 1))
	text := r.labelSize(each - gapSmall)
	for i, item := range r.items {
		if item.size != text {
			item.size = text
			item.Refresh()
		}
		Place(item, float32(i)*each+1, edge+1, each-2, size.Height-edge-2)
	}
}

// labelSize is the size at which all labels of a bar fit, so that it shows whole words even
// with large text. A little below the caption's size they are cut instead.
func (r *Rail) labelSize(width float32) float32 {
	full := lookOf(r.Theme()).px(sizeCaption)
	size := full
	for _, item := range r.items {
		if wide := textWidth(item.item.Label, full, true); wide > width {
			size = min(size, full*width/wide*0.98)
		}
	}
	return max(size, sizeCaption-2)
}

// placeRail gives each item its height, or less where the window is too low for all.
func (r *Rail) placeRail(size fyne.Size) {
	y := railPad
	if r.logo != nil {
		Place(r.logo, (size.Width-edge-railLogo)/2, 14, railLogo, railLogo)
		y = 14 + railLogo + 18
	}
	step := railStep
	if spare := size.Height - r.least().Height; spare < 0 {
		step = max(railStep+spare/float32(max(len(r.items), 1)), 1)
	}
	bottom := size.Height - 12
	for _, item := range r.items {
		high := item.MinSize().Height
		if item.item.Last {
			bottom -= high
			Place(item, railPad, max(bottom, y), size.Width-edge-2*railPad, high)
			continue
		}
		Place(item, railPad, y, size.Width-edge-2*railPad, high)
		y += high + step
	}
}

func (r *Rail) least() fyne.Size {
	var wide, high, sum float32
	for _, i := range r.items {
		least := i.MinSize()
		wide, high, sum = max(wide, least.Width), max(high, least.Height), sum+least.Height+railStep
	}
	if r.bar {
		// Items share the width of the window; their labels are cut where it is short.
		return fyne.NewSize(leastPress*float32(len(r.items)), high+edge+2)
	}
	if r.logo != nil {
		sum += 14 + railLogo + 18
	}
	return fyne.NewSize(max(wide+2*railPad+edge, 92), sum+12)
}
