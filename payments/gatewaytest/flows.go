package gatewaytest

import (
	"slices"
	"sync"
	"time"

	"tillside/payments"
)

// flowChecks are the ways a payment can go when nothing breaks.
func flowChecks() []Check {
	return []Check{
		{Name: "describes itself", probe: checkInfo},
		{Name: "lists its terminals", probe: checkTerminals},
		{Name: "approve", probe: checkApprove},
		ending("decline", func(a Amounts) int64 { return a.Decline }, payments.StateDeclined),
		ending("customer cancels", func(a Amounts) int64 { return a.Cancel }, payments.StateCancelled),
		ending("technical failure", func(a Amounts) int64 { return a.Fail }, payments.StateFailed),
		{Name: "approve in part", unless: has(func(a Amounts) int64 { return a.Partial }), probe: checkPartial},
		refusal("busy", func(a Amounts) int64 { return a.Busy }, payments.ReasonBusy),
		refusal("offline", func(a Amounts) int64 { return a.Offline }, payments.ReasonTerminalOff),
		{Name: "terminal in use is busy", unless: isOne, probe: checkInUse},
		{Name: "late result", unless: all(isRead, has(func(a Amounts) int64 { return a.Late })), probe: checkLate},
		{Name: "no result ever", unless: all(isRead, has(func(a Amounts) int64 { return a.Never })), probe: checkNever},
		{Name: "no result, but approved", unless: all(isRead, has(func(a Amounts) int64 { return a.Silent })), probe: checkSilent},
		{Name: "refused tap, accepted chip", unless: has(func(a Amounts) int64 { return a.TapFailed }), probe: checkTapFailed},
		{Name: "cancel", unless: canCancel, probe: checkCancel},
		{Name: "cancel after the end", unless: canCancel, probe: checkCancelLate},
		{Name: "ping", unless: canPing, probe: checkPing},
	}
}

func checkInfo(p *probe) {
	info := p.Gateway.Info()
	if err := info.Check(); err != nil {
		p.errorf("info: %v", err)
	}
	for _, k := range info.Operations {
		if !k.Valid() {
			p.errorf("info: operation %q is not a kind", k)
		}
	}
	if !info.Supports(payments.KindSale) {
		p.errorf("info: a gateway that cannot sell")
	}
	if p.Network.Count(nil) != 0 {
		p.errorf("info: asked the network")
	}
}

func checkTerminals(p *probe) {
	terminals, err := p.Gateway.Terminals(p.ctx)
	p.saneError("terminals", err)
	seen := map[string]bool{}
	for _, t := range terminals {
		if t.Virtual || t.Serial == "" || seen[t.ID()] {
			p.errorf("terminals: %+v does not belong there", t)
		}
		seen[t.ID()] = true
		p.quiet("terminals", t.Serial+t.Type+t.Merchant)
	}
	if !seen[p.Terminal.ID()] {
		p.errorf("terminals: %s is missing in %v (%v)", p.Terminal.ID(), terminals, err)
	}
}

func checkApprove(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	if !p.expect("begin", o, p.Documents.begun()) {
		return
	}
	source := payments.SourceBegin
	if p.Documents.reading() {
		if source = payments.SourceResult; p.Documents.Echoes {
			source = payments.SourceStatus
		}
		if o, err := p.Gateway.Check(p.ctx, a); err != nil || o.State != payments.StateWaiting {
			p.errorf("check: before the card: %q, %v", o.State, err)
		}
		o = p.follow(a)
		if !p.expect("check", o, payments.StateApproved) {
			return
		}
		p.fits("check", a, o)
		if again := p.follow(a); again.State != o.State || again.IDs != o.IDs {
			p.errorf("check: says %q the second time", again.State)
		}
	}
	if o.Amounts.Charged != a.Amount || o.IDs.Transaction == "" || o.Source != source || o.Device.At.IsZero() == p.Documents.Device {
		p.errorf("an approval without its facts: %+v", o)
	}
	if p.Documents.Find {
		found := p.find(a, final)
		p.expect("find", found, payments.StateApproved)
		p.fits("find", a, found)
	}
	p.started(1)
	p.moved(p.Amounts.Approve)
}

func ending(name string, amount func(Amounts) int64, want payments.State) Check {
	return Check{Name: name, unless: has(amount), probe: func(p *probe) {
		_, o := p.pay(p.attempt(payments.KindSale, amount(p.Amounts)), want)
		if o.Reason == "" {
			p.errorf("%q without a reason", o.State)
		}
		p.moved(0)
		p.started(1)
	}}
}

func checkPartial(p *probe) {
	a, o := p.pay(p.attempt(payments.KindSale, p.Amounts.Partial), payments.StatePartial)
	if rest, err := o.Amounts.Charged.Add(o.Amounts.Due); err != nil || rest != a.Amount {
		p.errorf("check: %s charged and %s due of %s", o.Amounts.Charged, o.Amounts.Due, a.Amount)
	}
	p.moved(o.Amounts.Charged.Minor())
}

// refusal is a refusal that proves nothing: a request delivered twice starts a payment and
// is answered in the same words.
func refusal(name string, amount func(Amounts) int64, want payments.Reason) Check {
	return Check{Name: name, unless: has(amount), probe: func(p *probe) {
		_, o := p.begin(p.attempt(payments.KindSale, amount(p.Amounts)))
		p.doubted("begin", o, want)
		p.started(0)
		p.moved(0)
	}}
}

// doubted holds a refusal to what it proves: a second copy of the request would be refused in
// the same words while the first one charges a card, but not where the provider answers a
// repeated request as it did the first one.
func (p *probe) doubted(what string, o payments.Outcome, want payments.Reason) {
	if slices.Contains(p.Documents.Repeat.Kinds, payments.KindSale) {
		if p.expect(what, o, payments.StateRefused) && o.Reason != want {
			p.errorf("%s: refused for %q, want %q", what, o.Reason, want)
		}
		return
	}
	if p.expect(what, o, payments.StateUnknown) && o.Answer.Refusal != want {
		p.errorf("%s: refused for %q, want %q", what, o.Answer.Refusal, want)
	}
}

func checkInUse(p *probe) {
	p.Freeze()
	if !p.Documents.reading() {
		checkInUseMeanwhile(p)
		return
	}
	first, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("first", o, payments.StateWaiting)
	_, o = p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	why := payments.ReasonBusy
	if p.Documents.OneNo {
		why = payments.ReasonTerminalOff
	}
	p.doubted("second", o, why)
	if o, err := p.Gateway.Check(p.ctx, first); err != nil || o.State != payments.StateWaiting {
		p.errorf("first: %q, %v", o.State, err)
	}
	p.started(1)
}

// checkInUseMeanwhile begins a payment while the answer to another one is still awaited.
func checkInUseMeanwhile(p *probe) {
	one, two := p.attempt(payments.KindSale, p.Amounts.Approve), p.attempt(payments.KindSale, p.Amounts.Approve)
	var first payments.Outcome
	var ended sync.WaitGroup
	ended.Go(func() { first = p.Gateway.Begin(p.ctx, one) })
	time.Sleep(2 * time.Second)
	p.doubted("second", p.Gateway.Begin(p.ctx, two), payments.ReasonBusy)
	p.started(1)
	ended.Wait()
	if first.State == payments.StateApproved || first.State == payments.StateRefused || first.State == payments.StateNotSent {
		p.errorf("first: %q, and nobody presented a card", first.State)
	}
	p.moved(0)
}

func checkLate(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Late))
	p.expect("begin", o, payments.StateWaiting)
	start := time.Now()
	o = p.follow(a)
	p.expect("check", o, payments.StateApproved)
	p.fits("check", a, o)
	if took := time.Since(start); took < time.Minute {
		p.errorf("check: the rig's late result came after %v", took)
	}
}

func checkNever(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Never))
	p.expect("begin", o, payments.StateWaiting)
	p.expect("check", p.follow(a), payments.StateWaiting)
	if p.Documents.Find {
		p.absent(a)
	}
	p.moved(0)
}

func checkSilent(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Silent))
	p.expect("begin", o, payments.StateWaiting)
	p.expect("check", p.follow(a), payments.StateWaiting)
	if p.Documents.Find {
		o = p.find(a, final)
		p.expect("find", o, payments.StateApproved)
		p.fits("find", a, o)
	}
	p.moved(p.Amounts.Silent)
}

func checkTapFailed(p *probe) {
	a, _ := p.pay(p.attempt(payments.KindSale, p.Amounts.TapFailed), payments.StateApproved)
	if p.Documents.Find {
		found := p.find(a, final)
		p.expect("find", found, payments.StateApproved)
		p.fits("find", a, found)
	}
	p.moved(p.Amounts.TapFailed)
	p.started(1)
}

func checkCancel(p *probe) {
	p.Freeze()
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateWaiting)
	time.Sleep(2 * time.Second)
	before := p.Network.Count(p.IsStart)
	if err := p.Gateway.(payments.Canceller).Cancel(p.ctx, a); err != nil {
		p.saneError("cancel", err)
		p.errorf("cancel: %v", err)
	}
	if p.Network.Count(p.IsStart) != before {
		p.errorf("cancel: started something")
	}
	// A terminal that nobody uses gives up by itself in the end; a wish is heard sooner.
	p.expect("check", p.followFor(a, 20*time.Second), payments.StateCancelled)
	p.moved(0)
}

func checkCancelLate(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateWaiting)
	p.expect("check", p.follow(a), payments.StateApproved)
	err := p.Gateway.(payments.Canceller).Cancel(p.ctx, a)
	p.saneError("cancel", err)
	if kind := payments.KindOf(err); kind != payments.ErrorNothingToDo && kind != payments.ErrorNoCancel {
		p.errorf("cancel: %q after the end", kind)
	}
	p.expect("check", p.follow(a), payments.StateApproved)
	p.moved(p.Amounts.Approve)
}

func checkPing(p *probe) {
	pinger := p.Gateway.(payments.Pinger)
	handle, err := pinger.StartPing(p.ctx, p.Terminal)
	p.saneError("ping", err)
	var health payments.Health
	answered := false
	for range 30 {
		h, ok, err := pinger.PingResult(p.ctx, handle)
		p.saneError("ping", err)
		if err == nil && ok {
			health, answered = h, true
			break
		}
		time.Sleep(lookEvery)
	}
	if !answered || health.At.IsZero() || health.Serial != "" && health.Serial != p.Terminal.Serial {
		p.errorf("ping: %+v, answered %v", health, answered)
	}
	p.started(0)
}
