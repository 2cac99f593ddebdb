package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Progress is a bar that fills as far as it is told.
type Progress struct {
	widget.BaseWidget
	part float32
	tone Tone
}

// NewProgress makes an empty bar.
func NewProgress() *Progress {
	p := &Progress{tone: ToneWaiting}
	p.ExtendBaseWidget(p)
	return p
}

// Set fills the bar to a part from 0 to 1.
func (p *Progress) Set(tone Tone, part float32) {
	part = min(max(part, 0), 1)
	if p.part != part || p.tone != tone {
		p.part, p.tone = part, tone
		p.Refresh()
	}
}

// Part is how full the bar is.
func (p *Progress) Part() float32 { return p.part }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	track, bar := box(5), box(5)
	d := &drawing{owner: p, objects: []fyne.CanvasObject{track, bar}}
	d.paint = func() {
		l := lookOf(p.Theme())
		fill(track, l.Line, color.Transparent, 0)
		fill(bar, l.Tone(p.tone).Fill, color.Transparent, 0)
		SetVisible(bar, p.part > 0)
	}
	d.place = func(size fyne.Size) {
		y := (size.Height - progressHeight) / 2
		Place(track, 0, y, size.Width, progressHeight)
		Place(bar, 0, y, max(size.Width*p.part, progressHeight), progressHeight)
	}
	d.measure = func() fyne.Size { return fyne.NewSize(80, progressHeight) }
	return d.ready()
}

const progressHeight float32 = 10
