package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// DialogWidth is how wide a dialog is where the window allows it.
const DialogWidth = 560

// NewOverlay lays something over everything that is in a window, on a ground of its own in the
// middle of it.
func NewOverlay(view *Viewport, content fyne.CanvasObject) *fyne.Container {
	sheet := newDialogSheet()
	body := Scrolling(Pad(content, 20, 20))
	return container.New(&dialogLayout{view: view, body: body}, newBackdrop(), sheet, body)
}

// dialogLayout sets the dialog in the middle, as wide as the window allows and as tall as it
// needs.
type dialogLayout struct {
	view *Viewport
	body *container.Scroll
}

func (l *dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l *dialogLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.view.Px(DialogWidth), size.Width-24)
	l.body.Content.Resize(fyne.NewSize(width, l.body.Content.Size().Height))
	high := min(l.body.Content.MinSize().Height, size.Height-24)
	Place(objects[0], 0, 0, size.Width, size.Height)
	for _, o := range objects[1:] {
		Place(o, (size.Width-width)/2, (size.Height-high)/2, width, high)
	}
}

// backdrop darkens the screen behind a dialog and swallows what is pressed there.
type backdrop struct {
	widget.BaseWidget
}

func newBackdrop() *backdrop {
	b := &backdrop{}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped implements fyne.Tappable. A press beside the dialog answers nothing.
func (b *backdrop) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (b *backdrop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.NRGBA{A: 0x8C}))
}

// DialogSheet is the ground of a dialog.
type DialogSheet struct {
	widget.BaseWidget
	Ground *canvas.Rectangle
}

func newDialogSheet() *DialogSheet {
	s := &DialogSheet{Ground: canvas.NewRectangle(color.Transparent)}
	s.Ground.CornerRadius = 16
	s.ExtendBaseWidget(s)
	return s
}

// Refresh takes the colours of the theme.
func (s *DialogSheet) Refresh() {
	s.colour()
	s.BaseWidget.Refresh()
}

func (s *DialogSheet) colour() {
	s.Ground.FillColor = s.Theme().Color(theme.ColorNameOverlayBackground, fyne.CurrentApp().Settings().ThemeVariant())
}

// CreateRenderer implements fyne.Widget.
func (s *DialogSheet) CreateRenderer() fyne.WidgetRenderer {
	s.colour()
	return widget.NewSimpleRenderer(s.Ground)
}
