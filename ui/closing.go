package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/widgets"
)

// closingScreen is shown while the journal is closed, which includes a backup of what
// changed. The window stays until that is done: a computer that is switched off because
// Tillside seems to be gone would cut it short.
type closingScreen struct {
	still
	access *Access
	text   *widgets.EmptyState
	root   fyne.CanvasObject
}

func newClosingScreen(a *Access) *closingScreen {
	s := &closingScreen{access: a, text: widgets.NewEmptyState(widgets.IconJournal, "", "")}
	s.root = container.New(&narrowColumn{view: a.View, width: dialogWidth}, s.text)
	return s
}

func (s *closingScreen) object() fyne.CanvasObject { return s.root }

func (s *closingScreen) render() {
	v := s.access.Words.Closing()
	s.text.Set(v.Title, joined(v.Body, v.Next))
}
