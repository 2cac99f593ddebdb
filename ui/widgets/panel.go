package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Panel is a rounded surface with an outline around its content.
type Panel struct {
	widget.BaseWidget
	content fyne.CanvasObject
	pad     float32
	tone    Tone
}

// NewPanel makes a panel.
func NewPanel(content fyne.CanvasObject) *Panel {
	p := &Panel{content: content, pad: gapLarge}
	p.ExtendBaseWidget(p)
	return p
}

// NewNotice makes a panel tinted in a tone, for something a person should read.
func NewNotice(tone Tone, content fyne.CanvasObject) *Panel {
	p := &Panel{content: content, pad: gapLarge, tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

// NewStrip is a notice of one line or two that leaves the room to what lies below.
func NewStrip(tone Tone, content fyne.CanvasObject) *Panel {
	p := NewNotice(tone, content)
	p.pad = gap
	return p
}

// SetTone tints the panel; an empty tone takes the tint away.
func (p *Panel) SetTone(t Tone) {
	if p.tone != t {
		p.tone = t
		p.Refresh()
	}
}

// HeightFor implements WidthAware.
func (p *Panel) HeightFor(width float32) float32 {
	return HeightFor(p.content, width-2*p.pad) + 2*p.pad
}

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	base := box(radius)
	d := &drawing{owner: p, objects: []fyne.CanvasObject{base, p.content}}
	d.paint = func() { p.colour(base) }
	d.place = func(size fyne.Size) {
		Place(base, 0, 0, size.Width, size.Height)
		Place(p.content, p.pad, p.pad, size.Width-2*p.pad, size.Height-2*p.pad)
	}
	d.measure = func() fyne.Size { return p.content.MinSize().AddWidthHeight(2*p.pad, 2*p.pad) }
	return d.ready()
}

func (p *Panel) colour(base *canvas.Rectangle) {
	l := lookOf(p.Theme())
	var ground, outline color.Color = l.Surface, l.Line
	if p.tone != "" {
		ground, outline = l.Tone(p.tone).Soft, l.Tone(p.tone).Edge
	}
	fill(base, ground, outline, edge)
}
