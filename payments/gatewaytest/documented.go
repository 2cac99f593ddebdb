package gatewaytest

import (
	"bytes"
	"slices"
	"time"

	"tillside/payments"
)

// documentChecks hold an adapter to what its provider documents: that it does all of it, and
// offers nothing beside it.
func documentChecks() []Check {
	return []Check{
		{Name: "offers what is documented", probe: checkAbilities},
		{Name: "leaves no limit to chance", probe: checkLimits},
		{Name: "answers a start as documented", probe: checkAnswer},
		{Name: "typed-in terminals are proven by a call", unless: isTyped, probe: checkTyped},
		{Name: "silence is not never seen", unless: isVague, probe: checkVague},
		{Name: "a lost answer stays unknown", unless: isLast, probe: checkLast},
		{Name: "another secret for giving money back", unless: all(isSplit, supports(payments.KindRefund)), probe: checkSplit},
		{Name: "without the other secret", unless: all(isSplit, supports(payments.KindRefund)), probe: checkWithout},
	}
}

func checkAbilities(p *probe) {
	_, finds := p.Gateway.(payments.Finder)
	_, lists := p.Gateway.(payments.HistoryReader)
	info := payments.Describe(p.Gateway)
	can := info.Can
	for _, ability := range []struct {
		name             string
		is, isDocumented bool
	}{
		{"cancel", can.Cancel, p.Documents.Cancel},
		{"ping", can.Ping, p.Documents.Ping},
		{"find", finds, p.Documents.Find},
		{"list what followed", lists, p.Documents.History},
		{"list what other tills took", can.Seek, p.Documents.Seek},
	} {
		if ability.is != ability.isDocumented {
			p.errorf("can %s: %v, documented: %v", ability.name, ability.is, ability.isDocumented)
		}
	}
	if info.Blind == p.Documents.Find || info.Typed != p.Documents.Typed {
		p.errorf("info: cannot look up %v, terminals are typed in %v", info.Blind, info.Typed)
	}
	if p.Network.Count(nil) != 0 {
		p.errorf("asked the network what it can do")
	}
}

// checkLimits: what proves nothing must not be waited for, and what is never stated must not be
// counted on. A gateway that does so would end a payment that may have been charged.
func checkLimits(p *probe) {
	info := p.Gateway.Info()
	if err := info.Check(); err != nil {
		p.errorf("info: %v", err)
	}
	if counts := info.Rules.NotFoundFinal != payments.Unstated; counts != (p.Documents.Find && p.Documents.NeverSeen) {
		p.errorf("info: never seen is final after %v, and documented is %v", info.Rules.NotFoundFinal, p.Documents.NeverSeen)
	}
}

func checkAnswer(p *probe) {
	switch p.Documents.Start {
	case StartHandle, StartOwn, StartVerdict:
	default:
		p.errorf("the rig does not say how a start is answered")
		return
	}
	_, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, p.Documents.begun())
	var sent []byte
	for _, r := range p.Network.Requests() {
		if p.IsStart(r) {
			sent = r.Body
		}
	}
	isOurs := o.IDs.Result != "" && bytes.Contains(sent, []byte(o.IDs.Result))
	if isOurs != (p.Documents.Start == StartOwn) {
		p.errorf("begin: the handle %q was ours: %v", o.IDs.Result, isOurs)
	}
	if !p.Documents.reading() && o.IDs.Result != "" {
		p.errorf("begin: the handle %q, and nothing to ask for by it", o.IDs.Result)
	}
}

// checkTyped: a list that proves a key must have asked with it.
func checkTyped(p *probe) {
	terminals, err := p.Gateway.Terminals(p.ctx)
	if p.saneError("terminals", err); err != nil || !slices.Contains(terminals, p.Terminal) {
		p.errorf("terminals: %v, %v", terminals, err)
	}
	if p.Network.Count(nil) == 0 {
		p.errorf("terminals: nobody was asked")
	}
	if _, err := p.WithKey(p.WrongKey).Terminals(p.ctx); payments.KindOf(err) != payments.ErrorUnauthorised {
		p.errorf("terminals: %v with a wrong key", err)
	}
}

// checkVague looks for what never arrived, of a provider whose silence says nothing.
func checkVague(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: CutUnhandled}))
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateUnknown)
	p.absent(a)
}

// checkLast loses the answer of a start that a card was charged for, where nothing can be
// looked up afterwards.
func checkLast(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: CutAnswer}))
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateUnknown)
	if o.NotFound || o.Answer.Refusal != "" {
		p.errorf("begin: never seen %v, refused for %q", o.NotFound, o.Answer.Refusal)
	}
	time.Sleep(time.Minute)
	p.unanswerable(a)
	p.started(1)
	p.moved(p.Amounts.Approve)
}

func checkSplit(p *probe) {
	a, o := p.sell()
	p.give(payments.KindRefund, p.Amounts.Approve, a, o)
	p.carried()
	other := 0
	for _, r := range p.Network.Requests() {
		if k := p.Documents.Keys[0]; k.On != nil && k.On(r) && r.Header.Get(k.Header) == k.Secret.Reveal() {
			other++
		}
	}
	if other == 0 {
		p.errorf("nothing was asked with the other secret")
	}
}

// checkWithout: a shop that has not typed the other secret in can sell, and is told at once,
// before anything leaves, that it cannot give money back.
func checkWithout(p *probe) {
	if p.Rig.Without == nil {
		p.errorf("the rig has no gateway without one of its secrets")
		return
	}
	a, o := p.sell()
	g := p.Without(p.Documents.Keys[0].Credential)
	before := p.Network.Count(nil)
	_, lost := p.beginWith(p.ctx, g, p.linked(payments.KindRefund, p.Amounts.Approve, a, o))
	if p.expect("refund", lost, payments.StateNotSent) && lost.Reason != payments.ReasonKey {
		p.errorf("refund: not sent for %q", lost.Reason)
	}
	if p.Network.Count(nil) != before {
		p.errorf("refund: something was asked without a key")
	}
	_, again := p.beginWith(p.ctx, g, p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("sale", again, p.Documents.begun())
}
