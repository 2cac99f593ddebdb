package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// nameTag is the name of a field at its end, while the placeholder is not there to say it.
type nameTag struct {
	widget.BaseWidget
	of *Entry
}

// tagShare is how much of a field its name may take.
const tagShare = 0.4

// CreateRenderer implements fyne.Widget.
func (t *nameTag) CreateRenderer() fyne.WidgetRenderer {
	line := newTextLine()
	d := &drawing{owner: t, objects: []fyne.CanvasObject{line.Text}}
	d.paint = func() {
		l, name := lookOf(t.Theme()), t.of.placeholder
		if t.of.Text == "" {
			name = ""
		}
		line.set(name, l.Muted, l.px(14), false)
	}
	d.place = func(size fyne.Size) {
		line.put(0, (size.Height-lineHeight(line.TextSize))/2, max(size.Width-gap, 0))
	}
	d.measure = func() fyne.Size {
		if line.full == "" {
			return fyne.Size{}
		}
		return fyne.NewSize(min(line.width+1+gap, t.of.Size().Width*tagShare), 0)
	}
	return d.ready()
}

// namedDrawing gives text and name of a field their room anew when the name comes or goes.
type namedDrawing struct {
	fyne.WidgetRenderer
	of   *Entry
	wide float32
}

// Refresh implements fyne.WidgetRenderer.
func (d *namedDrawing) Refresh() {
	d.of.tag.Refresh()
	if wide := d.of.tag.MinSize().Width; wide != d.wide {
		d.wide = wide
		d.WidgetRenderer.Layout(d.of.Size())
	}
	d.WidgetRenderer.Refresh()
}
