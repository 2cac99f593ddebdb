package gatewaytest

import "tillside/payments"

// tipChecks are for terminals that ask the customer for a tip when they are told to.
func tipChecks() []Check {
	asks := unless(func(r Rig) string {
		if r.Gateway.Info().Traits.AsksTips {
			return ""
		}
		return "its terminals ask for no tip"
	})
	return []Check{
		{Name: "tip, asked for and charged with the sale", unless: asks, probe: checkTip},
		{Name: "tip, counted from a part of the amount", unless: asks, probe: checkTipBase},
		{Name: "tip, answer lost", unless: all(asks, canList), probe: checkTipLost},
	}
}

// tipped is a sale at which the customer is asked for one percentage, of base or of the amount.
func (p *probe) tipped(percent int, base payments.Money) payments.Attempt {
	a := p.attempt(payments.KindSale, p.Amounts.Approve)
	a.Tips = payments.TipQuestion{Percent: [payments.MostTips]int{percent}, Heading: "Tip", Base: base}
	return a
}

// charged holds an answer against what the customer was asked for.
func (p *probe) charged(o payments.Outcome, tip int64) {
	if o.Amounts.Tip != p.money(tip) || o.Amounts.Charged != p.money(p.Amounts.Approve+tip) {
		p.errorf("charged %s with a tip of %s, want a tip of %d", o.Amounts.Charged, o.Amounts.Tip, tip)
	}
	p.moved(p.Amounts.Approve + tip)
}

func checkTip(p *probe) {
	a, o := p.pay(p.tipped(10, payments.Money{}), payments.StateApproved)
	p.fits("result", a, o)
	p.charged(o, p.Amounts.Approve/10)
	p.started(1)
}

func checkTipBase(p *probe) {
	_, o := p.pay(p.tipped(10, p.money(p.Amounts.Approve/2)), payments.StateApproved)
	p.charged(o, p.Amounts.Approve/2/10)
}

func checkTipLost(p *probe) {
	a := p.tipped(10, payments.Money{})
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	a, lost := p.begin(a)
	if !p.expect("begin", lost, payments.StateUnknown) {
		return
	}
	found := p.find(a, final)
	p.expect("find", found, payments.StateApproved)
	p.fits("find", a, found)
	p.charged(found, p.Amounts.Approve/10)
}
