package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// StatusPanelState is what a status panel shows. Empty parts take no room.
type StatusPanelState struct {
	Tone    Tone
	Mark    Mark
	Heading string
	Amount  AmountState
	Detail  string
}

// StatusPanel is a whole panel in the colour of a final state, readable from afar.
type StatusPanel struct {
	widget.BaseWidget
	state   StatusPanelState
	heading *Paragraph
	amount  *AmountDisplay
	detail  *Paragraph
}

// NewStatusPanel makes a panel.
func NewStatusPanel() *StatusPanel {
	p := &StatusPanel{
		heading: NewParagraph("", ParagraphStyle{Size: TextHeading, Bold: true}),
		amount:  NewAmountDisplay(),
		detail:  NewParagraph("", ParagraphStyle{Size: TextLarge}),
	}
	p.state.Tone = ToneNeutral
	p.ExtendBaseWidget(p)
	return p
}

// Set changes what the panel shows.
func (p *StatusPanel) Set(s StatusPanelState) {
	if p.state != s {
		p.state = s
		p.Refresh()
	}
}

// State is what the panel shows now.
func (p *StatusPanel) State() StatusPanelState { return p.state }

// AccessibilityLabel implements fyne.Accessible.
func (p *StatusPanel) AccessibilityLabel() string {
	return p.state.Heading + ", " + p.amount.AccessibilityLabel() + ", " + p.state.Detail
}

// AccessibilityRole implements fyne.Accessible.
func (p *StatusPanel) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

const statusPad float32 = 32

// pad is narrower where the window is.
func (p *StatusPanel) pad(width float32) float32 {
	return min(statusPad, max(gapLarge, width*0.05))
}

// indent is the room of the mark before the heading.
func (p *StatusPanel) indent() float32 {
	if p.state.Mark == MarkNone {
		return 0
	}
	return lookOf(p.Theme()).large(38)
}

// HeightFor implements WidthAware.
func (p *StatusPanel) HeightFor(width float32) float32 {
	pad := p.pad(width)
	room := width - 2*pad
	high := p.heading.HeightFor(room - p.indent())
	if p.state.Amount.Number != "" {
		high += p.amount.MinSize().Height
	}
	if p.state.Detail != "" {
		high += gap + p.detail.HeightFor(room)
	}
	return high + 2*pad
}

// CreateRenderer implements fyne.Widget.
func (p *StatusPanel) CreateRenderer() fyne.WidgetRenderer {
	base, mark := box(radiusLarge), newGlyph()
	d := &drawing{owner: p, objects: []fyne.CanvasObject{base, mark.Image, p.heading, p.amount, p.detail}}
	d.paint = func() {
		tone := lookOf(p.Theme()).Tone(p.state.Tone)
		fill(base, tone.Panel, color.Transparent, 0)
		mark.set(Icon(p.state.Mark), tone.On)
		p.heading.SetText(p.state.Heading)
		p.detail.SetText(p.state.Detail)
		p.amount.Set(p.state.Amount)
		p.heading.onTone(p.state.Tone)
		p.detail.onTone(p.state.Tone)
		p.amount.onTone(p.state.Tone)
		SetVisible(p.amount, p.state.Amount.Number != "")
		SetVisible(p.detail, p.state.Detail != "")
	}
	d.place = func(size fyne.Size) {
		Place(base, 0, 0, size.Width, size.Height)
		p.placeText(mark, size)
	}
	d.measure = func() fyne.Size {
		wide := max(p.heading.MinSize().Width+p.indent(), p.detail.MinSize().Width, 200) + 2*gapLarge
		return fyne.NewSize(wide, p.HeightFor(knownWidth(p.Size().Width, wide)))
	}
	return d.ready()
}

func (p *StatusPanel) placeText(mark *glyph, size fyne.Size) {
	pad := p.pad(size.Width)
	room, y := size.Width-2*pad, max((size.Height-p.HeightFor(size.Width))/2, 0)+pad
	line := lineHeight(lookOf(p.Theme()).large(float32(TextHeading)))
	mark.put(pad+p.indent()*0.37, y+line/2, p.indent()*0.74)
	high := p.heading.HeightFor(room - p.indent())
	Place(p.heading, pad+p.indent(), y, room-p.indent(), high)
	y += high
	if p.state.Amount.Number != "" {
		high = p.amount.MinSize().Height
		Place(p.amount, pad, y, room, high)
		y += high
	}
	Place(p.detail, pad, y+gap, room, p.detail.HeightFor(room))
}

// StatusHeadState is what the heading of a running payment shows. Empty parts take no room.
type StatusHeadState struct {
	Badge   BadgeState // none without letter and mark
	Tone    Tone
	Heading string
	Warning string // what must not be done now
	Detail  string
}

// StatusHead is the heading of a payment that is not final: a large badge, the state in the
// colour of its tone, what must not be done as the next strongest thing, and a sentence.
type StatusHead struct {
	widget.BaseWidget
	state   StatusHeadState
	badge   *Badge
	heading *Paragraph
	warning *Paragraph
	detail  *Paragraph
}

// NewStatusHead makes a heading.
func NewStatusHead() *StatusHead {
	h := &StatusHead{
		badge:   NewBadge(BadgeLarge),
		heading: NewParagraph("", ParagraphStyle{Size: TextHeading, Bold: true}),
		warning: NewParagraph("", ParagraphStyle{Size: TextTitle, Bold: true}),
		detail:  NewParagraph("", ParagraphStyle{Size: TextLarge, Muted: true}),
	}
	h.ExtendBaseWidget(h)
	return h
}

// Set changes what the heading shows.
func (h *StatusHead) Set(s StatusHeadState) {
	if h.state != s {
		h.state = s
		h.Refresh()
	}
}

// State is what the heading shows now.
func (h *StatusHead) State() StatusHeadState { return h.state }

// AccessibilityLabel implements fyne.Accessible.
func (h *StatusHead) AccessibilityLabel() string {
	said := h.state.Heading
	for _, more := range []string{h.state.Warning, h.state.Detail} {
		if more != "" {
			said += ", " + more
		}
	}
	return said
}

// AccessibilityRole implements fyne.Accessible.
func (h *StatusHead) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// sides gives the side of the badge and the gap after it. In a narrow window the badge is
// smaller, and the large text of 200 % does not enlarge it. Without a badge both are nothing.
func (h *StatusHead) sides(width float32) (side, space float32) {
	if h.state.Badge == (BadgeState{}) {
		return 0, 0
	}
	side = min(float32(BadgeLarge), max(width*0.16, float32(BadgeMedium)))
	return side, side * 0.24
}

// The largest text of a heading in a narrow window, where a person has made all text larger:
// heading and warning must leave room for the amount. A heading of more than a few words is
// smaller in any case.
const (
	narrowHeading float32 = 36
	narrowLong    float32 = 28
	narrowWarning float32 = 34
	narrowDetail  float32 = 30
	longHeading           = 44 // characters
)

// fit limits the text to what a width has room for.
func (h *StatusHead) fit(width float32) {
	heading, warning, detail := float32(0), float32(0), float32(0)
	if narrowHead(width) {
		heading, warning, detail = narrowHeading, narrowWarning, narrowDetail
		if len([]rune(h.state.Heading)) > longHeading {
			heading, warning = narrowLong, narrowLong
		}
	}
	h.heading.limit(heading)
	h.warning.limit(warning)
	h.detail.limit(detail)
}

// lines are the texts below the heading.
func (h *StatusHead) lines() []*Paragraph { return []*Paragraph{h.warning, h.detail} }

// below is how high the texts below the heading are.
func (h *StatusHead) below(width float32) (high float32) {
	for _, p := range h.lines() {
		high += p.HeightFor(width)
	}
	return high
}

// HeightFor implements WidthAware.
func (h *StatusHead) HeightFor(width float32) float32 {
	h.fit(width)
	side, space := h.sides(width)
	room := width - side - space
	if !narrowHead(width) {
		return max(side, h.heading.HeightFor(room)+h.below(room))
	}
	high := max(side, h.heading.HeightFor(room))
	if below := h.below(width); below > 0 {
		high += gapSmall + below
	}
	return high
}

// narrowHead tells that the sentence needs the room below the badge, too.
func narrowHead(width float32) bool { return width < 480 }

// CreateRenderer implements fyne.Widget.
func (h *StatusHead) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: h, objects: []fyne.CanvasObject{h.badge, h.heading, h.warning, h.detail}}
	d.paint = func() {
		h.badge.Set(h.state.Badge)
		SetVisible(h.badge, h.state.Badge != BadgeState{})
		h.heading.SetText(h.state.Heading)
		h.heading.SetTone(h.state.Tone)
		h.warning.SetText(h.state.Warning)
		h.detail.SetText(h.state.Detail)
	}
	d.place = h.placeText
	d.measure = func() fyne.Size {
		wide := float32(BadgeMedium)*1.24 + max(h.heading.MinSize().Width, h.warning.MinSize().Width, h.detail.MinSize().Width)
		return fyne.NewSize(wide, h.HeightFor(knownWidth(h.Size().Width, wide)))
	}
	return d.ready()
}

func (h *StatusHead) placeText(size fyne.Size) {
	h.fit(size.Width)
	side, space := h.sides(size.Width)
	x, room := side+space, size.Width-side-space
	heading := h.heading.HeightFor(room)
	left, width, y := x, room, max((size.Height-heading-h.below(room))/2, 0)
	if narrowHead(size.Width) {
		top := max(side, heading)
		Place(h.badge, 0, (top-side)/2, side, side)
		Place(h.heading, x, (top-heading)/2, room, heading)
		left, width, y = 0, size.Width, top+gapSmall
	} else {
		Place(h.badge, 0, max(min((size.Height-side)/2, y), 0), side, side)
		Place(h.heading, x, y, room, heading)
		y += heading
	}
	for _, p := range h.lines() {
		high := p.HeightFor(width)
		Place(p, left, y, width, high)
		y += high
	}
}
