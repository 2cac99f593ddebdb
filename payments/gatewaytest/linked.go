package gatewaytest

import (
	"tillside/payments"
)

// linkedChecks are the operations that give money back.
func linkedChecks() []Check {
	refunds := supports(payments.KindRefund)
	return []Check{
		{Name: "refund in full", unless: refunds, probe: func(p *probe) { checkRefunds(p, 1) }},
		{Name: "refund in parts", unless: refunds, probe: func(p *probe) { checkRefunds(p, 2) }},
		{Name: "refund without a sale", unless: supports(payments.KindUnlinkedRefund), probe: checkUnlinked},
		{Name: "reverse a sale", unless: supports(payments.KindSaleReversal), probe: checkSaleReversal},
		{Name: "reverse a refund", unless: supports(payments.KindRefundReversal), probe: checkRefundReversal},
		{Name: "reverse a sale without a terminal", unless: goesWithout, probe: checkReversalWithout},
		{Name: "reverse a sale without a terminal, twice", unless: goesWithout, probe: checkReversedTwice},
		{Name: "reverse a sale without a terminal, answer lost", unless: all(goesWithout, canList), probe: checkReversalWithoutLost},
		{
			Name:   "refund, answer lost",
			unless: all(refunds, canList), probe: checkRefundLost,
		},
		{
			Name:   "refund, request lost",
			unless: all(refunds, canList), probe: checkRefundNeverArrived,
		},
	}
}

// sell makes an approved sale.
func (p *probe) sell() (payments.Attempt, payments.Outcome) {
	return p.pay(p.attempt(payments.KindSale, p.Amounts.Approve), payments.StateApproved)
}

// give makes a linked operation and follows it to its approval.
func (p *probe) give(k payments.Kind, minor int64, a payments.Attempt, o payments.Outcome) (payments.Attempt, payments.Outcome) {
	return p.pay(p.linked(k, minor, a, o), payments.StateApproved)
}

func checkRefunds(p *probe, parts int64) {
	a, o := p.sell()
	share := p.Amounts.Approve / parts
	for i := range parts {
		amount := share
		if i == parts-1 {
			amount = p.Amounts.Approve - share*(parts-1)
		}
		p.give(payments.KindRefund, amount, a, o)
	}
	p.moved(0)
	p.started(1 + int(parts))
	if !p.Documents.History {
		return
	}
	history, err := p.Gateway.(payments.HistoryReader).History(p.ctx, root(a))
	p.saneError("family", err)
	if len(history) != 1+int(parts) || !history[0].Refunded || history[0].State != payments.StateApproved {
		p.errorf("family: %+v, %v", history, err)
		return
	}
	for _, child := range history[1:] {
		if child.Kind != payments.KindRefund || child.IDs.Original != o.IDs.Transaction || child.State != payments.StateApproved {
			p.errorf("family: a child %+v", child)
		}
	}
	p.seen(a, history)
	found := p.find(a, final)
	if p.expect("find", found, payments.StateApproved); !found.Refunded {
		p.errorf("find: a refunded sale without saying so")
	}
}

// seen holds what another till is told of a payment against its history.
func (p *probe) seen(a payments.Attempt, history []payments.Outcome) {
	seeker, ok := p.Gateway.(payments.Seeker)
	if !ok {
		return
	}
	listed, err := seeker.Seek(p.ctx, root(a))
	p.saneError("what another till sees", err)
	if len(listed) != len(history) || listed[0].IDs != history[0].IDs || listed[0].At.IsZero() {
		p.errorf("another till sees %+v, %v", listed, err)
	}
}

func checkUnlinked(p *probe) {
	a, _ := p.pay(p.attempt(payments.KindUnlinkedRefund, p.Amounts.Approve), payments.StateApproved)
	if p.Documents.Find {
		found := p.find(a, final)
		p.expect("find", found, payments.StateApproved)
		p.fits("find", a, found)
	}
	p.moved(-p.Amounts.Approve)
	p.started(1)
}

func checkSaleReversal(p *probe) {
	a, o := p.sell()
	p.give(payments.KindSaleReversal, p.Amounts.Approve, a, o)
	p.moved(0)
	p.started(2)
}

func checkRefundReversal(p *probe) {
	a, o := p.sell()
	r, refunded := p.give(payments.KindRefund, p.Amounts.Approve, a, o)
	p.give(payments.KindRefundReversal, p.Amounts.Approve, r, refunded)
	p.moved(p.Amounts.Approve)
	p.started(3)
}

// checkRefundLost loses the answer of a second refund that looks exactly like the first.
func checkRefundLost(p *probe) {
	a, o := p.sell()
	part := p.Amounts.Approve / 4
	_, first := p.give(payments.KindRefund, part, a, o)
	l := p.linked(payments.KindRefund, part, a, o)
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	l, lost := p.begin(l)
	if !p.expect("begin", lost, payments.StateUnknown) {
		return
	}
	found := p.find(l, final)
	p.expect("find", found, payments.StateApproved)
	p.fits("find", l, found)
	if found.IDs.Transaction == first.IDs.Transaction {
		p.errorf("find: took the refund before for this one")
	}
	p.moved(p.Amounts.Approve - 2*part)
	p.started(3)
}

// checkRefundNeverArrived loses the request: an older refund of the same amount must not
// be taken for it. That there is no new one may be said only against the list from before.
func checkRefundNeverArrived(p *probe) {
	a, o := p.sell()
	part := p.Amounts.Approve / 4
	p.give(payments.KindRefund, part, a, o)
	l := p.linked(payments.KindRefund, part, a, o)
	p.Network.Fault(p.onStart(Fault{Kind: CutUnhandled}))
	l, lost := p.begin(l)
	p.expect("begin", lost, payments.StateUnknown)
	found := p.find(l, final)
	if p.expect("find", found, payments.StateUnknown); found.NotFound != p.Documents.NeverSeen {
		p.errorf("find: says that nothing has come: %v", found.NotFound)
	}
	p.give(payments.KindRefund, part+10, a, o)
	if o, err := p.Gateway.(payments.Finder).Find(p.ctx, l); err != nil || o.State != payments.StateUnknown || o.NotFound {
		p.errorf("find: %q, nothing has come %v, beside a refund of another amount, %v", o.State, o.NotFound, err)
	}
	l.Sent.PriorChildren, l.Sent.PriorChildrenRead = nil, false
	if o, err := p.Gateway.(payments.Finder).Find(p.ctx, l); err == nil && (o.State.Final() || o.NotFound) {
		p.errorf("find: %q without the list from before", o.State)
	}
	p.moved(p.Amounts.Approve - 2*part - 10)
	p.started(3)
}
