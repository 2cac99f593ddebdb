package present

import (
	"time"

	"tillside/payments"
)

// similarWithin is how far back a sale is looked for that a refund without an original
// may belong to.
const similarWithin = 30 * 24 * time.Hour

// Unlinked is the screen of a refund without an original. Such a refund can go to any
// card, so its amount is asked twice, and a sale it may belong to is shown first.
func (p *Presenter) Unlinked(in UnlinkedInput) UnlinkedView {
	v := UnlinkedView{
		Title:     p.say("unlinked.title"),
		Body:      p.say("unlinked.body"),
		Prompt:    p.say("unlinked.first"),
		Amount:    p.amountText(in.First.Money()),
		Hint:      p.remark(in.First),
		Reason:    p.reasonField(in.Reason),
		Terminals: p.cards(in.Terminals, in.Selected, in.Now),
		Matches:   in.matches(),
		Confirm:   p.unlinkedConfirm(in),
		Keep:      p.button(ActionKeep, "refund.keep", "Esc"),
	}
	if in.Repeating {
		v.Prompt, v.Amount, v.Hint = p.say("unlinked.again"), p.amountText(in.Again.Money()), p.remark(in.Again)
	}
	for _, a := range similar(in) {
		v.Similar = append(v.Similar, p.row(a, badgeOf(in.Terminals, a.Terminal)))
	}
	if len(v.Similar) > 0 {
		v.Warning = p.say("unlinked.similar", "Amount", p.amount(in.First.Money()))
	}
	return v
}

func (in UnlinkedInput) matches() bool {
	return in.Repeating && in.First.Money().Sign() > 0 && in.Again.Money() == in.First.Money()
}

// similar are sales with this very amount, newest first, that were not refunded yet.
func similar(in UnlinkedInput) []payments.Attempt {
	amount := in.First.Money()
	var found []payments.Attempt
	for _, a := range in.Recent {
		recent := in.Now.Sub(a.Created) <= similarWithin
		paid := charges(a) && a.State == payments.StateApproved && !a.Outcome.Refunded
		if paid && recent && amount.Sign() > 0 && moved(a) == amount {
			found = append(found, a)
		}
	}
	return found[:min(len(found), 3)]
}

// unlinkedConfirm first asks for the repetition, then refunds.
func (p *Presenter) unlinkedConfirm(in UnlinkedInput) Button {
	amount := in.First.Money()
	b := p.main(ActionRepeat, "unlinked.continue")
	if in.Repeating {
		chosen, _ := terminalOf(in.Terminals, in.Selected)
		b = p.main(ActionUnlinked, "")
		b.Label = p.say("unlinked.confirm", "Amount", p.amount(amount), "Terminal", p.badge(chosen.Badge, chosen.Terminal).Letter)
	}
	if why := p.whyNotUnlinked(in, amount); why != "" {
		b.Enabled, b.Hint = false, why
	}
	return b
}

func (p *Presenter) whyNotUnlinked(in UnlinkedInput, amount payments.Money) string {
	switch {
	case in.Busy:
		return p.say("sale.why.busy")
	case !in.Info.Supports(payments.KindUnlinkedRefund):
		return p.say("unlinked.why.unsupported", "Gateway", in.Info.Name)
	case in.Limits.NoUnlinked:
		return p.say("owner.why.unlinked")
	case amount.Sign() <= 0:
		return p.say("refund.why.zero")
	case !in.Lift && p.whyOwnerNot(in.Limits, amount, time.Time{}, in.Now) != "":
		return p.whyOwnerNot(in.Limits, amount, time.Time{}, in.Now)
	case amount.Minor() < in.Info.MinAmount:
		return p.tooSmall(in.Info, amount)
	case in.Info.MaxAmount > 0 && amount.Minor() > in.Info.MaxAmount:
		return p.say("sale.why.too_large", "Gateway", in.Info.Name)
	case !in.Repeating:
		return ""
	case in.Again.Empty():
		return p.say("unlinked.why.again")
	case !in.matches():
		return p.say("unlinked.why.differ")
	}
	return p.whyNotPayOut(in.Terminals, in.Selected, in.Reason, in.Problem)
}
