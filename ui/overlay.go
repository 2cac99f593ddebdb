package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// dialogWidth is how wide a dialog is where the window allows it.
const dialogWidth = 560

// newOverlay lays something over everything that is in a window, on a ground of its own in the
// middle of it.
func newOverlay(view *viewport, content fyne.CanvasObject) *fyne.Container {
	sheet := newDialogSheet()
	body := scrolling(pad(content, 20, 20))
	return container.New(&dialogLayout{view: view, body: body}, newBackdrop(), sheet, body)
}

// dialogLayout sets the dialog in the middle, as wide as the window allows and as tall as it
// needs.
type dialogLayout struct {
	view *viewport
	body *container.Scroll
}

func (l *dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l *dialogLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(l.view.px(dialogWidth), size.Width-24)
	l.body.Content.Resize(fyne.NewSize(width, l.body.Content.Size().Height))
	high := min(l.body.Content.MinSize().Height, size.Height-24)
	place(objects[0], 0, 0, size.Width, size.Height)
	for _, o := range objects[1:] {
		place(o, (size.Width-width)/2, (size.Height-high)/2, width, high)
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

// dialogSheet is the ground of a dialog.
type dialogSheet struct {
	widget.BaseWidget
	ground *canvas.Rectangle
}

func newDialogSheet() *dialogSheet {
	s := &dialogSheet{ground: canvas.NewRectangle(color.Transparent)}
	s.ground.CornerRadius = 16
	s.ExtendBaseWidget(s)
	return s
}

// Refresh takes the colours of the theme.
func (s *dialogSheet) Refresh() {
	s.colour()
	s.BaseWidget.Refresh()
}

func (s *dialogSheet) colour() {
	s.ground.FillColor = s.Theme().Color(theme.ColorNameOverlayBackground, fyne.CurrentApp().Settings().ThemeVariant())
}

// CreateRenderer implements fyne.Widget.
func (s *dialogSheet) CreateRenderer() fyne.WidgetRenderer {
	s.colour()
	return widget.NewSimpleRenderer(s.ground)
}
