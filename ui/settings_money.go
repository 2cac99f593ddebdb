package ui

import (
	"tillside/ui/present"
)

// enterAskAbove fills in the highest amount that is charged without a question.
func (s *settingsScreen) enterAskAbove() {
	field := s.app.words.Settings(present.SettingsInput{Settings: s.app.settings}).AskAbove
	s.askAbove.problem = ""
	s.askAbove.entry.SetText(field.Value)
}

// chooseAskAbove keeps the highest amount that is charged without a question. What is no
// amount is not kept, and the line below says so.
func (s *settingsScreen) chooseAskAbove(text string) {
	a, field := s.app, s.askAbove
	most, wrong, ok := a.words.ReadAskAbove(text, a.settings.Currency)
	if field.problem != wrong {
		field.problem = wrong
		a.redraw()
	}
	if ok && most != a.settings.AskAbove {
		s.change(func(n *present.Settings) { n.AskAbove = most })
	}
}
