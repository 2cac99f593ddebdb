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

// overlay is what lies over the screens.
type overlay struct {
	modal  *modal
	dialog *dialogView // the widgets of the newest dialog
}

// modal is the one dialog that can be open. It takes all keys.
type modal struct {
	root    fyne.CanvasObject
	enter   func()          // the main answer; nil when Enter does nothing
	escape  func()          // the answer that changes nothing
	closing bool            // it asks whether the window is to be closed
	step    func(down bool) // what the arrows do; nil when nothing
	renew   func()          // takes in what has changed; nil where nothing can
}

func (m *modal) key(key fyne.KeyName) {
	switch {
	case isEnter(key) && m.enter != nil:
		m.enter()
	case key == fyne.KeyEscape:
		m.escape()
	case m.step != nil && (key == fyne.KeyDown || key == fyne.KeyUp):
		m.step(key == fyne.KeyDown)
	}
}

// raise opens a dialog over everything. Only one is open: another one takes its place.
func (a *App) raise(content fyne.CanvasObject, enter, escape func()) {
	a.lower()
	over := a.window.Canvas()
	over.Unfocus()
	sheet := newDialogSheet()
	body := scrolling(pad(content, 20, 20))
	root := container.New(&dialogLayout{view: a.view, body: body}, newBackdrop(), sheet, body)
	a.modal = &modal{root: root, enter: enter, escape: escape}
	a.hands.up()
	over.Overlays().Add(root)
	root.Resize(over.Size())
	a.fitModal()
}

// fitModal places the dialog anew after its content has changed.
func (a *App) fitModal() {
	if a.modal != nil {
		relayout(a.modal.root)
		relayout(a.modal.root)
	}
}

// lower closes the dialog, if one is open.
func (a *App) lower() {
	if a.modal == nil {
		return
	}
	root := a.modal.root
	a.modal = nil
	a.hands.up()
	a.window.Canvas().Overlays().Remove(root)
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
