package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// dialogWidth is how wide a dialog is where the window allows it.
const dialogWidth = 540

// overlay is what lies over the screens.
type overlay struct {
	modal  *modal
	dialog *dialogView // the widgets of the newest dialog
}

// modal is the one dialog that can be open. It takes all keys.
type modal struct {
	popup  *widget.PopUp
	enter  func() // the main answer; nil when Enter does nothing
	escape func() // the answer that changes nothing
}

func (m *modal) key(key fyne.KeyName) {
	switch {
	case isEnter(key) && m.enter != nil:
		m.enter()
	case key == fyne.KeyEscape:
		m.escape()
	}
}

// raise opens a dialog over everything. Only one is open: another one takes its place.
func (a *App) raise(content fyne.CanvasObject, enter, escape func()) {
	a.lower()
	canvas := a.window.Canvas()
	canvas.Unfocus()
	scroll := container.NewVScroll(pad(content, 22, 20))
	popup := widget.NewModalPopUp(scroll, canvas)
	a.modal = &modal{popup: popup, enter: enter, escape: escape}
	popup.Show()
	a.fitModal()
}

// fitModal gives the dialog its size: as wide as the window allows, as tall as it needs.
func (a *App) fitModal() {
	if a.modal == nil {
		return
	}
	window := a.window.Canvas().Size()
	scroll, ok := a.modal.popup.Content.(*container.Scroll)
	if !ok {
		return
	}
	width := min(a.view.px(dialogWidth), window.Width-24)
	// Wrapped text knows its height only in its width, so the size is set twice.
	a.modal.popup.Resize(fyne.NewSize(width, min(scroll.Content.MinSize().Height+16, window.Height-24)))
	a.modal.popup.Resize(fyne.NewSize(width, min(scroll.Content.MinSize().Height+16, window.Height-24)))
}

// lower closes the dialog, if one is open.
func (a *App) lower() {
	if a.modal == nil {
		return
	}
	popup := a.modal.popup
	a.modal = nil
	popup.Hide()
}
