package parts

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Dialogs lie over the screens. One is open at most, and it takes all keys.
type Dialogs struct {
	canvas  fyne.Canvas
	view    *widgets.Viewport
	words   *present.Presenter
	presses *Presses
	Modal   *modal
	Dialog  *Dialog // the widgets of the newest
}

func NewDialogs(canvas fyne.Canvas, view *widgets.Viewport, words *present.Presenter, presses *Presses) *Dialogs {
	return &Dialogs{canvas: canvas, view: view, words: words, presses: presses}
}

// Dialog keeps the widgets of the open dialog that tests press and read.
type Dialog struct {
	Title, Body, Warning *widgets.Paragraph
	Reason               *widgets.Entry
	field                *widgets.Field
	Rows                 []*widgets.Tappable
	Receipts             *ReceiptPanel
	Print                *widgets.Button    // of receipts: on a terminal
	Said                 *widgets.Paragraph // how far that has come
	Confirm, Keep        *widgets.Button
	Other                *widgets.Button // nil where there is no other way
}

// modal is the dialog that is open.
type modal struct {
	Root    fyne.CanvasObject
	enter   func()          // the main answer; nil when Enter does nothing
	escape  func()          // the answer that changes nothing
	Closing bool            // it asks whether the window is to be closed
	Step    func(down bool) // what the arrows do; nil when nothing
	Renew   func()          // takes in what has changed; nil where nothing can
}

func (m *modal) Key(key fyne.KeyName) {
	switch {
	case IsEnter(key) && m.enter != nil:
		m.enter()
	case key == fyne.KeyEscape:
		m.escape()
	case m.Step != nil && (key == fyne.KeyDown || key == fyne.KeyUp):
		m.Step(key == fyne.KeyDown)
	}
}

// Open opens a dialog over everything. Only one is open: another one takes its place.
func (o *Dialogs) Open(content fyne.CanvasObject, enter, escape func()) {
	o.Close()
	o.canvas.Unfocus()
	root := widgets.NewOverlay(o.view, content)
	o.Modal = &modal{Root: root, enter: enter, escape: escape}
	o.presses.Up()
	o.canvas.Overlays().Add(root)
	root.Resize(o.canvas.Size())
	o.Fit()
}

// IsOpen reports whether one is.
func (o *Dialogs) IsOpen() bool { return o.Modal != nil }

// Render takes in what has changed.
func (o *Dialogs) Render() {
	if o.Modal != nil && o.Modal.Renew != nil {
		o.Modal.Renew()
	}
}

// Fit places the dialog anew after its content has changed.
func (o *Dialogs) Fit() {
	if o.Modal != nil {
		widgets.SettleLayout(o.Modal.Root)
	}
}

// Close closes the dialog, if one is open.
func (o *Dialogs) Close() {
	if o.Modal == nil {
		return
	}
	root := o.Modal.Root
	o.Modal = nil
	o.presses.Up()
	o.canvas.Overlays().Remove(root)
}
