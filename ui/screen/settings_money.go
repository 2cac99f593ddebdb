package screen

import (
	"tillside/ui/parts"
	"tillside/ui/present"
)

// highestAmount is the highest amount that is charged without a question.
type highestAmount struct {
	*choices
	Field *parts.Labelled
}

func newHighestAmount(c *choices) *highestAmount {
	h := &highestAmount{choices: c}
	h.Field = parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, h.choose)
	return h
}

// enter fills in the highest amount that is charged without a question.
func (h *highestAmount) enter() {
	m := h.access.Model
	shown := m.Settings
	shown.Currency = shown.CurrencyOf(m.Edited())
	field := h.access.Words.Settings(present.SettingsInput{Settings: shown}).AskAbove
	h.Field.Problem = ""
	h.Field.Entry.SetText(field.Value)
}

// choose keeps the highest amount that is charged without a question. What is no
// amount is not kept, and the line below says so.
func (h *highestAmount) choose(text string) {
	a, field := h.access, h.Field
	c := a.Model.Settings.CurrencyOf(a.Model.Edited())
	most, wrong, ok := a.Words.ReadAskAbove(text, c)
	if field.Problem != wrong {
		field.Problem = wrong
		a.Display.Refresh()
	}
	if ok && most != a.Model.Settings.Limits.AskAboveIn(c) {
		h.change(func(n *present.Settings) { n.Limits = n.Limits.WithAskAbove(c, most) })
	}
}
