package proof

import (
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// flow is one story that is told again and again, each time with one more step that fails.
type flow struct {
	name      string
	customers []customer
	script    func(*plan)
	from      time.Duration             // what comes before only prepares, and never fails
	ends      map[string]payments.State // by note: what it comes to when nothing fails
}

func flows() []flow {
	approved := map[string]payments.State{"sale": payments.StateApproved}
	return []flow{
		{name: "sale approved", customers: quick(simulator.ActTap), script: sells(1240), ends: approved},
		{name: "sale declined", customers: quick(simulator.ActDecline), script: sells(1240), ends: map[string]payments.State{"sale": payments.StateDeclined}},
		{name: "sale cancelled by the customer", customers: quick(simulator.ActCancel), script: sells(1240), ends: map[string]payments.State{"sale": payments.StateCancelled}},
		{name: "sale cancelled at the till", customers: quick(simulator.ActLeave), script: cancels, ends: map[string]payments.State{"sale": payments.StateCancelled}},
		{name: "sale signed", customers: quick(simulator.ActSign), script: sells(1240), ends: approved},
		{name: "sale approved for a part", customers: quick(simulator.ActTap), script: sells(3757), ends: map[string]payments.State{"sale": payments.StatePartial}},
		{name: "part asked about at the terminal", customers: quick(simulator.ActTap), script: sells(simulator.AmountPartialChoice), ends: map[string]payments.State{"sale": payments.StatePartial}},
		{name: "answer lost, then found", customers: quick(simulator.ActTap), script: losing(sells(1240), 0, gatewaytest.CutAnswer), ends: approved},
		{name: "answer lost, never seen", customers: quick(simulator.ActTap), script: losing(sells(1240), 0, gatewaytest.CutUnhandled), ends: map[string]payments.State{"sale": payments.StateNotCharged}},
		{name: "linked refund", customers: quick(simulator.ActTap), script: linked(payments.KindRefund), from: minute, ends: map[string]payments.State{"refund": payments.StateApproved}},
		{name: "linked refund, answer lost", customers: quick(simulator.ActTap), script: losing(linked(payments.KindRefund), minute, gatewaytest.CutAnswer), from: minute, ends: map[string]payments.State{"refund": payments.StateApproved}},
		{name: "sale reversal", customers: quick(simulator.ActTap), script: linked(payments.KindSaleReversal), from: minute, ends: map[string]payments.State{"sale_reversal": payments.StateApproved}},
		{name: "refund reversal", customers: quick(simulator.ActTap), script: linked(payments.KindRefund, payments.KindRefundReversal), from: 2 * minute, ends: map[string]payments.State{"refund_reversal": payments.StateApproved}},
		{name: "unlinked refund", customers: quick(simulator.ActTap), script: asks(payments.KindUnlinkedRefund, 1240), ends: map[string]payments.State{"unlinked_refund": payments.StateApproved}},
		{name: "result brought to the till", customers: quick(simulator.ActTap), script: brought(false), ends: approved},
		{name: "result brought, and to be asked for", customers: quick(simulator.ActTap), script: brought(true), ends: approved},
		{name: "restart in the middle", customers: []customer{{after: 8 * time.Second, action: simulator.ActTap}}, script: restarts, ends: approved},
	}
}

const minute = time.Minute

func quick(action simulator.Action) []customer {
	return []customer{{after: 1500 * time.Millisecond, action: action}}
}

// asks presses the button, twice within half a second, one second after the start.
func asks(kind payments.Kind, amount int64) func(*plan) {
	return func(p *plan) {
		press := pressing{kind: kind, amount: amount, note: string(kind)}
		p.add(time.Second, "press", func(w *world) { w.press(press) })
		p.add(1300*time.Millisecond, "press again", func(w *world) { w.press(press) })
	}
}

func sells(amount int64) func(*plan) { return asks(payments.KindSale, amount) }

func cancels(p *plan) {
	sells(1240)(p)
	p.add(5*time.Second, "cancel", func(w *world) { w.cancel("sale") })
	p.add(40*time.Second, "cancel again", func(w *world) { w.cancel("sale") })
}

func restarts(p *plan) {
	sells(1240)(p)
	p.add(4*time.Second, "kill", func(w *world) { w.kill(0, 3*time.Second) })
}

// brought is a sale whose result the terminal brings to the till. With a handle it can be
// asked for as well.
func brought(handle bool) func(*plan) {
	return func(p *plan) {
		p.bringing.tills[0], p.bringing.handle = true, handle
		sells(1240)(p)
	}
}

// losing lets the first request that starts something after a moment meet a fault.
func losing(script func(*plan), after time.Duration, kind gatewaytest.FaultKind) func(*plan) {
	return func(p *plan) {
		p.add(after, "lose", func(w *world) {
			w.network.Fault(gatewaytest.Fault{Kind: kind, Match: isMoney})
		})
		script(p)
	}
}

// linked sells, and then asks for the kinds one after the other, a minute apart. Each is
// asked for once more after a while, for the case that its original was not final yet.
func linked(kinds ...payments.Kind) func(*plan) {
	return func(p *plan) {
		sells(1240)(p)
		for i, kind := range kinds {
			press := pressing{kind: kind, amount: 499, note: string(kind)}
			at := time.Duration(i+1)*minute + time.Second
			p.add(at, "press "+string(kind), func(w *world) { w.press(press) })
			p.add(at+150*time.Second, "press again "+string(kind), func(w *world) { w.press(press) })
		}
	}
}

// plan is the flow's schedule with something more in it.
func (f flow) plan(more func(*plan)) plan {
	p := plan{seed: 1, tills: 1, customers: f.customers}
	more(&p)
	f.script(&p)
	sort.SliceStable(p.steps, func(i, j int) bool { return p.steps[i].at < p.steps[j].at })
	return p
}

// strike is something that can happen to a request.
type strike struct {
	name  string
	fault gatewaytest.Fault
	fits  func(*http.Request, []byte) bool
}

// fitsSome reports whether the strike is possible on any of the requests.
func (s strike) fitsSome(requests []gatewaytest.Request) bool {
	for _, r := range requests {
		if s.fits(&http.Request{Method: r.Method, URL: &url.URL{Path: r.Path}}, r.Body) {
			return true
		}
	}
	return false
}

func anyRequest(*http.Request, []byte) bool      { return true }
func reading(r *http.Request, _ []byte) bool     { return r.Method == http.MethodGet }
func notMoney(r *http.Request, body []byte) bool { return !isMoney(r, body) }
func onResults(r *http.Request, _ []byte) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, onResult)
}

// strikes is every kind of fault, each on the requests where it is possible without the
// gateway itself stating what is not true.
func strikes() []strike {
	all := []strike{
		{"503", gatewaytest.Answered(503, "application/json", `{"error":{"name":"ServiceUnavailableError"}}`), anyRequest},
		{"429", gatewaytest.TooMany("3"), anyRequest},
		{"401", gatewaytest.Answered(401, "application/json", `{"error":{"name":"UnauthorizedError"}}`), reading},
		{"404", gatewaytest.Answered(404, "application/json", `{"error":{"name":"NotFoundError"}}`), reading},
		{"portal", gatewaytest.Portal(), anyRequest},
		{"redirect", gatewaytest.RedirectTo(307, "http://127.0.0.1:6666/elsewhere"), anyRequest},
		{"obeyed, then 500", gatewaytest.Overwritten(500, "text/plain", "oops"), anyRequest},
		{"obeyed, then junk", gatewaytest.Overwritten(200, "application/json", `{"finStatus":`), anyRequest},
		{"obeyed, then endless", gatewaytest.Endless(2 << 20), reading},
		{"an old answer", gatewaytest.Fault{Kind: gatewaytest.Replay}, onResults},
		{"delivered twice", gatewaytest.Fault{Kind: gatewaytest.Twice}, notMoney},
	}
	for _, kind := range gatewaytest.FaultKinds() {
		switch kind {
		case gatewaytest.Instead, gatewaytest.Overwrite, gatewaytest.Replay, gatewaytest.Twice, gatewaytest.Cached:
			continue
		}
		f := gatewaytest.Fault{Kind: kind, Delay: 15 * time.Second}
		if kind == gatewaytest.LateAnswer {
			f.Delay = 70 * time.Second
		}
		all = append(all, strike{string(kind), f, anyRequest})
	}
	return all
}

// lostOr makes a fault of which a function decides when it strikes. The requests that it
// strikes are lost before they are obeyed, or pass unharmed.
func lostOr(lost bool, strikes func() bool) gatewaytest.Fault {
	return gatewaytest.Fault{Kind: gatewaytest.CutUnhandled, Times: -1, Match: func(*http.Request, []byte) bool {
		return strikes() && lost
	}}
}
