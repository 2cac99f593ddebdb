package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
)

// dialogs lie over the screens. One is open at most, and it takes all keys.
type dialogs struct {
	canvas fyne.Canvas
	view   *viewport
	words  *present.Presenter
	hands  *hands
	modal  *modal
	dialog *dialogView // the widgets of the newest
}

func newDialogs(canvas fyne.Canvas, view *viewport, words *present.Presenter, hands *hands) *dialogs {
	return &dialogs{canvas: canvas, view: view, words: words, hands: hands}
}

// modal is the dialog that is open.
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

// Open opens a dialog over everything. Only one is open: another one takes its place.
func (o *dialogs) Open(content fyne.CanvasObject, enter, escape func()) {
	o.Close()
	o.canvas.Unfocus()
	root := newOverlay(o.view, content)
	o.modal = &modal{root: root, enter: enter, escape: escape}
	o.hands.up()
	o.canvas.Overlays().Add(root)
	root.Resize(o.canvas.Size())
	o.Fit()
}

// IsOpen reports whether one is.
func (o *dialogs) IsOpen() bool { return o.modal != nil }

// Render takes in what has changed.
func (o *dialogs) Render() {
	if o.modal != nil && o.modal.renew != nil {
		o.modal.renew()
	}
}

// Fit places the dialog anew after its content has changed.
func (o *dialogs) Fit() {
	if o.modal != nil {
		settleLayout(o.modal.root)
	}
}

// Close closes the dialog, if one is open.
func (o *dialogs) Close() {
	if o.modal == nil {
		return
	}
	root := o.modal.root
	o.modal = nil
	o.hands.up()
	o.canvas.Overlays().Remove(root)
}
