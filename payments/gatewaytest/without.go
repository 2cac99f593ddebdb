package gatewaytest

import "tillside/payments"

// goesWithout makes a check apply only where a sale can be reversed at a terminal and, where that
// is broken or gone, without one.
func goesWithout(r Rig) string {
	if r.Gateway.Info().MayGoWithout(payments.KindSaleReversal, payments.KindSale) {
		return ""
	}
	return "the provider carries out each reversal in one way alone"
}

// without is the reversal of a sale for which no terminal is named.
func (p *probe) without(a payments.Attempt, o payments.Outcome) payments.Attempt {
	l := p.linked(payments.KindSaleReversal, p.Amounts.Approve, a, o)
	l.Terminal = payments.Terminal{}
	return l
}

func checkReversalWithout(p *probe) {
	a, o := p.sell()
	l, undone := p.pay(p.without(a, o), payments.StateApproved)
	p.fits("reversal", l, undone)
	if undone.Amounts.Charged != p.money(p.Amounts.Approve) || undone.IDs.Transaction == "" || undone.IDs.Transaction == o.IDs.Transaction {
		p.errorf("reversal: %s as %q", undone.Amounts.Charged, undone.IDs.Transaction)
	}
	p.moved(0)
	p.started(2)
}

// checkReversedTwice: what was reversed is not reversed again, and the second answer says nothing
// that a copy of the first request could not have been told.
func checkReversedTwice(p *probe) {
	a, o := p.sell()
	p.pay(p.without(a, o), payments.StateApproved)
	_, again := p.begin(p.without(a, o))
	if again.State.Verdict() || again.State == payments.StateRefused {
		p.errorf("a second reversal: %q", again.State)
	}
	p.moved(0)
}

// checkReversalWithoutLost: nothing of ours is in the request, so that a list which shows a
// reversal does not say whose it is. That there is none is never said of it.
func checkReversalWithoutLost(p *probe) {
	a, o := p.sell()
	l := p.without(a, o)
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	l, lost := p.begin(l)
	if !p.expect("begin", lost, payments.StateUnknown) {
		return
	}
	found, err := p.Gateway.(payments.Finder).Find(p.ctx, l)
	p.saneError("find", err)
	if found.NotFound || found.State.Verdict() && found.State != payments.StateApproved {
		p.errorf("find: %q, nothing has come %v", found.State, found.NotFound)
	}
	p.moved(0)
	p.started(2)
}

// amendsWithout makes a check apply only where what follows a hold needs no terminal.
func amendsWithout(r Rig) string {
	info := r.Gateway.Info()
	if info.MayGoWithout(payments.KindHoldIncrease, payments.KindHold) && info.MayGoWithout(payments.KindHoldCapture, payments.KindHold) {
		return ""
	}
	return "what follows a hold needs a terminal"
}

// checkHoldWithout: what is held is raised and charged by the provider alone, which states the very
// amounts that were asked for, and the capture is undone by it as well.
func checkHoldWithout(p *probe) {
	a, o := p.reserve()
	more := p.Amounts.Approve / 4
	for _, one := range []struct {
		kind          payments.Kind
		amount, moved int64
	}{{payments.KindHoldIncrease, more, 0}, {payments.KindHoldCapture, p.Amounts.Approve + more, p.Amounts.Approve + more}} {
		l := p.linked(one.kind, one.amount, a, o)
		l.Terminal = payments.Terminal{}
		l, done := p.pay(l, payments.StateApproved)
		p.fits(string(one.kind), l, done)
		if done.Amounts.Charged != p.money(one.amount) || done.IDs.Transaction == "" {
			p.errorf("%s: %s as %q", one.kind, done.Amounts.Charged, done.IDs.Transaction)
		}
		p.moved(one.moved)
		if one.kind == payments.KindHoldCapture {
			undo := p.linked(payments.KindSaleReversal, one.amount, l, done)
			undo.Terminal, undo.Original.FiledUnder = payments.Terminal{}, root(a)
			p.pay(undo, payments.StateApproved)
		}
	}
	p.moved(0)
	p.started(4)
}

// tellsTip makes a check apply only where the provider can be told what of a charge is a tip.
func tellsTip(r Rig) string {
	if r.Gateway.Info().TakesTip(payments.KindHoldCapture, payments.KindHold) {
		return ""
	}
	return "no charge of a hold names a tip"
}

// checkCaptureWithTip: the tip is a part of the amount that moves, and is stated beside it.
func checkCaptureWithTip(p *probe) {
	a, o := p.reserve()
	l := p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o)
	l.Terminal, l.Tip = payments.Terminal{}, p.money(p.Amounts.Approve/10)
	l, done := p.begin(l)
	if done.State == payments.StateUnknown {
		done = p.find(l, final)
	}
	p.expect("capture", done, payments.StateApproved)
	p.fits("capture", l, done)
	if done.Amounts.Tip != l.Tip {
		p.errorf("capture: a tip of %s", done.Amounts.Tip)
	}
	p.moved(p.Amounts.Approve)
	p.started(2)
}

// checkCaptureWithoutLost loses the answer, and the list has the amount in a unit that is certain.
func checkCaptureWithoutLost(p *probe) {
	a, o := p.reserve()
	l := p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o)
	l.Terminal = payments.Terminal{}
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	l, lost := p.begin(l)
	if !p.expect("begin", lost, payments.StateUnknown) {
		return
	}
	found := p.find(l, final)
	p.expect("find", found, payments.StateApproved)
	p.fits("find", l, found)
	p.moved(p.Amounts.Approve)
	p.started(2)
}
