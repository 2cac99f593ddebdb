package screen

import (
	"tillside/payments"
	"tillside/ui/present"
)

// answers are the questions before a charge that a person has answered.
type answers struct{ large, double bool }

// ask asks the next question before an amount is charged or held, and tells whether there was one.
// Whoever says yes to it goes on.
func (agreed answers) ask(a *Access, k payments.Kind, amount payments.Money, goOn func(answers)) bool {
	if question, asks := a.Words.AskLarge(k, amount, a.Model.Settings.Limits.AskAboveIn(amount.Currency())); asks && !agreed.large && k.Operation().Effect != payments.EffectLess {
		a.Dialogs.Ask(question, func(string) { goOn(answers{large: true}) })
		return true
	}
	if !k.Operation().Charges() {
		return false
	}
	doubles := present.DuplicateInput{Amount: amount, Badges: a.Model.Badges(), Recent: a.Model.Latest(), Now: a.Model.Now()}
	if question, asks := a.Words.AskDuplicate(doubles); asks && !agreed.double {
		a.Dialogs.Ask(question, func(string) { goOn(answers{large: true, double: true}) })
		return true
	}
	return false
}
