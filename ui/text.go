package ui

import (
	"log/slog"

	"fyne.io/fyne/v2/lang"

	"tillside/assets"
	"tillside/ui/present"
)

// translator gives the program's sentences in the computer's language, through Fyne's lang.
// English is the language of everything that has no translation.
func translator(log *slog.Logger) present.Translate {
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		log.Error("translations not loaded", "error", err.Error())
	}
	return func(key string, data map[string]any) string { return lang.X(key, key, data) }
}

// speak makes the presenter for the language of the settings.
func (a *App) speak() {
	locale := a.settings.Locale
	if locale == "" {
		locale = lang.SystemLocale().String()
	}
	a.words = present.New(a.p.Translate, locale, a.p.Zone)
}
