package ui

import (
	"fyne.io/fyne/v2/lang"

	"tillside/assets"
	"tillside/ui/present"
)

// readSentences opens the program's own sentences. They are built in, so that an error here
// means a broken build, and every sentence is said by its key.
func (a *App) readSentences() {
	sentences, err := present.ReadBook(assets.Translations, "translations")
	if err != nil {
		a.p.Log.Error("sentences not read", "error", err.Error())
	}
	a.sentences = sentences
}

// speak makes the presenter for the language of the settings, or of the computer.
func (a *App) speak() {
	locale := a.settings.Locale
	if locale == "" {
		locale = lang.SystemLocale().String()
	}
	a.words = present.New(a.sentences.Translate(locale), locale, a.p.Zone).Offering(a.p.Providers)
}
