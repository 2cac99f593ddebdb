package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ChipState is what a chip shows.
type ChipState struct {
	Text     string
	Selected bool
	Tone     Tone // of outline and text; neutral when empty
	More     bool // opens a list: shows an arrow down
	Disabled bool
}

// Chip is a small rounded choice or filter.
type Chip struct {
	pressable
	state  ChipState
	corner float32
	left   bool // its text begins at the left
}

// NewChip makes a chip.
func NewChip(text string, tapped func()) *Chip {
	c := &Chip{state: ChipState{Text: text}, corner: 22}
	c.label = text
	c.become(c, tapped)
	return c
}

// NewRow makes a chip that is a row of a list.
func NewRow(tapped func()) *Chip {
	c := NewChip("", tapped)
	c.corner, c.left = radiusSmall, true
	return c
}

// Set changes what the chip shows.
func (c *Chip) Set(s ChipState) {
	if c.state == s {
		return
	}
	turned := c.state.Disabled != s.Disabled
	c.state, c.label = s, s.Text
	switch {
	case turned && s.Disabled:
		c.Disable()
	case turned:
		c.Enable()
	default:
		c.Refresh()
	}
}

// State is what the chip shows now.
func (c *Chip) State() ChipState { return c.state }

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	d := &chipDrawing{c: c, base: box(c.corner), cover: box(c.corner), ring: box(c.corner), text: newTextLine(), arrow: newGlyph()}
	d.drawing = drawing{
		owner: c, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{d.base, d.cover, d.text.Text, d.arrow.Image, d.ring},
	}
	return d.ready()
}

type chipDrawing struct {
	drawing
	c                 *Chip
	base, cover, ring *canvas.Rectangle
	text              *textLine
	arrow             *glyph
	look              look
}

func (d *chipDrawing) paintIt() {
	l := lookOf(d.c.Theme())
	d.look = l
	ground, outline, ink := l.Surface, l.Outline, l.Text
	if d.c.state.Tone != "" && d.c.state.Tone != ToneNeutral {
		outline, ink = l.Tone(d.c.state.Tone).Fill, l.Tone(d.c.state.Tone).Text
	}
	if d.c.state.Selected {
		ground, outline = l.Selection, l.Tone(ToneBrand).Fill
	}
	if d.c.Disabled() {
		ground, outline, ink = l.Background, l.Line, l.Faint
	}
	fill(d.base, ground, outline, edge)
	d.c.wash(l, d.cover)
	SetVisible(d.ring, d.c.focused && !d.c.Disabled())
	fill(d.ring, color.Transparent, l.Focus, ring)
	d.text.set(d.c.state.Text, ink, l.px(15), d.c.state.Selected || d.c.state.Tone != "")
	arrow := IconNone
	if d.c.state.More {
		arrow = IconDown
	}
	d.arrow.set(arrow, ink)
}

func (d *chipDrawing) arrowWidth() float32 {
	if !d.c.state.More {
		return 0
	}
	return d.look.px(14) + gapSmall
}

// rowInset is how far from its left edge the text of a row begins.
const rowInset = 14

// leastChip is how far the text of a chip shrinks before it is cut: an amount in it is to be
// seen whole.
const leastChip = 0.65

func (d *chipDrawing) fit(room float32) {
	full := d.look.px(15)
	sizeText(d.text, full)
	for part := float32(0.97); d.text.width > room && part >= leastChip; part -= 0.03 {
		sizeText(d.text, full*part)
	}
}

func (d *chipDrawing) placeIt(size fyne.Size) {
	for _, r := range []*canvas.Rectangle{d.base, d.cover, d.ring} {
		Place(r, 0, 0, size.Width, size.Height)
		r.CornerRadius = min(d.c.corner, size.Height/2)
	}
	room := max(size.Width-20-d.arrowWidth(), 0)
	d.fit(room)
	text := min(d.text.width, room)
	x := (size.Width - text - d.arrowWidth()) / 2
	if d.c.left {
		x = min(x, rowInset)
	}
	d.text.put(x, (size.Height-lineHeight(d.text.TextSize))/2, text+1)
	d.arrow.put(x+text+gapSmall+d.look.px(7), size.Height/2+1, d.look.px(14))
}

func (d *chipDrawing) measureIt() fyne.Size {
	size := d.look.px(15) // what is shown may be smaller, where there is no room
	wide := min(textWidth(d.text.full, size, d.text.TextStyle.Bold)+d.arrowWidth()+30, widestButton)
	return fyne.NewSize(max(wide, leastPress), max(leastPress, lineHeight(size)+2*gapSmall))
}
