package gatewaytest

import "tillside/payments"

// holdChecks are the operations on money that is only reserved.
func holdChecks() []Check {
	holds := all(supports(payments.KindHold), supports(payments.KindHoldCapture))
	return []Check{
		{Name: "hold, and capture a part", unless: holds, probe: checkHoldCaptured},
		{Name: "hold, increase and capture all", unless: all(holds, supports(payments.KindHoldIncrease)), probe: checkHoldIncreased},
		{Name: "hold, decrease and capture the rest", unless: all(holds, supports(payments.KindHoldDecrease)), probe: checkHoldDecreased},
		{Name: "decrease, answer lost", unless: all(holds, canList, supports(payments.KindHoldDecrease)), probe: checkDecreaseLost},
		{Name: "hold, and release", unless: all(holds, supports(payments.KindHoldRelease)), probe: checkHoldReleased},
		{Name: "more than is held, and twice", unless: holds, probe: checkHoldGuarded},
		{Name: "capture, answer lost", unless: all(holds, canList), probe: checkCaptureLost},
		{Name: "hold, increase and capture without a terminal", unless: all(holds, amendsWithout), probe: checkHoldWithout},
		{Name: "capture with a tip, without a terminal", unless: all(holds, canList, amendsWithout, tellsTip), probe: checkCaptureWithTip},
		{Name: "capture without a terminal, answer lost", unless: all(holds, canList, amendsWithout), probe: checkCaptureWithoutLost},
	}
}

// reserve makes an approved hold, which moves nothing.
func (p *probe) reserve() (payments.Attempt, payments.Outcome) {
	a, o := p.pay(p.attempt(payments.KindHold, p.Amounts.Approve), payments.StateApproved)
	p.moved(0)
	return a, o
}

// stands asks for a hold by its reference: whatever became of it since, it was approved.
func (p *probe) stands(a payments.Attempt) {
	if !p.Documents.Find {
		return
	}
	found := p.find(a, final)
	p.expect("find the hold", found, payments.StateApproved)
	p.fits("find the hold", a, found)
}

func checkHoldCaptured(p *probe) {
	a, o := p.reserve()
	p.stands(a)
	part := p.Amounts.Approve / 4
	_, captured := p.give(payments.KindHoldCapture, part, a, o)
	if captured.Amounts.Charged != p.money(part) {
		p.errorf("capture: charged %s", captured.Amounts.Charged)
	}
	p.stands(a)
	p.moved(part)
	p.started(2)
}

func checkHoldIncreased(p *probe) {
	a, o := p.reserve()
	more := p.Amounts.Approve / 4
	p.give(payments.KindHoldIncrease, more, a, o)
	p.moved(0)
	p.stands(a)
	p.give(payments.KindHoldCapture, p.Amounts.Approve+more, a, o)
	p.moved(p.Amounts.Approve + more)
	p.started(3)
}

// checkHoldDecreased: what was taken off cannot be captured any more, and what was not can.
func checkHoldDecreased(p *probe) {
	a, o := p.reserve()
	less := p.Amounts.Approve / 4
	p.pay(p.linked(payments.KindHoldDecrease, p.Amounts.Approve, a, o), payments.StateDeclined)
	p.give(payments.KindHoldDecrease, less, a, o)
	p.moved(0)
	p.stands(a)
	p.pay(p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o), payments.StateDeclined)
	p.give(payments.KindHoldCapture, p.Amounts.Approve-less, a, o)
	p.moved(p.Amounts.Approve - less)
}

func checkDecreaseLost(p *probe) {
	a, o := p.reserve()
	l := p.linked(payments.KindHoldDecrease, p.Amounts.Approve/4, a, o)
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	l, lost := p.begin(l)
	if !p.expect("begin", lost, payments.StateUnknown) {
		return
	}
	found := p.find(l, final)
	p.expect("find", found, payments.StateApproved)
	p.fits("find", l, found)
	p.moved(0)
}

func checkHoldReleased(p *probe) {
	a, o := p.reserve()
	p.give(payments.KindHoldRelease, p.Amounts.Approve, a, o)
	p.moved(0)
	p.pay(p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o), payments.StateDeclined)
	p.moved(0)
	p.started(3)
}

// checkHoldGuarded: what the engine must never ask for the provider refuses as well.
func checkHoldGuarded(p *probe) {
	a, o := p.reserve()
	p.pay(p.linked(payments.KindHoldCapture, p.Amounts.Approve+10, a, o), payments.StateDeclined)
	p.moved(0)
	p.give(payments.KindHoldCapture, p.Amounts.Approve, a, o)
	p.pay(p.linked(payments.KindHoldCapture, p.Amounts.Approve/4, a, o), payments.StateDeclined)
	p.moved(p.Amounts.Approve)
}

// checkCaptureLost loses the answer of a capture, which is found as what is new under its hold.
func checkCaptureLost(p *probe) {
	a, o := p.reserve()
	l := p.linked(payments.KindHoldCapture, p.Amounts.Approve, a, o)
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
