package gatewaytest

import "tillside/payments"

// phoneChecks are sales whose card number is typed at the terminal.
func phoneChecks() []Check {
	takes := supports(payments.KindPhoneOrder)
	return []Check{
		{Name: "phone order", unless: takes, probe: checkPhoneOrder},
		{Name: "phone order, and refund a part", unless: takes, probe: checkPhoneRefund},
		{Name: "phone order, and reverse it", unless: takes, probe: checkPhoneReversal},
		{Name: "phone order, answer lost", unless: takes, probe: checkPhoneLost},
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
func checkPhoneLost(p *probe) {
	a := p.attempt(payments.KindPhoneOrder, p.Amounts.Approve)
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
