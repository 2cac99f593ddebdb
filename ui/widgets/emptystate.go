package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// EmptyState says why there is nothing to see, and what to do about it.
type EmptyState struct {
	widget.BaseWidget
	icon    Icon
	heading *Paragraph
	text    *Paragraph
	actions []fyne.CanvasObject
}

// NewEmptyState makes one, with the actions that help.
func NewEmptyState(icon Icon, heading, text string, actions ...fyne.CanvasObject) *EmptyState {
	e := &EmptyState{
		icon:    icon,
		heading: NewParagraph(heading, ParagraphStyle{Size: TextTitle, Bold: true, Align: fyne.TextAlignCenter}),
		text:    NewParagraph(text, ParagraphStyle{Size: TextBody, Muted: true, Align: fyne.TextAlignCenter}),
		actions: actions,
	}
	e.ExtendBaseWidget(e)
	return e
}

// Set changes the words.
func (e *EmptyState) Set(heading, text string) {
	if e.heading.Text() != heading || e.text.Text() != text {
		e.heading.SetText(heading)
		e.text.SetText(text)
		e.Refresh()
	}
}

const emptyWidest float32 = 460

// column is the width of the words.
func (e *EmptyState) column(width float32) float32 {
	return min(width, emptyWidest*lookOf(e.Theme()).scale)
}

func (e *EmptyState) iconSide() float32 { return lookOf(e.Theme()).px(56) }

// HeightFor implements WidthAware.
func (e *EmptyState) HeightFor(width float32) float32 {
	room := e.column(width)
	high := e.iconSide() + gapLarge + e.heading.HeightFor(room) + gapSmall + e.text.HeightFor(room)
	for _, a := range e.actions {
		if a.Visible() {
			high += gapLarge + a.MinSize().Height
		}
	}
	return high
}

// CreateRenderer implements fyne.Widget.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	icon := newGlyph()
	d := &drawing{owner: e, objects: append([]fyne.CanvasObject{icon.Image, e.heading, e.text}, e.actions...)}
	d.paint = func() { icon.set(e.icon, lookOf(e.Theme()).Muted) }
	d.place = func(size fyne.Size) { e.placeAll(icon, size) }
	d.measure = func() fyne.Size {
		wide := max(e.heading.MinSize().Width, e.text.MinSize().Width)
		for _, a := range e.actions {
			wide = max(wide, a.MinSize().Width)
		}
		return fyne.NewSize(wide, e.HeightFor(knownWidth(e.Size().Width, wide)))
	}
	return d.ready()
}

func (e *EmptyState) placeAll(icon *glyph, size fyne.Size) {
	room := e.column(size.Width)
	x, y := (size.Width-room)/2, max((size.Height-e.HeightFor(size.Width))/2, 0)
	icon.put(size.Width/2, y+e.iconSide()/2, e.iconSide())
	y += e.iconSide() + gapLarge
	Place(e.heading, x, y, room, e.heading.HeightFor(room))
	y += e.heading.HeightFor(room) + gapSmall
	Place(e.text, x, y, room, e.text.HeightFor(room))
	y += e.text.HeightFor(room)
	for _, a := range e.actions {
		if !a.Visible() {
			continue
		}
		least := a.MinSize()
		wide := min(max(least.Width, min(room, 280)), size.Width)
		Place(a, (size.Width-wide)/2, y+gapLarge, wide, least.Height)
		y += gapLarge + least.Height
	}
}
