package present

import (
	"tillside/payments"
	"tillside/payments/checkout"
)

// byProvider reports whether the provider carries an attempt out by itself, without the card
// and without a terminal.
func byProvider(a payments.Attempt) bool { return a.Terminal.Serial == "" }

// carrier is the name of the provider that an attempt is carried out by.
func (p *Presenter) carrier(a payments.Attempt) string {
	if provider, err := p.providers.Provider(a.Account.Provider); err == nil {
		return provider.Name
	}
	return p.say("carrier.provider")
}

// badgeOf is the badge of the terminal that an attempt is on. Where there is none it has no
// letter, and sentences name the provider in the terminal's place.
func (p *Presenter) badgeOf(b payments.Badge, a payments.Attempt) BadgeView {
	if byProvider(a) {
		return BadgeView{Place: p.carrier(a)}
	}
	return p.badge(b, a.Terminal)
}

// where is what a sentence calls the terminal of an attempt, or the provider in its place.
func (p *Presenter) where(b payments.Badge, a payments.Attempt) string {
	if v := p.badgeOf(b, a); v.Letter != "" {
		return v.Letter
	}
	return p.carrier(a)
}

// LookThere reports whether only the terminal shows what became of a payment that nobody could
// confirm: it is a card flow at one, and nothing that its provider says proves that none took place.
func LookThere(a payments.Attempt, info payments.Info) bool {
	return known(a.State) == payments.StateNeedsAttention && !byProvider(a) && !info.Blind &&
		operation(a.Kind).Needs == payments.NeedCard && info.Rules.NotFoundFinal == payments.Unstated
}

// byKey is the key of a sentence that names a terminal, or of its sister that names the
// provider.
func byKey(key string, a payments.Attempt) string {
	if byProvider(a) {
		return key + "_provider"
	}
	return key
}

// whyNotNow says why the provider does not take a kind on a payment now, and when it will; ""
// where it does.
func (p *Presenter) whyNotNow(k payments.Kind, o payments.Attempt, r checkout.Refundable, info payments.Info) string {
	now, later := r.Takes(k)
	when := p.say("refund.why.later", "Provider", p.carrier(o))
	if o.Outcome.Card.Scheme != "" && !info.NeedsTerminal(k, payments.Card{}) && info.NeedsTerminal(k, o.Outcome.Card) { // unlike other cards
		when = p.say("refund.why.later_card", "Provider", p.carrier(o), "Card", oneLine(o.Outcome.Card.Scheme, 30))
	}
	undo, _ := o.Kind.Undo()
	void, _ := r.Takes(undo)
	switch {
	case now:
		return ""
	case later && void:
		return joinSentences(when, p.say("refund.why.void"))
	case later:
		return when
	case k.Operation().Undoes():
		return p.say("detail.why.too_late", "Provider", p.carrier(o))
	}
	return p.say("refund.why.too_late", "Provider", p.carrier(o))
}
