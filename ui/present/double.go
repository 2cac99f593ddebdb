package present

import (
	"strings"
	"time"

	"tillside/payments"
)

// DuplicateInput is what the question about a double is decided from.
type DuplicateInput struct {
	Amount payments.Money
	Badges map[string]payments.Badge
	Recent []payments.Attempt // newest first, and every one that is open
	Asked  string             // reference of the payment the question was already answered for
	Now    time.Time
}

// How long the same amount is asked about after an approval, and after the gateway has stated a
// charge of a sale that had ended without one: the customer may still be in the shop.
const (
	duplicateWithin    = time.Minute
	contradictedWithin = time.Hour
)

// duplicatesNamed is how many payments the question names at most.
const duplicatesNamed = 3

// AskDuplicate asks when the same amount is open on any terminal, however long ago it was
// sent, was approved on any terminal within the last minute, or ended without a charge that the
// gateway states all the same since, within the last hour. Two terminals may serve one
// customer, so the terminal makes no difference. ok is false when there is nothing to ask.
func (p *Presenter) AskDuplicate(in DuplicateInput) (q Question, ok bool) {
	found := duplicates(in)
	if len(found) == 0 {
		return Question{}, false
	}
	amount := p.amount(in.Amount)
	q = Question{
		Title:   p.say("ask.duplicate.title"),
		Warning: p.say("ask.duplicate.warning"),
		Confirm: p.button(ActionCharge, "", ""),
		Keep:    p.main(ActionKeep, "ask.duplicate.keep"),
	}
	if unsure(found[0]) {
		q.Title, q.Warning = p.say("ask.duplicate_open.title", "Amount", amount), p.say("ask.duplicate_open.warning")
	}
	var named []string
	for _, a := range found[:min(len(found), duplicatesNamed)] {
		named = append(named, p.earlier(a, in))
	}
	q.Body = joinLines(named)
	q.Confirm.Label = p.say("ask.duplicate.confirm", "Amount", amount)
	q.Confirm.Tone = ToneDeclined
	return q, true
}

// earlier names one payment of the same amount: where, when, and how it stands.
func (p *Presenter) earlier(a payments.Attempt, in DuplicateInput) string {
	amount, place := p.amount(a.Amount), p.badgeOf(in.Badges[a.Terminal.ID()], a).Place
	if !unsure(a) {
		return p.say("ask.duplicate.body", "Amount", amount, "Terminal", place,
			"Ago", ago(in.Now.Sub(a.Updated)), "Card", p.toCard(a.Outcome.Card))
	}
	return p.say("ask.duplicate_open.body", "Amount", amount, "Terminal", place,
		"Time", p.moment(a.Created, in.Now), "Word", p.word(a))
}

// unsure reports whether it is not known, or not any more, whether a sale was charged.
func unsure(a payments.Attempt) bool { return !a.State.Final() || contradicted(a) }

// duplicates are the sales that may be the same one, those of which it is not known first.
func duplicates(in DuplicateInput) []payments.Attempt {
	var open, approved []payments.Attempt
	for _, a := range in.Recent {
		age := in.Now.Sub(a.Updated)
		switch {
		case !charges(a) || a.Amount != in.Amount || a.Reference == in.Asked:
		case !a.State.Final(), contradicted(a) && age <= contradictedWithin:
			open = append(open, a)
		case a.State == payments.StateApproved && age >= 0 && age <= duplicateWithin:
			approved = append(approved, a)
		}
	}
	return append(open, approved...)
}

// AskLarge asks before an amount is charged or held that is higher than the shop charges without a
// question. ok is false when it is not.
func (p *Presenter) AskLarge(k payments.Kind, amount payments.Money, most int64) (q Question, ok bool) {
	if most <= 0 || amount.Minor() <= most {
		return Question{}, false
	}
	text := p.amount(amount)
	limit, err := payments.NewMoney(most, amount.Currency())
	if err != nil {
		return Question{}, false
	}
	q = Question{
		Title:   p.say("ask.large.title", "Amount", text),
		Body:    p.say("ask.large.body", "Most", p.amount(limit)),
		Confirm: p.button(ActionCharge, "", ""),
		Keep:    p.main(ActionKeep, "ask.duplicate.keep"),
	}
	key := "ask.large"
	if row := operation(k); row.Holds() || row.Effect == payments.EffectAmend {
		key += "." + row.Words
		q.Body, q.Keep = p.say("ask.large.hold_body", "Most", p.amount(limit)), p.main(ActionKeep, "ask.large.hold_keep")
	}
	q.Confirm.Label, q.Confirm.Tone = p.say(key+".confirm", "Amount", text), ToneDeclined
	return q, true
}

// joinLines sets whole sentences below each other.
func joinLines(lines []string) string { return strings.Join(lines, "\n") }
