package widgets

import (
	"image/color"

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
	shape.name = wrapText(s.Name, name, room, c.boldName())
	if !s.Compact || s.Silent {
		shape.health = wrapText(s.Health, line, room, false)
	}
	if !s.Compact {
		shape.battery = wrapText(s.Battery, line, room, false)
	}
	rows := float32(len(shape.health) + len(shape.battery))
	shape.text = float32(len(shape.name))*lineHeight(name) + rows*lineHeight(line)
	shape.height = max(shape.text, side, leastPress-2*pad) + 2*pad
	return shape
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
	show(d.ring, d.c.focused && !d.c.Disabled())
	d.badge.Set(BadgeState{Letter: s.Badge.Letter, Colour: s.Badge.Colour, Silent: d.quiet()})
}

func (d *terminalCardDrawing) placeIt(size fyne.Size) {
	for _, r := range []*canvas.Rectangle{d.base, d.cover, d.ring} {
		put(r, 0, 0, size.Width, size.Height)
	}
	l, shape := d.look, d.c.measure(d.look, size.Width)
	put(d.badge, shape.pad, (size.Height-shape.side)/2, shape.side, shape.side)
	ink, health := l.Text, l.Muted
	if d.quiet() {
		ink = l.Muted
	}
	if d.c.state.Silent {
		health = l.Tone(ToneDeclined).Text
	}
	name, line, _, _ := d.c.sizes(l)
	x, y := shape.side+2*shape.pad, (size.Height-shape.text)/2
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
