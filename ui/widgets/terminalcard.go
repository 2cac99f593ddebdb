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
func (c *TerminalCard) HeightFor(float32) float32 { return c.MinSize().Height }

// CreateRenderer implements fyne.Widget.
func (c *TerminalCard) CreateRenderer() fyne.WidgetRenderer {
	d := &terminalCardDrawing{
		c: c, base: box(radius), cover: box(radius), ring: box(radius), badge: NewBadge(BadgeMedium),
		name: newTextLine(), health: newTextLine(), battery: newTextLine(),
	}
	d.drawing = drawing{
		owner: c, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{d.base, d.cover, d.badge, d.name.Text, d.health.Text, d.battery.Text, d.ring},
	}
	return d.ready()
}

type terminalCardDrawing struct {
	drawing
	c                     *TerminalCard
	base, cover, ring     *canvas.Rectangle
	badge                 *Badge
	name, health, battery *textLine
	look                  look
}

func (d *terminalCardDrawing) paintIt() {
	l, s := lookOf(d.c.Theme()), d.c.state
	d.look = l
	quiet := s.Silent || d.c.Disabled()
	outline, width := l.Line, edge
	if s.Selected {
		outline, width = l.Brand, 2
	}
	ground := l.Surface
	if quiet && !s.Selected {
		ground = l.Side
	}
	fill(d.base, ground, outline, width)
	d.c.wash(l, d.cover)
	fill(d.ring, color.Transparent, l.Focus, ring)
	show(d.ring, d.c.focused && !d.c.Disabled())
	d.badge.Set(BadgeState{Letter: s.Badge.Letter, Colour: s.Badge.Colour, Silent: quiet})
	ink, health := l.Text, l.Muted
	if quiet {
		ink = l.Muted
	}
	if s.Silent {
		health = l.Tone(ToneDeclined).Text
	}
	size, small := sizeBody, float32(14)
	if s.Compact {
		size, small = 14, sizeCaption
	}
	d.name.set(s.Name, ink, l.px(size), !s.Compact || s.Selected)
	d.health.set(s.Health, health, l.px(small), false)
	d.battery.set(s.Battery, l.Muted, l.px(small), false)
}

// lines are those that have something to say.
func (d *terminalCardDrawing) lines() []*textLine {
	lines := []*textLine{d.name}
	if d.c.state.Health != "" && (!d.c.state.Compact || d.c.state.Silent) {
		lines = append(lines, d.health)
	}
	if d.c.state.Battery != "" && !d.c.state.Compact {
		lines = append(lines, d.battery)
	}
	return lines
}

func (d *terminalCardDrawing) pad() float32 {
	if d.c.state.Compact {
		return 8
	}
	return 13
}

func (d *terminalCardDrawing) side() float32 {
	if d.c.state.Compact {
		return d.look.px(36)
	}
	return d.look.px(float32(BadgeMedium))
}

func (d *terminalCardDrawing) placeIt(size fyne.Size) {
	for _, r := range []*canvas.Rectangle{d.base, d.cover, d.ring} {
		put(r, 0, 0, size.Width, size.Height)
	}
	pad, side := d.pad(), d.side()
	put(d.badge, pad, (size.Height-side)/2, side, side)
	shown := d.lines()
	var high float32
	for _, l := range shown {
		high += lineHeight(l.TextSize)
	}
	show(d.health.Text, len(shown) > 1 && shown[1] == d.health)
	show(d.battery.Text, shown[len(shown)-1] == d.battery)
	x, y := pad+side+pad, (size.Height-high)/2
	for _, l := range shown {
		l.put(x, y, max(size.Width-x-pad, 0))
		y += lineHeight(l.TextSize)
	}
}

func (d *terminalCardDrawing) measureIt() fyne.Size {
	var high, wide float32
	for _, l := range d.lines() {
		high += lineHeight(l.TextSize)
		wide = max(wide, l.width)
	}
	side := d.side()
	text := min(wide, 90*d.look.scale)
	return fyne.NewSize(side+text+3*d.pad(), max(high, side, leastPress-2*d.pad())+2*d.pad())
}
