package gatewaytest

import (
	"slices"
	"time"

	"tillside/payments"
)

// repeatChecks hold an adapter and its provider to the promise that a request which comes again
// with the same key of ours is answered as the first one was. The till itself repeats nothing.
func repeatChecks() []Check {
	return []Check{
		{Name: "repeat: each attempt has a key of its own", unless: repeats, probe: checkOwnKeys},
		{Name: "repeat: delivered twice is the first result", unless: repeats, probe: checkRepeated},
		{Name: "repeat: delivered again within its memory", unless: repeats, probe: checkRepeatedLate},
	}
}

// repeated makes an attempt of the first kind that repeats are documented for, with an original
// where it needs one. The charge of the original is in the books.
func (p *probe) repeated() payments.Attempt {
	kind := p.Documents.Repeat.Kinds[0]
	if !kind.Linked() {
		return p.attempt(kind, p.Amounts.Approve)
	}
	a, o := p.sell()
	return p.linked(kind, p.Amounts.Approve, a, o)
}

func checkOwnKeys(p *probe) {
	var keys []string
	for range 2 {
		p.pay(p.repeated(), payments.StateApproved)
		all := p.Network.Requests()
		last := all[len(all)-1]
		for _, r := range all {
			if p.IsStart(r) {
				last = r
			}
		}
		key := last.Header.Get(p.Documents.Repeat.Header)
		if key == "" || slices.Contains(keys, key) {
			p.errorf("the key %q of %s %s, after %q", key, last.Method, last.Path, keys)
		}
		keys = append(keys, key)
	}
}

func checkRepeated(p *probe) {
	a := p.repeated()
	started, moved := p.Starts(), p.Moved()
	p.Network.Fault(p.onStart(Fault{Kind: Twice}))
	p.pay(a, payments.StateApproved)
	p.once(a, started, moved)
}

// checkRepeatedLate has a box on the way deliver a request once more when its answer has long
// been read, just before the provider forgets it.
func checkRepeatedLate(p *probe) {
	a := p.repeated()
	started, moved := p.Starts(), p.Moved()
	late := p.Documents.Repeat.Memory - 30*time.Second
	p.Network.Fault(p.onStart(Fault{Kind: Twice, First: true, Delay: late}))
	p.pay(a, payments.StateApproved)
	time.Sleep(late + time.Minute)
	p.once(a, started, moved)
}

// once holds the provider's books to one more operation.
func (p *probe) once(a payments.Attempt, started int, moved int64) {
	p.started(started + 1)
	p.moved(moved + a.Kind.Operation().Effect.Sign()*a.Amount.Minor())
}
