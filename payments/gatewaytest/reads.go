package gatewaytest

import (
	"net/http"
	"strings"
	"time"

	"tillside/payments"
)

// readFaults are everything that may meet a question. None of them may become an answer.
func readFaults() map[string]Fault {
	return map[string]Fault{
		"refused":         {Kind: Refused},
		"no such host":    {Kind: NoSuchHost},
		"bad certificate": {Kind: BadCertificate},
		"no route":        {Kind: NoRoute},
		"cut unhandled":   {Kind: CutUnhandled},
		"cut answer":      {Kind: CutAnswer},
		"hang":            {Kind: Hang},
		"500":             Overwritten(500, "application/json", `{"error":{"statusCode":500}}`),
		"502 page":        Overwritten(502, "text/html", "<html>bad gateway</html>"),
		"429":             TooMany("2"),
		"404":             Answered(404, "application/json", `{}`),
		"401":             Answered(401, "application/json", `{}`),
		"403":             Answered(403, "application/json", `{}`),
		"portal":          Portal(),
		"kept copy":       Aged("17"),
		"kept copy, new":  Aged("0"),
		"301":             RedirectTo(301, "http://"+evilHost+"/"),
		"307":             RedirectTo(307, "http://"+evilHost+"/"),
		"garbage":         Overwritten(200, "application/json", garbage),
		"null":            Overwritten(200, "application/json", `null`),
		"empty object":    Overwritten(200, "application/json", `{}`),
		"text":            Overwritten(200, "application/json", `"AUTHORISED"`),
		"oversized":       Oversized(2 << 20),
		"endless":         Endless(2 << 20),
		"cut in half":     {Kind: Overwrite, Status: 200, Edit: half},
	}
}

// half keeps the first half of a body, so that what is left cannot be read.
func half(body []byte) []byte {
	if len(body) < 2 {
		return []byte("{")
	}
	return body[:len(body)/2]
}

// readChecks break every question once and look that nothing comes of it.
func readChecks() []Check {
	var checks []Check
	for name, f := range readFaults() {
		checks = append(checks, Check{Name: "read: " + name, probe: func(p *probe) { checkReads(p, f) }})
	}
	return append(checks,
		Check{Name: "read: a word never seen before", probe: checkUnknownWord},
		Check{Name: "read: the answer to another question", probe: checkReplay},
		Check{Name: "read: answered twice", unless: isRead, probe: checkTwice},
		Check{Name: "read: an old copy", unless: isRead, probe: checkOldCopy},
		Check{Name: "read: asks for no copies", probe: checkNoStore},
	)
}

func checkReads(p *probe, f Fault) {
	p.trap()
	f.Method = http.MethodGet
	p.Network.Fault(f)
	if _, err := p.Gateway.Terminals(p.ctx); err == nil {
		p.errorf("terminals: no error")
	} else {
		p.saneError("terminals", err)
	}
	time.Sleep(time.Minute)
	if !p.Documents.reading() && !p.Documents.Find {
		p.untouched()
		return
	}
	a, o := p.sell()
	p.Network.Fault(f)
	if o, err := p.Gateway.Check(p.ctx, a); err == nil {
		p.errorf("check: no error, but %q", o.State)
	} else {
		p.saneError("check", err)
	}
	time.Sleep(time.Minute)
	again := p.follow(a)
	if again.State != o.State {
		p.errorf("check: %q after the fault, %q before", again.State, o.State)
	}
	if finder, ok := p.Gateway.(payments.Finder); ok && p.Documents.Find {
		p.Network.Fault(f)
		if o, err := finder.Find(p.ctx, a); err == nil {
			p.errorf("find: no error, but %q", o.State)
		} else {
			p.saneError("find", err)
		}
		time.Sleep(time.Minute)
		p.expect("find", p.find(a, final), payments.StateApproved)
	}
	p.untouched()
	p.started(1)
}

func checkUnknownWord(p *probe) {
	if !p.Documents.reading() {
		p.Network.Fault(p.onStart(Fault{Kind: Overwrite, Edit: p.Reword}))
		_, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
		p.expect("begin: a word never seen before", o, payments.StateUnknown)
		return
	}
	a, _ := p.sell()
	f := Fault{Kind: Overwrite, Method: http.MethodGet, Edit: p.Reword, Times: -1}
	p.Network.Fault(f)
	if o, err := p.Gateway.Check(p.ctx, a); err == nil && o.State.Final() {
		p.errorf("check: a word never seen before became %q", o.State)
	}
	if finder, ok := p.Gateway.(payments.Finder); ok {
		if o, err := finder.Find(p.ctx, a); err == nil && (o.State.Final() || o.NotFound) {
			p.errorf("find: a word never seen before became %q", o.State)
		}
	}
	p.Network.ClearFaults()
	p.expect("check", p.follow(a), payments.StateApproved)
}

// checkReplay gives a question the answer to another one. The gateway may not notice, but
// what it says must let Compare notice.
func checkReplay(p *probe) {
	p.sell()
	if !p.Documents.reading() {
		checkReplayedStart(p)
		return
	}
	b, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	if !p.expect("begin", o, payments.StateWaiting) {
		return
	}
	p.Network.Fault(Fault{Kind: Replay, Method: http.MethodGet})
	got, err := p.Gateway.Check(p.ctx, b)
	p.saneError("check", err)
	if err == nil && got.State.Final() && len(b.Compare(got)) == 0 {
		p.errorf("check: the result of another sale passes for this one")
	}
	p.expect("check", p.follow(b), payments.StateApproved)
}

// checkReplayedStart answers a start as the one before it was. What the provider calls a payment
// is its own affair, so the reference alone must not be left to Compare: the gateway itself has
// to see that this is not what was asked.
func checkReplayedStart(p *probe) {
	p.Network.Fault(p.onStart(Fault{Kind: Overwrite, Edit: func(answer []byte) []byte {
		var earlier []byte
		for _, r := range p.Network.Requests() {
			if p.IsStart(r) && len(r.Answer) > 0 {
				earlier = r.Answer
			}
		}
		return earlier
	}}))
	_, o := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	p.expect("begin: the answer to another sale", o, payments.StateUnknown)
	p.moved(2 * p.Amounts.Approve)
}

func checkTwice(p *probe) {
	a, _ := p.sell()
	p.Network.Fault(Fault{Kind: Twice, Method: http.MethodGet})
	p.expect("check", p.follow(a), payments.StateApproved)
	p.started(1)
	p.moved(p.Amounts.Approve)
}

// checkOldCopy gives the questions after a minute the answers from before it.
func checkOldCopy(p *probe) {
	p.Freeze()
	a, _ := p.begin(p.attempt(payments.KindSale, p.Amounts.Approve))
	lost := p.attempt(payments.KindSale, p.Amounts.Approve)
	finder, finds := p.Gateway.(payments.Finder)
	ask := map[string]func() (payments.Outcome, error){
		"check": func() (payments.Outcome, error) { return p.Gateway.Check(p.ctx, a) },
	}
	if finds {
		ask["find"] = func() (payments.Outcome, error) { return finder.Find(p.ctx, lost) }
	}
	for what, question := range ask {
		if _, err := question(); err != nil {
			p.errorf("%s: %v", what, err)
		}
		time.Sleep(time.Minute)
		p.Network.Fault(Fault{Kind: Replay, Method: http.MethodGet})
		o, err := question()
		if p.saneError(what, err); err == nil {
			p.errorf("%s: an answer of a minute ago passes: %q, never seen %v", what, o.State, o.NotFound)
		}
		if _, err := question(); err != nil {
			p.errorf("%s: after the copy: %v", what, err)
		}
	}
}

func checkNoStore(p *probe) {
	a, _ := p.sell()
	if p.Documents.Find {
		p.find(a, final)
	}
	_, _ = p.Gateway.Terminals(p.ctx)
	for _, r := range p.Network.Requests() {
		if r.Method == http.MethodGet && !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
			p.errorf("%s %s: lets others keep the answer", r.Method, r.Path)
		}
	}
}
