package ui

import (
	"tillside/ui/present"
)

// enterAskAbove fills in the highest amount that is charged without a question.
func (s *settingsScreen) enterAskAbove() {
	field := s.access.Words.Settings(present.SettingsInput{Settings: s.access.Model.Settings}).AskAbove
	s.askAbove.problem = ""
	s.askAbove.entry.SetText(field.Value)
}

// chooseAskAbove keeps the highest amount that is charged without a question. What is no
// amount is not kept, and the line below says so.
func (s *settingsScreen) chooseAskAbove(text string) {
	a, field := s.access, s.askAbove
	most, wrong, ok := a.Words.ReadAskAbove(text, a.Model.Settings.Currency)
	if field.problem != wrong {
		field.problem = wrong
		a.Display.Refresh()
	}
	if ok && most != a.Model.Settings.AskAbove {
		s.change(func(n *present.Settings) { n.AskAbove = most })
	}
}
