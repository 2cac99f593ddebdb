package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// BadgeSize is the side of a badge in px.
type BadgeSize float32

// The sizes of badges.
const (
	BadgeSmall  BadgeSize = 28 // in a row of a list
	BadgeMedium BadgeSize = 46 // on a card
	BadgeLarge  BadgeSize = 84 // beside the heading of a state
)

// BadgeState is what a badge shows: the letter of a terminal in its colour, or a mark in a
// tone.
type BadgeState struct {
	Letter string
	Colour int
	Silent bool // the terminal does not answer
	Mark   Mark // shown instead of the letter
	Tone   Tone // of the mark
}

// Badge is the square that stands for a terminal or a state.
type Badge struct {
	widget.BaseWidget
	size  BadgeSize
	state BadgeState
}

// NewBadge makes a badge.
func NewBadge(size BadgeSize) *Badge {
	b := &Badge{size: size}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes what the badge shows.
func (b *Badge) Set(s BadgeState) {
	if b.state != s {
		b.state = s
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	base, letter, mark := box(0), newTextLine(), newGlyph()
	d := &drawing{owner: b, objects: []fyne.CanvasObject{base, letter.Text, mark.Image}}
	d.paint = func() {
		l := lookOf(b.Theme())
		c := l.Badge(b.state.Colour)
		switch {
		case b.state.Mark != MarkNone:
			tone := l.Tone(b.state.Tone)
			c = BadgeColours{tone.Fill, tone.On}
		case b.state.Silent:
			c = l.SilentBadge()
		}
		side := l.shape(float32(b.size))
		fill(base, c.Fill, c.Fill, 0)
		text := b.state.Letter
		if b.state.Mark != MarkNone {
			text = ""
		}
		letter.set(text, c.On, side*0.52, true)
		mark.set(Icon(b.state.Mark), c.On)
	}
	d.place = func(size fyne.Size) {
		side := min(size.Width, size.Height)
		x, y := (size.Width-side)/2, (size.Height-side)/2
		base.CornerRadius = side * 0.22
		Place(base, x, y, side, side)
		letter.set(letter.full, letter.Color, side*0.52, true)
		wide := min(letter.width, side)
		letter.put((size.Width-wide)/2, (size.Height-lineHeight(letter.TextSize))/2, wide+1)
		mark.put(size.Width/2, size.Height/2, side*0.6)
	}
	d.measure = func() fyne.Size { return fyne.NewSquareSize(lookOf(b.Theme()).shape(float32(b.size))) }
	return d.ready()
}
