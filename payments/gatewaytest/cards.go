package gatewaytest

import (
	"context"
	"time"

	"tillside/payments"
)

// cardChecks are about cards that the provider keeps, which are charged when their holders are not there.
func cardChecks() []Check {
	return []Check{
		{Name: "kept card: with a sale", unless: keepsCards, probe: checkCardKept},
		{Name: "kept card: afterwards", unless: keepsCards, probe: checkCardAfterwards},
		{Name: "kept card: none of what moved nothing", unless: keepsCards, probe: checkNoCard},
		{Name: "kept card: charged, given back and voided without a terminal", unless: all(keepsCards, chargesCards), probe: checkCardCharged},
		{Name: "kept card: charged, answer lost", unless: all(keepsCards, chargesCards), probe: checkCardLost},
		{Name: "kept card: not charged without its token", unless: all(keepsCards, chargesCards), probe: checkCardUnnamed},
	}
}

// keepsCards makes a check apply only where the provider keeps cards.
func keepsCards(r Rig) string {
	if _, ok := r.Gateway.(payments.CardKeeper); ok && r.Gateway.Info().Traits.KeepsCards {
		return ""
	}
	return "the provider keeps no cards"
}

// chargesCards makes a check apply only where a kept card can be charged without its holder.
func chargesCards(r Rig) string {
	if r.Gateway.Info().MayGoWithout(payments.KindPhoneOrder, "") {
		return ""
	}
	return "kept cards are not charged without their holders"
}

// beginCard starts what has to do with a kept card.
func (p *probe) beginCard(a payments.Attempt, use payments.CardUse) (payments.Attempt, payments.Outcome) {
	keeper, ok := p.Gateway.(payments.CardKeeper)
	if !ok {
		p.errorf("the gateway keeps no cards")
		return a, payments.Outcome{}
	}
	return p.beginBy(p.ctx, p.Gateway, a, func(ctx context.Context, a payments.Attempt) payments.Outcome {
		return keeper.BeginWithCard(ctx, a, use)
	})
}

// cardOf reads the token for a payment's card.
func (p *probe) cardOf(a payments.Attempt, o payments.Outcome) (payments.KeptCard, error) {
	a.State, a.Outcome = o.State, o
	kept, err := p.Gateway.(payments.CardKeeper).CardOf(p.ctx, a)
	p.saneError("token", err)
	if err == nil && (kept.Token.Empty() || kept.Masked == "" || kept.Masked != o.Card.Masked) {
		p.errorf("token: there is one: %v, of a card shown as %q, and paid was with %q", !kept.Token.Empty(), kept.Masked, o.Card.Masked)
	}
	return kept, err
}

// kept sells something with a card that is kept.
func (p *probe) kept() payments.KeptCard {
	a, o := p.beginCard(p.attempt(payments.KindSale, p.Amounts.Approve), payments.CardUse{Keep: true})
	if p.expect("sale: begin", o, p.Documents.begunOf(a, payments.StateApproved)) && p.Documents.readingOf(a) {
		o = p.follow(a)
	}
	p.expect("sale", o, payments.StateApproved)
	p.fits("sale", a, o)
	kept, err := p.cardOf(a, o)
	if err != nil {
		p.errorf("token of a sale that was to keep the card: %v", err)
	}
	return kept
}

func checkCardKept(p *probe) {
	p.kept()
	p.moved(p.Amounts.Approve)
	p.started(1)
}

// checkCardAfterwards: what was a plain sale keeps its card as well, and asking twice charges nothing.
func checkCardAfterwards(p *probe) {
	a, o := p.sell()
	first, err := p.cardOf(a, o)
	again, errAgain := p.cardOf(a, o)
	if err != nil || errAgain != nil || first.Token != again.Token {
		p.errorf("token of a plain sale: %v, %v, the same %v", err, errAgain, first.Token == again.Token)
	}
	p.moved(p.Amounts.Approve)
	p.started(1)
}

func checkNoCard(p *probe) {
	a, o := p.pay(p.attempt(payments.KindSale, p.Amounts.Decline), payments.StateDeclined)
	if _, err := p.cardOf(a, o); err == nil {
		p.errorf("a declined sale has a token")
	}
	p.moved(0)
}

// checkCardCharged gives a part back and undoes another order whole, all by the provider alone.
func checkCardCharged(p *probe) {
	use := payments.CardUse{Token: p.kept().Token}
	for i, back := range []struct {
		kind   payments.Kind
		amount int64
	}{{payments.KindRefund, p.Amounts.Approve / 4}, {payments.KindSaleReversal, p.Amounts.Approve}} {
		a := p.attempt(payments.KindPhoneOrder, p.Amounts.Approve)
		a.Terminal = payments.Terminal{}
		a, o := p.beginCard(a, use)
		p.expect("phone order", o, payments.StateApproved)
		p.fits("phone order", a, o)
		if o.Amounts.Charged != p.money(p.Amounts.Approve) || o.IDs.Transaction == "" || o.Card.Masked == "" {
			p.errorf("phone order: %s as %q, with %q", o.Amounts.Charged, o.IDs.Transaction, o.Card.Masked)
		}
		if found := p.find(a, final); p.expect("find", found, payments.StateApproved) {
			p.fits("find", a, found)
		}
		l := p.linked(back.kind, back.amount, a, o)
		l.Terminal = payments.Terminal{}
		l, given := p.pay(l, payments.StateApproved)
		p.fits(string(back.kind), l, given)
		p.started(3 + 2*i)
	}
	p.moved(2*p.Amounts.Approve - p.Amounts.Approve/4)
}

// checkCardLost: an order that was carried out is found or left open, and what never arrived is never
// said to be unseen, where the provider does not promise to file it under our reference.
func checkCardLost(p *probe) {
	use := payments.CardUse{Token: p.kept().Token}
	for _, fault := range []FaultKind{CutAnswer, CutUnhandled} {
		a := p.attempt(payments.KindPhoneOrder, p.Amounts.Approve)
		a.Terminal = payments.Terminal{}
		p.Network.Fault(p.onStart(Fault{Kind: fault}))
		a, lost := p.beginCard(a, use)
		if !p.expect("begin", lost, payments.StateUnknown) {
			return
		}
		time.Sleep(lookEvery)
		found, err := p.Gateway.(payments.Finder).Find(p.ctx, a)
		p.saneError("find", err)
		if found.NotFound || found.State.Verdict() && (found.State != payments.StateApproved || fault == CutUnhandled) {
			p.errorf("find: %q, never seen %v", found.State, found.NotFound)
		}
	}
	p.moved(2 * p.Amounts.Approve)
	p.started(2)
}

// checkCardUnnamed: without a token, with one beside a terminal, and with one for another kind nothing leaves.
func checkCardUnnamed(p *probe) {
	token := payments.NewSecret("665630867")
	without := p.attempt(payments.KindPhoneOrder, p.Amounts.Approve)
	without.Terminal = payments.Terminal{}
	_, o := p.begin(without)
	p.expect("no token", o, payments.StateNotSent)
	for _, a := range []payments.Attempt{p.attempt(payments.KindPhoneOrder, p.Amounts.Approve), p.attempt(payments.KindSale, p.Amounts.Approve)} {
		_, o = p.beginCard(a, payments.CardUse{Token: token})
		p.expect("a token at a terminal", o, payments.StateNotSent)
	}
	p.started(0)
	p.moved(0)
}
