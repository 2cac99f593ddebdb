package gatewaytest

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"tillside/payments"
)

// ruleChecks are the demands that belong to no single flow.
func ruleChecks() []Check {
	return []Check{
		{Name: "wrong key", probe: checkWrongKey},
		{Name: "no key", probe: checkNoKey},
		{Name: "key stays in its header", probe: checkKeyHeader},
		{Name: "unsupported kind", probe: checkUnsupported},
		{Name: "amounts out of range", probe: checkRange},
		{Name: "foreign transaction handle", probe: checkForeignHandle},
		{Name: "keeps the provider's pace", probe: checkPace},
		{Name: "a payment does not wait for polling", probe: checkPriority},
		{Name: "many at once", unless: isRead, probe: checkConcurrent},
		{Name: "opening the way asks for nothing", unless: isWarmer, probe: checkWarm},
	}
}

func checkWarm(p *probe) {
	for range 3 {
		p.Gateway.(payments.Preconnector).Preconnect(p.ctx)
	}
	if n := len(p.Network.Requests()); n != 0 {
		p.errorf("%d requests were sent", n)
	}
	p.sell()
	p.started(1)
}

func checkWrongKey(p *probe) {
	g := p.WithKey(p.WrongKey)
	_, err := g.Terminals(p.ctx)
	p.saneError("terminals", err)
	if kind := payments.KindOf(err); kind != payments.ErrorUnauthorised {
		p.errorf("terminals: %q", kind)
	}
	_, o := p.beginWith(p.ctx, g, p.attempt(payments.KindSale, p.Amounts.Approve))
	if p.expect("begin", o, payments.StateRefused) && o.Reason != payments.ReasonKey {
		p.errorf("begin: refused for %q", o.Reason)
	}
	a, _ := p.sell()
	if _, err := g.Check(p.ctx, a); err == nil {
		p.errorf("check: the result of another key")
	} else {
		p.saneError("check", err)
	}
	if finder, ok := g.(payments.Finder); ok && p.Documents.Find {
		if o, err := finder.Find(p.ctx, a); err == nil {
			p.errorf("find: %q, never seen %v, with a wrong key", o.State, o.NotFound)
		}
	}
}

func checkNoKey(p *probe) {
	g := p.WithKey(payments.Secret{})
	before := p.Network.Count(nil)
	_, err := g.Terminals(p.ctx)
	if kind := payments.KindOf(err); kind != payments.ErrorNoKey {
		p.errorf("terminals: %q", kind)
	}
	_, o := p.beginWith(p.ctx, g, p.attempt(payments.KindSale, p.Amounts.Approve))
	if p.expect("begin", o, payments.StateNotSent) && o.Reason != payments.ReasonKey {
		p.errorf("begin: not sent for %q", o.Reason)
	}
	if p.Network.Count(nil) != before {
		p.errorf("asked the network without a key")
	}
}

func checkKeyHeader(p *probe) {
	a, o := p.sell()
	if p.Documents.Find {
		p.find(a, final)
	}
	if p.Gateway.Info().Supports(payments.KindRefund) {
		p.give(payments.KindRefund, p.Amounts.Approve, a, o)
	}
	_, _ = p.Gateway.Terminals(p.ctx)
	p.carried()
}

// carried holds every request to the one secret that its provider documents for it.
func (p *probe) carried() {
	for _, r := range p.Network.Requests() {
		due := slices.IndexFunc(p.Documents.Keys, func(k Key) bool { return k.On == nil || k.On(r) })
		if due < 0 {
			p.errorf("%s %s: no key is documented for it", r.Method, r.Path)
			continue
		}
		for i, k := range p.Documents.Keys {
			in, want := 0, 0
			for _, values := range r.Header {
				for _, v := range values {
					if v == k.Secret.Reveal() {
						in++
					}
				}
			}
			if i == due {
				want = 1
			}
			if in != want {
				p.errorf("%s %s: the key %q is in %d headers, want %d", r.Method, r.Path, k.Credential, in, want)
			}
		}
		if k := p.Documents.Keys[due]; r.Header.Get(k.Header) != k.Secret.Reveal() {
			p.errorf("%s %s: the key %q is not in the header %s", r.Method, r.Path, k.Credential, k.Header)
		}
		p.quiet("address", r.Path+"?"+r.Query)
		p.quiet("body", string(r.Body))
		for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
			if r.Header.Get(name) != "" && name != p.Documents.Repeat.Header {
				p.errorf("%s %s: carries a header that makes the transport send again", r.Method, r.Path)
			}
		}
	}
}

// checkUnsupported begins a kind that the gateway does not list.
func checkUnsupported(p *probe) {
	kinds := []payments.Kind{"", "gift"}
	for _, k := range payments.Kinds() {
		if !p.Gateway.Info().Supports(k) {
			kinds = append(kinds, k)
		}
	}
	for _, k := range kinds {
		_, o := p.begin(p.attempt(k, p.Amounts.Approve))
		p.expect("begin "+string(k), o, payments.StateNotSent)
	}
	p.started(0)
}

func checkRange(p *probe) {
	smallest, largest := p.Gateway.Info().MinAmount, p.Gateway.Info().MaxAmount
	for _, minor := range []int64{smallest - 1, 0, -1, -p.Amounts.Approve, largest + 1, 1_000_000_000_000_000} {
		_, o := p.begin(p.attempt(payments.KindSale, minor))
		if o.State != payments.StateNotSent && o.State != payments.StateRefused {
			p.errorf("begin %d: %q", minor, o.State)
		}
		if o.Reason != payments.ReasonAmount {
			p.errorf("begin %d: reason %q", minor, o.Reason)
		}
	}
	p.started(0)
	p.pay(p.attempt(payments.KindSale, largest), payments.StateApproved)
}

func checkForeignHandle(p *probe) {
	a := p.attempt(payments.KindSale, p.Amounts.Approve)
	a.Sent.ResultID = "no-such/handle?x=1"
	o, err := p.Gateway.Check(p.ctx, a)
	p.saneError("check", err)
	if err == nil {
		p.errorf("check: %q for a handle that nobody gave", o.State)
	}
}

func checkPace(p *probe) {
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() { _, _ = p.Gateway.Terminals(p.ctx) })
	}
	all.Wait()
	a, _ := p.sell()
	for range 12 {
		all.Go(func() { _, _ = p.Gateway.Check(p.ctx, a) })
	}
	all.Wait()
	if n := p.Network.Count(func(r Request) bool { return r.Status == http.StatusTooManyRequests }); n != 0 {
		p.errorf("the provider had to say %d times that it is too much", n)
	}
}

// checkPriority starts a payment while many questions wait in the queue.
func checkPriority(p *probe) {
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { _, _ = p.Gateway.Terminals(p.ctx) })
	}
	time.Sleep(2500 * time.Millisecond)
	before := time.Now()
	_, o := p.beginWith(p.ctx, p.Gateway, p.attempt(payments.KindSale, p.Amounts.Approve))
	waited := time.Since(before)
	if p.expect("begin", o, p.Documents.begun()); !p.Documents.reading() {
		for _, r := range p.Network.Requests() {
			if p.IsStart(r) {
				waited = r.At.Sub(before) // the card flow is in the answer, not in the wait
			}
		}
	}
	if waited > 100*time.Millisecond {
		p.errorf("begin: waited %v behind questions", waited)
	}
	all.Wait()
}

// checkConcurrent asks about one attempt from many sides while it runs.
func checkConcurrent(p *probe) {
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateWaiting)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { _, _ = p.Gateway.Check(p.ctx, a) })
		if finder, ok := p.Gateway.(payments.Finder); ok {
			all.Go(func() { _, _ = finder.Find(p.ctx, a) })
		}
	}
	all.Wait()
	p.expect("check", p.follow(a), payments.StateApproved)
	p.started(1)
	p.moved(p.Amounts.Approve)
}
