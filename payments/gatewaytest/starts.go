package gatewaytest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"tillside/payments"
)

// onStart narrows a fault to requests that move money.
func (p *probe) onStart(f Fault) Fault {
	f.Match = func(r *http.Request, body []byte) bool {
		return p.IsStart(Request{Host: r.URL.Host, Method: r.Method, Path: r.URL.EscapedPath(), Header: r.Header, Body: body})
	}
	return f
}

const garbage = "\x00\x01 not what you asked for }{"

// startFaults are everything that may meet a start. For each: whether it is proven that
// nothing left, and whether the provider starts it.
func startFaults() []struct {
	name   string
	fault  Fault
	unsent bool
} {
	page := "<!DOCTYPE html><html><body>502</body></html>"
	evil := "http://" + evilHost + "/collect"
	return []struct {
		name   string
		fault  Fault
		unsent bool
	}{
		{"refused", Fault{Kind: Refused}, true},
		{"no such host", Fault{Kind: NoSuchHost}, true},
		{"bad certificate", Fault{Kind: BadCertificate}, true},
		{"no route", Fault{Kind: NoRoute}, true},
		{"cut before send", Fault{Kind: CutUnwritten}, false},
		{"cut within the request", Fault{Kind: CutRequest}, false},
		{"cut before it is obeyed", Fault{Kind: CutUnhandled}, false},
		{"cut after send", Fault{Kind: CutAnswer}, false},
		{"torn answer", Fault{Kind: TornAnswer}, false},
		{"no answer, obeyed", Fault{Kind: Hang}, false},
		{"no answer, not obeyed", Fault{Kind: HangIdle}, false},
		{"answer too late", Fault{Kind: LateAnswer, Delay: 5 * time.Minute}, false},
		{"arrives too late", Fault{Kind: LateRequest, Delay: 50 * time.Second}, false},
		{"500, not obeyed", Answered(500, "application/json", `{"error":{"statusCode":500}}`), false},
		{"500, obeyed", Overwritten(500, "application/json", `{"error":{"statusCode":500}}`), false},
		{"502 page, obeyed", Overwritten(502, "text/html", page), false},
		{"503", Answered(503, "text/plain", "down"), false},
		{"504, obeyed", Overwritten(504, "text/plain", ""), false},
		{"429", TooMany("3"), false},
		{"404", Answered(404, "application/json", `{}`), false},
		{"409", Answered(409, "application/json", `{}`), false},
		{"400 that is not known", Answered(400, "application/json", `{"error":{"message":"hm"}}`), false},
		{"400 without a body", Answered(400, "application/json", ""), false},
		{"401 without a body, obeyed", Overwritten(401, "application/json", ""), false},
		{"403 without a body, obeyed", Overwritten(403, "application/json", ""), false},
		{"422 without a body, obeyed", Overwritten(422, "application/json", ""), false},
		{"403 text of a proxy, obeyed", Overwritten(403, "text/plain", "Access denied by policy"), false},
		{"403 JSON of a proxy, obeyed", Overwritten(403, "application/json", `{"error":{"code":403,"message":"blocked"}}`), false},
		{"422 JSON of a proxy, obeyed", Overwritten(422, "application/json", `{"detail":[{"loc":["body"]}]}`), false},
		{"page of a portal", Portal(), false},
		{"403 page of a proxy", Answered(403, "text/html", page), false},
		{"301", RedirectTo(301, evil), false},
		{"307", RedirectTo(307, evil), false},
		{"308", RedirectTo(308, evil), false},
		{"garbage, obeyed", Overwritten(202, "application/json", garbage), false},
		{"empty, obeyed", Overwritten(202, "application/json", " "), false},
		{"wrong type, obeyed", Overwritten(202, "application/json", `[1,2,3]`), false},
		{"kept answer, obeyed", Aged("3"), false},
		{"oversized, obeyed", Oversized(2 << 20), false},
		{"endless, obeyed", Endless(2 << 20), false},
	}
}

// evilHost is where redirects lead. Nothing may ever arrive there.
const evilHost = "127.0.0.1:6666"

// trap watches the other host.
func (p *probe) trap() {
	p.Network.Serve(evilHost, http.NotFoundHandler())
}

func (p *probe) untouched() {
	if n := p.Network.Count(func(r Request) bool { return r.Host == evilHost }); n != 0 {
		p.errorf("%d requests were led to another host", n)
	}
}

// startChecks break the start in every way, and then look it up.
func startChecks() []Check {
	var checks []Check
	for _, f := range startFaults() {
		checks = append(checks, Check{Name: "start: " + f.name, probe: func(p *probe) { checkStart(p, f.fault, f.unsent) }})
	}
	return append(checks,
		Check{Name: "start: slow but sure", probe: checkSlowStart},
		Check{Name: "start: delivered twice", probe: checkDeliveredTwice},
		Check{Name: "start: asked too often", probe: checkAskedTooOften},
		Check{Name: "start: kept connection found dead", probe: checkStale},
		Check{Name: "start: caller gives up", probe: checkGivenUp},
		Check{Name: "start: caller has gone before", probe: checkGoneBefore},
	)
}

func checkStart(p *probe, f Fault, unsent bool) {
	p.trap()
	if f.Kind == LateAnswer || f.Kind == LateRequest {
		f.Delay = max(f.Delay, p.Documents.StartTime+25*time.Second) // longer than anybody waits
	}
	p.Network.Fault(p.onStart(f))
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	if unsent {
		p.expect("begin", o, payments.StateNotSent)
		p.started(0)
		return
	}
	if p.Documents.Start == StartOwn && f.Kind == Overwrite && string(f.Body) == " " {
		p.expect("begin", o, payments.StateWaiting) // that is how this provider takes a start
	} else {
		p.expect("begin", o, payments.StateUnknown)
	}
	time.Sleep(2 * time.Minute) // whatever was started has come to its end
	p.untouched()
	want := int64(0)
	if f.Kind.Obeyed() {
		want = p.Amounts.Approve
	}
	p.moved(want)
	if want != 0 {
		p.started(1)
	} else {
		p.started(0)
	}
	switch {
	case !p.Documents.Find:
		p.unanswerable(a)
		return
	case want == 0:
		p.absent(a)
		return
	}
	found := p.find(a, final)
	p.expect("find", found, payments.StateApproved)
	p.fits("find", a, found)
}

// absent looks for what the provider has never seen. It says so where it is documented to; any
// other finder has nothing to say, and silence proves nothing.
func (p *probe) absent(a payments.Attempt) {
	found := p.find(a, func(o payments.Outcome) bool { return o.State.Final() || o.NotFound })
	if found.State.Final() || found.NotFound != p.Documents.NeverSeen {
		p.errorf("find: %q, never seen %v, for what never arrived", found.State, found.NotFound)
	}
}

// unanswerable asks about a payment whose answer is lost, of a provider that has no way to look
// it up: nothing is known, and nothing may be made of that.
func (p *probe) unanswerable(a payments.Attempt) {
	if o, err := p.Gateway.Check(p.ctx, a); err == nil && (o.State.Final() || o.NotFound) {
		p.errorf("check: %q, never seen %v, of what nobody can look up", o.State, o.NotFound)
	} else {
		p.saneError("check", err)
	}
}

func checkSlowStart(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: LateAnswer, Delay: 3 * time.Second}))
	p.sell()
	p.started(1)
}

// checkDeliveredTwice has a box on the way hand the start over a second time. What is read is
// the answer to the second copy, which finds the terminal busy with the first.
func checkDeliveredTwice(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: Twice, Beside: !p.Documents.reading()}))
	a, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	want := payments.StateUnknown
	if slices.Contains(p.Documents.Repeat.Kinds, payments.KindSale) {
		want = p.Documents.begun()
	}
	p.expect("begin", o, want)
	time.Sleep(2 * time.Minute)
	p.started(1)
	p.moved(p.Amounts.Approve)
	if p.Documents.Find {
		p.expect("find", p.find(a, final), payments.StateApproved)
	}
}

// checkAskedTooOften: what the provider says about its rate says nothing about the payment,
// and is heeded by whatever comes next.
func checkAskedTooOften(p *probe) {
	p.Network.Fault(p.onStart(TooMany("4")))
	_, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	if p.expect("begin", o, payments.StateUnknown) && o.Answer.Refusal != payments.ReasonRateLimited {
		p.errorf("begin: refused for %q", o.Answer.Refusal)
	}
	before := time.Now()
	if _, err := p.Gateway.Terminals(p.ctx); err != nil {
		p.errorf("terminals: %v", err)
	}
	if waited := time.Since(before); waited < 4*time.Second {
		p.errorf("terminals: asked again after %v", waited)
	}
}

// checkStale sends over a connection that died unseen. net/http would send a request again
// by itself if it were let.
func checkStale(p *probe) {
	if _, err := p.Gateway.Terminals(p.ctx); err != nil {
		p.errorf("terminals: %v", err)
	}
	p.Network.Fault(p.onStart(Fault{Kind: CutStale}))
	_, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	if o.State != payments.StateUnknown && o.State != payments.StateNotSent {
		p.errorf("begin: %q over a dead connection", o.State)
	}
	time.Sleep(time.Minute)
	p.started(0)
	p.moved(0)
}

func checkGivenUp(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: Hang}))
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	time.AfterFunc(2*time.Second, cancel)
	begin := time.Now()
	_, o := p.beginWith(ctx, p.Gateway, p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateUnknown)
	if took := time.Since(begin); took > 3*time.Second {
		p.errorf("begin: went on for %v after its caller had gone", took)
	}
}

func checkGoneBefore(p *probe) {
	ctx, cancel := context.WithCancel(p.ctx)
	cancel()
	_, o := p.beginWith(ctx, p.Gateway, p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin", o, payments.StateNotSent)
	p.started(0)
}
