package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/parts"
	"tillside/ui/widgets"
)

// Closing is shown while the journal is closed, which includes a backup of what
// changed. The window stays until that is done: a computer that is switched off because
// Tillside seems to be gone would cut it short.
type Closing struct {
	still
	access *Access
	Text   *widgets.EmptyState
	root   fyne.CanvasObject
}

func NewClosing(a *Access) *Closing {
	s := &Closing{access: a, Text: widgets.NewEmptyState(widgets.IconJournal, "", "")}
	s.root = container.New(&widgets.NarrowColumn{View: a.View, Width: widgets.DialogWidth}, s.Text)
	return s
}

func (s *Closing) Object() fyne.CanvasObject { return s.root }

func (s *Closing) Render() {
	v := s.access.Words.Closing()
	s.Text.Set(v.Title, parts.Joined(v.Body, v.Next))
}
