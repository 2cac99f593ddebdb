package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// surface lies below the header and the side panels: a ground with a line at one edge.
type surface struct {
	widget.BaseWidget
	content fyne.CanvasObject
	header  bool // the line is at the bottom, not at the left
}

func NewHeaderSurface(content fyne.CanvasObject) *surface { return newSurface(content, true) }

func NewSideSurface(content fyne.CanvasObject) *surface { return newSurface(content, false) }

func newSurface(content fyne.CanvasObject, header bool) *surface {
	s := &surface{content: content, header: header}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{owner: s, ground: canvas.NewRectangle(color.Transparent), line: canvas.NewRectangle(color.Transparent)}
	r.colour()
	return LaidOut(s, r)
}

type surfaceRenderer struct {
	owner        *surface
	ground, line *canvas.Rectangle
}

func (r *surfaceRenderer) colour() {
	p := paletteOf(r.owner.Theme())
	r.line.FillColor = p.Line
	r.ground.FillColor = p.Side
	if r.owner.header {
		r.ground.FillColor = p.Surface
	}
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	if r.owner.header {
		Place(r.line, 0, size.Height-1, size.Width, 1)
		Place(r.owner.content, 0, 0, size.Width, size.Height-1)
		return
	}
	Place(r.line, 0, 0, 1, size.Height)
	Place(r.owner.content, 1, 0, size.Width-1, size.Height)
}

func (r *surfaceRenderer) MinSize() fyne.Size { return r.owner.content.MinSize().AddWidthHeight(1, 1) }

func (r *surfaceRenderer) Refresh() {
	r.colour()
	r.Layout(r.owner.Size())
	r.owner.content.Refresh()
	canvas.Refresh(r.owner)
}

func (r *surfaceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.line, r.owner.content}
}

func (r *surfaceRenderer) Destroy() {}

// paletteOf reads the colours of the theme in use.
func paletteOf(th fyne.Theme) *Palette {
	t, ok := th.(*Theme)
	if !ok {
		t = NewTheme(ModeSystem, 1)
	}
	return t.Palette(fyne.CurrentApp().Settings().ThemeVariant())
}
