package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/widgets"
)

// closingScreen is shown while the journal is closed, which includes a backup of what
// changed. The window stays until that is done: a computer that is switched off because
// Tillside seems to be gone would cut it short.
type closingScreen struct {
	still
	app  *App
	text *widgets.EmptyState
	root fyne.CanvasObject
}

func newClosingScreen(a *App) *closingScreen {
	s := &closingScreen{app: a, text: widgets.NewEmptyState(widgets.IconJournal, "", "")}
	s.root = container.New(&narrowColumn{view: a.view, width: dialogWidth}, s.text)
	return s
}

func (s *closingScreen) object() fyne.CanvasObject { return s.root }

func (s *closingScreen) render() {
	v := s.app.words.Closing()
	s.text.Set(v.Title, joined(v.Body, v.Next))
}

// closing closes the window, after a question while payments run. While the question is open,
// another press leaves it to that.
func (a *App) closing() {
	a.somebody()
	if a.modal != nil && a.modal.closing {
		return
	}
	if q, running := a.words.AskClosing(a.book.unfinished(a.settings.Badges, a.now())); running && a.open != nil {
		a.ask(q, func(string) { a.end() })
		a.modal.closing = true
		return
	}
	a.end()
}

// end keeps the size of the window for the next time, ends what is open and closes the
// window. Pressed again it closes the window at once, whatever is still being done.
func (a *App) end() {
	if a.open == nil {
		a.keepSize()
		a.window.Close()
		return
	}
	a.keepSize()
	a.lower()
	a.leaveEnvironment()
	a.show(a.screens.closing)
	backend := a.p.Backend
	a.work.do(func(context.Context) error { return backend.End() }, func(err error) {
		if err != nil {
			a.p.Log.Warn("end", "error", err)
		}
		a.window.Close()
	})
}

// keepSize stores the size of the window where it has changed.
func (a *App) keepSize() {
	size, ctx, backend := a.window.Canvas().Size(), a.work.ctx, a.p.Backend
	next := a.settings
	next.Width, next.Height = int(size.Width), int(size.Height)
	changed := next.Changed(a.keeper.stored)
	if len(changed) == 0 {
		return
	}
	a.work.do(func(context.Context) error {
		// The window is on its way out and ctx with it; the size is worth a moment.
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), closingTime)
		defer cancel()
		return backend.SaveSettings(late, changed)
	}, func(error) {})
}
