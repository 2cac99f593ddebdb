package screen

import (
	"tillside/ui/present"
)

// enterAskAbove fills in the highest amount that is charged without a question.
func (s *Settings) enterAskAbove() {
	field := s.access.Words.Settings(present.SettingsInput{Settings: s.access.Model.Settings}).AskAbove
	s.AskAbove.Problem = ""
	s.AskAbove.Entry.SetText(field.Value)
}

// chooseAskAbove keeps the highest amount that is charged without a question. What is no
// amount is not kept, and the line below says so.
func (s *Settings) chooseAskAbove(text string) {
	a, field := s.access, s.AskAbove
	most, wrong, ok := a.Words.ReadAskAbove(text, a.Model.Settings.Currency)
	if field.Problem != wrong {
		field.Problem = wrong
		a.Display.Refresh()
	}
	if ok && most != a.Model.Settings.AskAbove {
		s.change(func(n *present.Settings) { n.AskAbove = most })
	}
}
