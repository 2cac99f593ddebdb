package present

import (
	"strconv"

	"tillside/payments"
)

// ReverseInput is what the question before a reversal is made from.
type ReverseInput struct {
	Original   payments.Attempt
	Linked     []payments.Attempt // what followed it, as far as it is known
	Badge      payments.Badge
	ByProvider bool // no terminal carries it out
}

// AskReverse asks before a sale or a refund is undone.
func (p *Presenter) AskReverse(in ReverseInput) Question {
	stem := "ask.reverse_refund"
	switch op := operation(in.Original.Kind); {
	case op.Charges(), op.Captures():
		stem = "ask.reverse"
	case op.Holds():
		stem = "ask.release"
	}
	amount, card := p.amount(heldOf(in.Original, in.Linked)), p.toCard(in.Original.Outcome.Card)
	q := Question{
		Title:       p.say(titleOf(stem, in.Original.Kind), "Amount", amount),
		Body:        p.say(stem+".body", "Card", card, "Terminal", p.badge(in.Badge, in.Original.Terminal).Place),
		ReasonLabel: p.say("refund.reason"),
		ReasonHint:  p.say("refund.reason_hint"),
		Confirm:     p.button(ActionReverse, "", ""),
		Keep:        p.button(ActionKeep, stem+".keep", "Esc"),
	}
	if in.ByProvider {
		q.Body = p.say(stem+".body_provider", "Card", card, "Terminal", p.carrier(in.Original))
	}
	q.Confirm.Label, q.Confirm.Tone = p.say(stem+".confirm", "Amount", amount), ToneDeclined
	return q
}

// titleOf is the heading of a question that begins with stem: what a hold was charged with is no sale.
func titleOf(stem string, k payments.Kind) string {
	if operation(k).Captures() {
		stem += "_capture"
	}
	return stem + ".title"
}

// AskClose asks for the reason with which a person ends an open question.
func (p *Presenter) AskClose(a payments.Attempt, info payments.Info) Question {
	q := Question{
		Title:       p.say("ask.close.title", "Amount", p.amount(a.Amount)),
		Body:        p.say("ask.close.body"),
		Warning:     p.say("ask.close.warning"),
		ReasonLabel: p.say("ask.close.reason"),
		ReasonHint:  p.say("ask.close.reason_hint"),
		Confirm:     p.button(ActionClose, "ask.close.confirm", ""),
		Keep:        p.button(ActionKeep, "ask.close.keep", "Esc"),
	}
	if LookThere(a, info) {
		q.Warning = p.say("ask.close.warning_look")
	}
	q.Confirm.Tone = ToneUnknown
	return q
}

// AskErase asks before what tells of a person is taken out of a payment.
func (p *Presenter) AskErase(a payments.Attempt) Question {
	q := Question{
		Title: p.say("ask.erase.title"), Body: p.say("ask.erase.body", "Payment", dotted(p.title(a), p.amount(signed(a)))), Warning: p.say("ask.erase.warning"),
		Confirm: p.button(ActionErase, "ask.erase.confirm", ""), Keep: p.button(ActionKeep, "ask.erase.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// AskLeave asks before the environment or its key is left while payments are open: nobody
// asks about them then. ok is false when none is.
func (p *Presenter) AskLeave(open int) (q Question, ok bool) {
	if open == 0 {
		return Question{}, false
	}
	q = Question{
		Title:   p.say("ask.leave.title"),
		Body:    p.say("ask.leave.body", "Count", strconv.Itoa(open)),
		Warning: p.say("ask.leave.warning"),
		Confirm: p.button(ActionSettings, "ask.leave.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.leave.keep", "Esc"),
	}
	q.Confirm.Tone = ToneUnknown
	return q, true
}

// askForgetKey asks before an API key is taken out of the keyring.
func (p *Presenter) askForgetKey(environment string) Question {
	q := Question{
		Title:   p.say("ask.forget.title"),
		Body:    p.say("ask.forget.body", "Environment", p.environment(environment)),
		Confirm: p.button(ActionForgetKey, "ask.forget.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.forget.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// AskForgetSecret asks before a credential of a place is taken out of the keyring, the key or
// another; open is how many payments have no end yet that need it.
func (p *Presenter) AskForgetSecret(place, credential string, open int) Question {
	q := p.askForgetKey(place)
	if open > 0 && credential == payments.CredentialAPI {
		q.Warning = p.counted("ask.forget.open", open)
	}
	if credential != payments.CredentialAPI {
		provider, _, _ := p.providers.Find(place) // a secret that is not known has the label of its kind
		q.Title = p.say("ask.forget_secret.title", "Secret", p.credential(provider, credential).Label)
		q.Body = p.say("ask.forget_secret.body", "Environment", p.environment(place))
	}
	return q
}
