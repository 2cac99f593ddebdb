package present

import (
	"strings"

	"tillside/payments"
)

// operation is the row of a kind. A word that is not in the table, or none, is spoken of as a
// sale is.
func operation(k payments.Kind) payments.Operation {
	if !k.Valid() {
		k = payments.KindSale
	}
	return k.Operation()
}

// charges reports whether an attempt asks for money, as a sale does, or is about money that
// moved before.
func charges(a payments.Attempt) bool { return operation(a.Kind).Charges() }

// ofHold reports whether an attempt is a hold or changes, charges or releases one.
func ofHold(a payments.Attempt) bool {
	op := operation(a.Kind)
	return op.Holds() || op.CanFollow(payments.KindHold)
}

// look is how a state is shown, beside its words.
type look struct {
	tone Tone
	mark Mark
	full bool
}

var looks = map[payments.State]look{
	payments.StateRecorded:       {ToneCaution, MarkDot, false},
	payments.StateSending:        {ToneCaution, MarkDot, false},
	payments.StateWaiting:        {ToneWaiting, MarkDot, false},
	payments.StateCancelling:     {ToneCaution, MarkDot, false},
	payments.StateUnknown:        {ToneUnknown, MarkQuestion, false},
	payments.StateMismatch:       {ToneUnknown, MarkQuestion, false},
	payments.StateNeedsAttention: {ToneUnknown, MarkQuestion, false},
	payments.StateApproved:       {ToneApproved, MarkTick, true},
	payments.StatePartial:        {ToneCaution, MarkTick, true},
	payments.StateDeclined:       {ToneDeclined, MarkCross, true},
	payments.StateCancelled:      {ToneNeutral, MarkNone, false},
	payments.StateFailed:         {ToneNeutral, MarkNone, false},
	payments.StateRefused:        {ToneNeutral, MarkNone, false},
	payments.StateNotSent:        {ToneNeutral, MarkNone, false},
	payments.StateNotCharged:     {ToneNeutral, MarkNone, false},
	payments.StateClosed:         {ToneNeutral, MarkQuestion, false},
}

// lookOf is the look of a state. A word that is not in the table proves nothing, and
// looks like it.
func lookOf(s payments.State) look {
	if l, ok := looks[s]; ok {
		return l
	}
	return looks[payments.StateUnknown]
}

// known is the state whose words are used: a word that is not in the table is unknown.
func known(s payments.State) payments.State {
	if s.Valid() {
		return s
	}
	return payments.StateUnknown
}

// nothingMoved reports whether the state proves that no money moved, for good.
func nothingMoved(s payments.State) bool {
	return s.Final() && s.Info().Charged == payments.ChargedNo
}

// word is the state in one or two words, for lists.
func (p *Presenter) word(a payments.Attempt) string {
	state := known(a.State)
	if contradicted(a) {
		return p.say("word.contradicted")
	}
	switch {
	case listedTwice(a) && state == payments.StatePartial:
		return p.say("word.part_listed_twice")
	case listedTwice(a):
		return p.say("word.listed_twice")
	}
	switch state {
	case payments.StateApproved, payments.StatePartial, payments.StateNotCharged:
		return p.say("word." + string(state) + "." + operation(a.Kind).Words)
	}
	return p.say("word." + string(state))
}

// moved is the money an attempt is about: what was really charged once that is known,
// what was asked before.
func moved(a payments.Attempt) payments.Money {
	if moneyMoved(a) && !a.Outcome.Amounts.Charged.IsZero() {
		return a.Outcome.Amounts.Charged
	}
	return a.Amount
}

// signed is moved with a minus when the money goes from the shop to the card.
func signed(a payments.Attempt) payments.Money {
	m := moved(a)
	if a.Kind.Operation().Effect != payments.EffectOut || m.IsZero() {
		return m
	}
	zero, err := m.Sub(m)
	if err != nil {
		return m
	}
	negative, err := zero.Sub(m)
	if err != nil {
		return m
	}
	return negative
}

// due is what a partial approval left open. ok is false when it is not known.
func due(a payments.Attempt) (rest payments.Money, ok bool) {
	if rest = a.Outcome.Amounts.Due; !rest.IsZero() && rest.Sign() > 0 {
		return rest, true
	}
	if a.Outcome.Amounts.Charged.IsZero() {
		return payments.Money{}, false
	}
	rest, err := a.Amount.Sub(a.Outcome.Amounts.Charged)
	return rest, err == nil && rest.Sign() > 0
}

// card names the card as people do, "Visa ··0936"; empty when nothing is known of it.
func (p *Presenter) card(c payments.Card) string {
	scheme, digits := oneLine(c.Scheme, 24), c.LastFour()
	switch {
	case digits == "":
		return scheme
	case scheme == "":
		return p.say("card.digits", "Digits", digits)
	}
	return p.say("card.named", "Scheme", scheme, "Digits", digits)
}

// toCard is the card as the goal of a sentence, never empty.
func (p *Presenter) toCard(c payments.Card) string {
	if text := p.card(c); text != "" {
		return text
	}
	return p.say("card.the")
}

// entry says how the card was read; empty when unknown.
func (p *Presenter) entry(e payments.Entry) string {
	switch e {
	case payments.EntryContactless, payments.EntryChip, payments.EntrySwipe, payments.EntryKeyed:
		return p.say("entry." + string(e))
	}
	return ""
}

// badge is a terminal's badge; a terminal without a letter shows the end of its serial.
func (p *Presenter) badge(b payments.Badge, t payments.Terminal) BadgeView {
	letter := b.Letter
	if letter == "" {
		letter = t.Serial[max(len(t.Serial)-4, 0):]
	}
	return BadgeView{Letter: letter, Colour: b.Colour, Name: dotted(b.Name, b.Profile), Place: dotted(letter, b.Name, b.Profile)}
}

// row is an attempt in a list.
func (p *Presenter) row(a payments.Attempt, b payments.Badge) PaymentRow {
	l := lookOfAttempt(a)
	r := PaymentRow{
		Reference: a.Reference, Time: p.clock(a.Created), Badge: p.badgeOf(b, a),
		Tone: l.tone, Mark: l.mark, Word: p.word(a), Amount: p.amountText(signed(a)),
		Detail: dotted(p.card(a.Outcome.Card), p.tipWord(a), noted(a, 40), oneLine(a.Intent.Reason, 40)),
		Faded:  nothingMoved(a.State) && !contradicted(a),
	}
	if a.State == payments.StateApproved && a.Effect() == payments.EffectOut {
		r.Mark = MarkReturn
	}
	return r
}

// reason is why an attempt ended as it did and what to do next; empty when the state says all.
func (p *Presenter) reason(a payments.Attempt) string {
	for _, one := range payments.Reasons() {
		switch {
		case one != a.Outcome.Reason:
		case one == payments.ReasonKey && p.hasRefundsSecret(a):
			return p.say("reason.key_refunds")
		case one == payments.ReasonKey && a.Kind.Operation().CanFollow(payments.KindHold) && a.Terminal.Serial == "":
			return p.say("reason.key_partner") // such a key does everything else
		case one == payments.ReasonTechnical && a.Kind == payments.KindPhoneOrder && a.Terminal.Serial != "":
			return p.say("reason.technical_phone")
		case one == payments.ReasonNoToken && a.Kind == payments.KindPhoneOrder: // the card is kept: it is not known any more
			return p.say("reason.token")
		default:
			return p.say(forKind("reason."+string(one), a.Kind))
		}
	}
	return ""
}

// hasRefundsSecret reports whether the provider has a secret of its own for what an attempt is about.
func (p *Presenter) hasRefundsSecret(a payments.Attempt) bool {
	provider, err := p.providers.Provider(a.Account.Provider)
	_, asked := provider.Credential(payments.CredentialRefunds)
	return err == nil && asked && !operation(a.Kind).Charges()
}

// fields names the parts of an answer that did not fit.
func (p *Presenter) fields(names []string) string {
	texts := make([]string, 0, len(names))
	for _, name := range names {
		switch name = strings.TrimSpace(name); name {
		case "reference", "kind", "currency", "amount", "terminal", "original", "handle", "transaction":
			texts = append(texts, p.say("field."+name))
		default:
			texts = append(texts, oneLine(name, 40))
		}
	}
	return strings.Join(texts, ", ")
}

// CanUndo reports whether a payment that is shown can be voided or released: it has moved money, or
// holds it, and its gateway undoes that.
func CanUndo(a payments.Attempt, info payments.Info) bool {
	undo, ok := a.Kind.Undo()
	return ok && a.State.Final() && moneyMoved(a) && info.Supports(undo) && !contradicted(a)
}
