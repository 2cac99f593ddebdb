package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// PillState is what a pill shows.
type PillState struct {
	Text    string
	Tone    Tone
	Solid   bool // filled in the tone instead of tinted
	Striped bool // the stripes of training
}

// TrayPill is a pill that can be pressed, as that of a payment put aside.
type TrayPill struct {
	pressable
	state PillState
}

// NewTrayPill makes an empty pill.
func NewTrayPill(tapped func()) *TrayPill {
	p := &TrayPill{}
	p.become(p, tapped)
	return p
}

// Set changes what the pill shows.
func (p *TrayPill) Set(s PillState) {
	if p.state != s {
		p.state, p.label = s, s.Text
		p.Refresh()
	}
}

// State is what the pill shows now.
func (p *TrayPill) State() PillState { return p.state }

// CreateRenderer implements fyne.Widget.
func (p *TrayPill) CreateRenderer() fyne.WidgetRenderer {
	inner := newPillDrawing()
	cover, ringBox := box(8), box(radiusSmall)
	d := &drawing{owner: p, objects: append(inner.objects(), cover, ringBox)}
	d.paint = func() {
		inner.state = p.state
		l := lookOf(p.Theme())
		inner.paint(l)
		p.wash(l, cover)
		fill(ringBox, color.Transparent, l.Focus, ring)
		SetVisible(ringBox, p.focused)
	}
	d.place = func(size fyne.Size) {
		high := inner.least().Height
		y := (size.Height - high) / 2
		inner.place(0, y, size.Width, high)
		Place(cover, 0, y, size.Width, high)
		Place(ringBox, 0, 0, size.Width, size.Height)
	}
	d.measure = func() fyne.Size { return inner.least().Max(fyne.NewSquareSize(leastPress)) }
	return d.ready()
}

// pillDrawing is what pills that can be pressed and those that cannot share.
type pillDrawing struct {
	state   PillState
	base    *canvas.Rectangle
	stripes *stripes
	text    *textLine
}

func newPillDrawing() *pillDrawing {
	return &pillDrawing{base: box(7), stripes: newStripes(7), text: newTextLine()}
}

func (d *pillDrawing) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{d.base, d.stripes.Raster, d.text.Text}
}

func (d *pillDrawing) paint(l look) {
	tone := l.Tone(d.state.Tone)
	ground, ink := tone.Soft, tone.Text
	if d.state.Solid {
		ground, ink = tone.Fill, tone.On
	}
	if d.state.Striped {
		_, _, ink = l.Stripes()
	}
	fill(d.base, ground, color.Transparent, 0)
	SetVisible(d.base, !d.state.Striped)
	d.stripes.colour(l)
	SetVisible(d.stripes.Raster, d.state.Striped)
	d.text.set(d.state.Text, ink, l.px(sizeCaption), true)
}

func (d *pillDrawing) place(x, y, width, height float32) {
	Place(d.base, x, y, width, height)
	Place(d.stripes.Raster, x, y, width, height)
	wide := min(d.text.width, max(width-8, 0))
	d.text.put(x+(width-wide)/2, y+(height-lineHeight(d.text.TextSize))/2, wide+1)
}

func (d *pillDrawing) least() fyne.Size {
	return fyne.NewSize(min(d.text.width+18, widestButton), lineHeight(d.text.TextSize)+gapSmall)
}
