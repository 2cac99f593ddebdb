package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"tillside/payments"
)

// TerminalCardState is what a terminal card shows.
type TerminalCardState struct {
	Badge    payments.Badge
	Name     string // "By the door"
	Health   string // "PAXA920 · answered 14 s ago", or "silent since 09:12"
	Battery  string // "Battery 54 %, charging"; may be empty
	Selected bool
	Silent   bool // greyed, with the health line in the colour of declined
	Compact  bool // badge and name only, for a narrow window
	Disabled bool
}

// TerminalCard is one terminal to choose.
type TerminalCard struct {
	pressable
	state TerminalCardState
}

// NewTerminalCard makes a card.
func NewTerminalCard(tapped func()) *TerminalCard {
	c := &TerminalCard{}
	c.become(c, tapped)
	return c
}

// Set changes what the card shows. A silent terminal can still be chosen.
func (c *TerminalCard) Set(s TerminalCardState) {
	if c.state == s {
		return
	}
	turned := c.state.Disabled != s.Disabled
	c.state = s
	c.label = s.Badge.Letter + ", " + s.Name + ", " + s.Health
	switch {
	case turned && s.Disabled:
		c.Disable()
	case turned:
		c.Enable()
	default:
		c.Refresh()
	}
}

// HeightFor implements WidthAware.
func (c *TerminalCard) HeightFor(width float32) float32 {
	return c.measure(lookOf(c.Theme()), width).height
}

// cardShape is how a card is laid out in a width.
type cardShape struct {
	name, health, battery []wrapped
	pad, side             float32 // of the card, and of its badge
	text, height          float32 // of the text alone, and of the card
	below                 bool    // the text stands below the badge
}

func (c *TerminalCard) sizes(l look) (name, line, pad, side float32) {
	if c.state.Compact {
		return l.px(14), l.px(sizeCaption), 8, l.shape(36)
	}
	return l.px(sizeBody), l.px(14), 13, l.shape(float32(BadgeMedium))
}

func (c *TerminalCard) measure(l look, width float32) cardShape {
	s := c.state
	name, line, pad, side := c.sizes(l)
	shape := cardShape{pad: pad, side: side}
	room := max(width-side-3*pad, 40)
	if s.Compact && c.longestWord(l) > room {
		shape.below, room = true, max(width-pad, 40)
	}
	if shape.below && l.scale >= badgeAlone { // the letter stands for the name
		shape.count(name, line)
		return shape
	}
	shape.name = wrapText(s.Name, name, room, c.boldName())
	if !s.Compact || s.Silent {
		shape.health = wrapText(s.Health, line, room, false)
	}
	if !s.Compact {
		shape.battery = wrapText(s.Battery, line, room, false)
	}
	shape.count(name, line)
	return shape
}

// badgeAlone is the scale of the text from which a compact card shows its badge alone where
// the name has no room beside it.
const badgeAlone float32 = 1.5

// longestWord is how wide the widest word beside the badge of a compact card is.
func (c *TerminalCard) longestWord(l look) (wide float32) {
	name, line, _, _ := c.sizes(l)
	for word := range strings.FieldsSeq(c.state.Name) {
		wide = max(wide, textWidth(word, name, c.boldName()))
	}
	if c.state.Silent {
		for word := range strings.FieldsSeq(c.state.Health) {
			wide = max(wide, textWidth(word, line, false))
		}
	}
	return wide
}

// count sums up the heights.
func (s *cardShape) count(name, line float32) {
	rows := float32(len(s.health) + len(s.battery))
	s.text = float32(len(s.name))*lineHeight(name) + rows*lineHeight(line)
	s.height = max(s.text, s.side, leastPress-2*s.pad) + 2*s.pad
	if s.below {
		s.height = s.text + s.side + 2*s.pad
	}
}

// centre moves all lines into the middle of a width.
func (s *cardShape) centre(width float32) {
	for _, lines := range [][]wrapped{s.name, s.health, s.battery} {
		for _, line := range lines {
			for i := range line.runs {
				line.runs[i].x += (width - line.width) / 2
			}
		}
	}
}

// trim leaves out lines from the end until the rest fits in a height.
func (s *cardShape) trim(name, line, height float32) {
	for s.height > height+1 {
		switch {
		case len(s.battery) > 0:
			s.battery = s.battery[:len(s.battery)-1]
		case len(s.health) > 1:
			s.health = s.health[:len(s.health)-1]
		case len(s.name) > 1:
			s.name = s.name[:len(s.name)-1]
		case len(s.health) > 0:
			s.health = nil
		default:
			return
		}
		s.count(name, line)
	}
}

func (c *TerminalCard) boldName() bool { return !c.state.Compact || c.state.Selected }

// CreateRenderer implements fyne.Widget.
func (c *TerminalCard) CreateRenderer() fyne.WidgetRenderer {
	d := &terminalCardDrawing{c: c, base: box(radius), cover: box(radius), ring: box(radius), badge: NewBadge(BadgeMedium)}
	d.drawing = drawing{owner: c, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type terminalCardDrawing struct {
	drawing
	c                 *TerminalCard
	base, cover, ring *canvas.Rectangle
	badge             *Badge
	texts             textPool
	look              look
}

// quiet tells whether the card is greyed.
func (d *terminalCardDrawing) quiet() bool { return d.c.state.Silent || d.c.Disabled() }

func (d *terminalCardDrawing) paintIt() {
	l, s := lookOf(d.c.Theme()), d.c.state
	d.look = l
	ground, outline, width := l.Surface, l.Line, edge
	switch {
	case s.Selected:
		outline, width = l.Brand, 2
	case d.quiet():
		ground = l.Side
	}
	fill(d.base, ground, outline, width)
	d.c.wash(l, d.cover)
	fill(d.ring, color.Transparent, l.Focus, ring)
	SetVisible(d.ring, d.c.focused && !d.c.Disabled())
	d.badge.Set(BadgeState{Letter: s.Badge.Letter, Colour: s.Badge.Colour, Silent: d.quiet()})
}

func (d *terminalCardDrawing) placeIt(size fyne.Size) {
	for _, r := range []*canvas.Rectangle{d.base, d.cover, d.ring} {
		Place(r, 0, 0, size.Width, size.Height)
	}
	l, shape := d.look, d.c.measure(d.look, size.Width)
	name, line, _, _ := d.c.sizes(l)
	shape.trim(name, line, size.Height)
	x, y := shape.side+2*shape.pad, (size.Height-shape.text)/2
	badge := fyne.NewPos(shape.pad, (size.Height-shape.side)/2)
	if shape.below {
		top := (size.Height - shape.text - shape.side) / 2
		x, y = shape.pad/2, top+shape.side
		badge = fyne.NewPos((size.Width-shape.side)/2, top)
		shape.centre(size.Width - shape.pad)
	}
	Place(d.badge, badge.X, badge.Y, shape.side, shape.side)
	ink, health := l.Text, l.Muted
	if d.quiet() {
		ink = l.Muted
	}
	if d.c.state.Silent {
		health = l.Tone(ToneDeclined).Text
	}
	d.texts.used = 0
	d.objects = append(d.objects[:0], d.base, d.cover, d.badge)
	d.objects = d.texts.block(d.objects, shape.name, x, y, name, ink)
	y += float32(len(shape.name)) * lineHeight(name)
	d.objects = d.texts.block(d.objects, shape.health, x, y, line, health)
	y += float32(len(shape.health)) * lineHeight(line)
	d.objects = d.texts.block(d.objects, shape.battery, x, y, line, l.Muted)
	d.objects = append(d.objects, d.ring)
	canvas.Refresh(d.c)
}

func (d *terminalCardDrawing) measureIt() fyne.Size {
	_, _, pad, side := d.c.sizes(d.look)
	wide := side + 3*pad + 64*d.look.scale
	return fyne.NewSize(wide, d.c.HeightFor(knownWidth(d.c.Size().Width, wide)))
}
