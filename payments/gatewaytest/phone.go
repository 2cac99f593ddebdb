package gatewaytest

import "tillside/payments"

// phoneChecks are sales and holds whose card number is typed at the terminal.
func phoneChecks() []Check {
	takes, holds := supports(payments.KindPhoneOrder), all(supports(payments.KindPhoneHold), supports(payments.KindHoldCapture))
	return []Check{
		{Name: "phone order", unless: takes, probe: checkPhoneOrder},
		{Name: "phone order, and refund a part", unless: takes, probe: checkPhoneRefund},
		{Name: "phone order, and reverse it", unless: takes, probe: checkPhoneReversal},
		{Name: "phone order, answer lost", unless: takes, probe: func(p *probe) { checkPhoneLost(p, payments.KindPhoneOrder) }},
		{Name: "phone hold, increase and capture a part", unless: all(holds, supports(payments.KindHoldIncrease)), probe: checkPhoneHold},
		{Name: "phone hold, and release", unless: all(holds, supports(payments.KindHoldRelease)), probe: checkPhoneHoldReleased},
		{Name: "phone hold, answer lost", unless: holds, probe: func(p *probe) { checkPhoneLost(p, payments.KindPhoneHold) }},
	}
}

func (p *probe) phone() (payments.Attempt, payments.Outcome) {
	return p.pay(p.attempt(payments.KindPhoneOrder, p.Amounts.Approve), payments.StateApproved)
}

func checkPhoneOrder(p *probe) {
	a, o := p.phone()
	p.fits("result", a, o)
	if o.Card.Entry != payments.EntryKeyed {
		p.errorf("the card was read as %q", o.Card.Entry)
	}
	if p.Documents.Find {
		found := p.find(a, final)
		p.expect("find", found, payments.StateApproved)
		p.fits("find", a, found)
	}
	p.moved(p.Amounts.Approve)
	p.started(1)
}

func checkPhoneRefund(p *probe) {
	a, o := p.phone()
	p.give(payments.KindRefund, p.Amounts.Approve/4, a, o)
	p.moved(p.Amounts.Approve - p.Amounts.Approve/4)
	p.started(2)
}

func checkPhoneReversal(p *probe) {
	a, o := p.phone()
	p.give(payments.KindSaleReversal, p.Amounts.Approve, a, o)
	p.moved(0)
	p.started(2)
}

// checkPhoneLost: where only its acceptance names what it is filed under, "never seen" under
// our own reference proves nothing.
func checkPhoneLost(p *probe, k payments.Kind) {
	a := p.attempt(k, p.Amounts.Approve)
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	a, lost := p.begin(a)
	if !p.expect("begin", lost, payments.StateUnknown) || !p.Documents.Find {
		return
	}
	found, err := p.Gateway.(payments.Finder).Find(p.ctx, a)
	p.saneError("find", err)
	if found.NotFound || found.State.Verdict() && found.State != payments.StateApproved {
		p.errorf("find: %q, never seen %v", found.State, found.NotFound)
	}
	p.started(1)
}

// typedHold makes an approved hold whose card number was typed.
func (p *probe) typedHold() (payments.Attempt, payments.Outcome) {
	a, o := p.pay(p.attempt(payments.KindPhoneHold, p.Amounts.Approve), payments.StateApproved)
	p.moved(0)
	if o.Card.Entry != payments.EntryKeyed {
		p.errorf("the card was read as %q", o.Card.Entry)
	}
	p.stands(a)
	return a, o
}

// checkPhoneHold: what follows a hold follows one by telephone as well.
func checkPhoneHold(p *probe) {
	a, o := p.typedHold()
	p.give(payments.KindHoldIncrease, p.Amounts.Approve/4, a, o)
	p.moved(0)
	p.give(payments.KindHoldCapture, p.Amounts.Approve/2, a, o)
	p.stands(a)
	p.moved(p.Amounts.Approve / 2)
	p.started(3)
}

func checkPhoneHoldReleased(p *probe) {
	a, o := p.typedHold()
	p.give(payments.KindHoldRelease, p.Amounts.Approve, a, o)
	p.pay(p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o), payments.StateDeclined)
	p.moved(0)
	p.started(3)
}
