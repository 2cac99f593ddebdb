package ui

import (
	"tillside/ui/present"
)

// enterAddresses fills in the addresses of a gateway of one's own: those of the command line,
// which cannot be changed here, or those of the settings.
func (s *settingsScreen) enterAddresses() {
	cloud, status := s.app.settings.CloudURL, s.app.settings.StatusURL
	given := s.app.p.Addresses
	if given.Cloud != "" {
		cloud, status = given.Cloud, given.Status
	}
	s.parts.cloud.entry.SetText(cloud)
	s.parts.status.entry.SetText(status)
	setEnabled(s.parts.cloud.entry, given.Cloud == "")
	setEnabled(s.parts.status.entry, given.Cloud == "")
}

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
