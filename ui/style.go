package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"tillside/assets"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// style is what the window looks like and what language it speaks, as the settings have it.
type style struct {
	p         Params
	model     *model.Model
	canvas    fyne.Canvas // nil until there is a window
	view      *widgets.Viewport
	sentences present.Book
	words     *present.Presenter
	applied   struct { // what was applied last
		theme  string
		scale  int
		locale string
	}
}

// newStyle reads the program's own sentences. They are built in, so that an error here means a
// broken build, and every sentence is said by its key.
func newStyle(p Params, m *model.Model) *style {
	sentences, err := present.ReadBook(assets.Translations, "translations")
	if err != nil {
		p.Log.Error("sentences not read", "error", err.Error())
	}
	s := &style{p: p, model: m, view: &widgets.Viewport{Scale: 1}, sentences: sentences, words: &present.Presenter{}}
	s.speak()
	return s
}

// apply takes theme, text size and language from the settings.
func (s *style) apply() {
	now := s.model.Settings
	if now.Theme != s.applied.theme || now.TextScale != s.applied.scale {
		s.applied.theme, s.applied.scale = now.Theme, now.TextScale
		scale := float32(now.TextScale) / 100
		s.view.Scale = scale
		s.p.App.Settings().SetTheme(widgets.NewTheme(widgets.Mode(now.Theme), scale))
		if s.canvas != nil {
			s.canvas.Content().Refresh()
		}
	}
	if now.Locale != s.applied.locale {
		s.applied.locale = now.Locale
		s.speak()
	}
}

// speak makes the presenter for the language of the settings, or of the computer.
func (s *style) speak() {
	locale := s.model.Settings.Locale
	if locale == "" {
		locale = lang.SystemLocale().String()
	}
	*s.words = *present.New(s.sentences.Translate(locale), locale, s.p.Zone).Offering(s.p.Providers)
}
