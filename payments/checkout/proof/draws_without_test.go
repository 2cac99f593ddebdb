package proof

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// noTerminal is a press for which no terminal is named.
const noTerminal = -1

// onReversal is where a sale is undone without one, onAmendment where a hold is raised and charged, onMoto
// where a kept card is charged and money goes back to it, and undoneWithout what is undone there: the
// request bears no name of ours.
const (
	onReversal    = "/reversal"
	onAmendment   = "/preauthorization/"
	onMoto        = "/moto/"
	undoneWithout = "undone without"
)

// undoneWithoutTerminal lets a sale be undone by the provider itself, because its terminal is gone,
// and now and then undone again, or after a part of it went back. As often as not the answer is lost.
func undoneWithoutTerminal(p *plan, r *rand.Rand) {
	sale := p.sells(r, "with a terminal", moment(r, 40*time.Second))
	at := 60*time.Second + moment(r, 20*time.Second)
	press := func(note string, kind payments.Kind, terminal int, amount int64, after time.Duration) {
		it := pressing{till: sale.till, terminal: terminal, kind: kind, amount: amount, note: note}
		p.add(at+after, "press "+note, func(w *world) { w.pressOn(it, "with a terminal") })
	}
	if r.IntN(3) == 0 {
		press("a part before", payments.KindRefund, r.IntN(3), sale.amount/3, -15*time.Second)
	}
	switch r.IntN(4) {
	case 0:
		fault := lost(r, undoneWithout)
		if r.IntN(2) == 0 {
			fault.Kind = gatewaytest.CutUnhandled
		}
		p.strikes(at-time.Millisecond, "answer lost", fault)
	case 1:
		p.strikes(at-time.Millisecond, "delivered twice", gatewaytest.Fault{Kind: gatewaytest.Twice, Match: startOf(undoneWithout), First: r.IntN(2) == 0})
	}
	press(undoneWithout, payments.KindSaleReversal, noTerminal, 0, 0)
	press("undone at a terminal", payments.KindSaleReversal, r.IntN(3), 0, 30*time.Second+moment(r, 40*time.Second))
}

// withoutOne reports whether a request starts something for which no terminal is named.
func withoutOne(req *http.Request) bool {
	return req.Method == http.MethodPost && (req.URL.Path == onReversal || strings.HasPrefix(req.URL.Path, onAmendment) || strings.HasPrefix(req.URL.Path, onMoto))
}

// claim names what a request without a terminal has started: nothing in its answer does.
func (w *world) claim(req *http.Request, body []byte) {
	var request struct{ OriginalGUID, TransactionReference string }
	if !withoutOne(req) || json.Unmarshal(body, &request) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.paidLedger() {
		its := e.Original == request.OriginalGUID && (e.Original != "" || e.Reference == request.TransactionReference)
		if e.Event == simulator.EventStart && e.Terminal == "" && its && w.results[e.ResultID] == "" {
			w.results[e.ResultID] = noteIn(body)
		}
	}
}
