package screen

import (
	"errors"

	"tillside/payments"
	"tillside/payments/checkout"
)

// askShowAgain says why a feature is hidden, and shows it again where somebody wants that. other is what
// goes on without it; nil for nothing, and then label is not shown.
func askShowAgain(a *Access, f payments.Feature, label string, other func()) {
	profile := a.Model.Profile()
	lack, hidden := a.Model.Settings.LackOf(f, profile)
	if !hidden {
		return
	}
	q := a.Words.AskShowAgain(f, lack, a.Model.Now())
	if other != nil {
		q.Other = q.Keep
		q.Other.Label, q.Other.Key = label, ""
	}
	a.Dialogs.AskEither(q, func(string) { a.Model.ShowAgain(f, profile) }, func(string) { other() })
}

// lacking hides what a card was not kept for, where the provider says that the merchant does not have it.
func lacking(a *Access, of payments.Attempt, err error) {
	if !errors.Is(err, payments.ErrLacking) {
		return
	}
	said := ""
	if e, ok := errors.AsType[*payments.Error](err); ok {
		said = e.Detail
	}
	a.Model.Lack(of, payments.FeatureCards, said)
}

// told hides what a command needs that the merchant does not have.
func told(a *Access, step checkout.CommandStep) {
	if step.Answer.Refusal == payments.ReasonLacking && step.State == payments.CommandRefused {
		a.Model.Lack(payments.Attempt{Intent: payments.Intent{Terminal: step.Command.Terminal}}, step.Command.Kind.Feature(), step.Answer.Detail)
	}
}
