package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// refundsAtOnce lets two parts of one sale, or all of it twice, be given back at the same moment at two
// terminals of a till whose journal takes long to say how much one person gives back: what the second
// has read of the sale is old when its turn comes.
func refundsAtOnce(p *plan, r *rand.Rand) {
	p.tallying = time.Second + moment(r, 40*time.Second)
	sale := p.sells(r, "given back twice", moment(r, 60*time.Second))
	at := 90*time.Second + moment(r, 30*time.Second)
	for i, note := range []string{"first back", "second back"} {
		back := pressing{till: sale.till, terminal: (sale.terminal + i) % 3, kind: payments.KindRefund, amount: sale.amount - 1, note: note}
		switch r.IntN(4) {
		case 0:
			back.amount = sale.amount * 2 / 3
		case 1:
			back.kind = payments.KindSaleReversal
		}
		p.add(at, "press "+note, func(w *world) { w.pressOn(back, "given back twice") })
		at += moment(r, 500*time.Millisecond)
	}
}

// GivenBack takes its time where that was drawn.
func (m *mortal) GivenBack(ctx context.Context, operator string, since time.Time, c payments.Currency) (int64, error) {
	time.Sleep(m.t.w.p.tallying)
	return m.Journal.GivenBack(ctx, operator, since, c)
}

// limits are what the owner of a till allows: so much that nothing is refused for it, where the sum of
// an hour is to be read at all.
func (p *plan) limits() func(payments.Currency) checkout.RefundLimits {
	if p.tallying == 0 {
		return nil
	}
	return func(payments.Currency) checkout.RefundLimits { return checkout.RefundLimits{PerHour: 1 << 50} }
}

// seenElsewhere lets a till look up a sale that another till took, and give back of it or void it, once and
// once more, while that one may do so too. As often as not an answer is lost.
func seenElsewhere(p *plan, r *rand.Rand) {
	const note = "at the other till"
	for p.tills < 2 {
		p.immortal[p.tills] = true
		p.tills++
	}
	early, amount := r.IntN(3) == 0, int64(0)
	if early {
		amount = simulator.AmountSignature // which nobody may give
	}
	sale := p.sellsFor(r, note, moment(r, 40*time.Second), amount)
	other := (sale.till + 1) % p.tills
	p.idle[other] = false
	p.faultsLast = max(p.faultsLast, 10*time.Minute)
	at := 450*time.Second + moment(r, 20*time.Second)
	back := func(note string, till int, amount int64) pressing {
		return pressing{till: till, terminal: r.IntN(3), kind: payments.KindRefund, amount: amount, note: note}
	}
	if r.IntN(2) == 0 {
		before := back("back at the other till", sale.till, sale.amount/3)
		p.add(at-25*time.Second, "press "+before.note, func(w *world) { w.pressOn(before, note) })
	}
	once, again := back("back of what was seen", other, sale.amount/2), back("once more of what was seen", other, sale.amount*3/4)
	if r.IntN(3) == 0 {
		p.strikes(at-time.Millisecond, "answer lost", lost(r, once.note))
	}
	switch r.IntN(6) { // all of it is void, before something went back or after
	case 0:
		once.kind, once.amount = payments.KindSaleReversal, 0
	case 1:
		again.kind, again.amount = payments.KindSaleReversal, 0
	}
	if early { // while the terminal may be at work on it
		soon := back("too early of what was seen", other, sale.amount/2)
		p.add(30*time.Second+moment(r, time.Minute), "look up and press "+soon.note, func(w *world) { w.pressSeen(soon, note) })
	}
	if r.IntN(6) == 0 {
		p.nameless = true
		p.add(0, "nobody says whose a refund is", func(w *world) { w.cloud.ForgetCustomers(true) })
	}
	p.add(at, "look up and press "+once.note, func(w *world) { w.pressSeen(once, note) })
	if r.IntN(3) == 0 {
		same := back("at the same moment", sale.till, once.amount)
		p.add(at+moment(r, 2*time.Second), "press "+same.note, func(w *world) { w.touch(once.note, "twin"); w.touch(same.note, "twin"); w.pressOn(same, note) })
	}
	p.add(at+45*time.Second+moment(r, 20*time.Second), "look up and press "+again.note, func(w *world) { w.pressSeen(again, note) })
}

// pressSeen looks up a sale of another till and presses something about it. What is shown of it must
// not be more than the acquirer still has of it.
func (w *world) pressSeen(p pressing, of string) {
	l := w.tills[p.till].alive()
	w.mu.Lock()
	reference := w.intents[of].reference
	w.mu.Unlock()
	if l == nil || reference == "" {
		return
	}
	w.do("look up", func() {
		before := w.left(of)
		seen, err := l.engine.Seek(w.ending, reference, "look-"+p.note)
		w.tell(w.tills[p.till], "%s looks up %s: %v, %v", p.note, of, err, seen.Problem)
		w.coverage.hit("look up " + startWord(err) + ", " + startWord(seen.Problem))
		if err != nil || seen.Problem != nil {
			return
		}
		if rest := seen.Rest.Rest.Minor(); rest > before {
			w.violated("%s: %d of %s are shown as left, and %d were", p.note, rest, of, before)
		}
		p.original, p.seen = of, seen.Original
		w.press(p)
	})
}

// left is what the acquirer has of a sale and everything that was made of it.
func (w *world) left(note string) (rest int64) {
	sale, refunds := w.moved(note).entry.Transaction, map[string]bool{}
	for _, e := range w.cloud.Ledger() {
		if e.Transaction == sale || e.Original == sale || refunds[e.Original] {
			rest += e.Moved.Minor()
			refunds[e.Transaction] = e.Kind == payments.KindRefund && e.Transaction != ""
		}
	}
	return rest
}

// cloudCancel lets the cloud pass no cancel on to the terminals, so that it is asked to stop them by
// itself, and somebody change their mind. An answer may be lost or be no clear one; and somebody else may be
// at the terminal as soon as it is free.
func cloudCancel(p *plan, r *rand.Rand) {
	const note = "stopped by the cloud"
	at := early(r)
	press := p.sells(r, note, at)
	p.slowly = true
	passes, stop := r.IntN(3) == 0, at+time.Second+moment(r, 12*time.Second)
	p.add(at, "the terminals take commands or not", func(w *world) { w.cloud.SetCommandsBusy(!passes) })
	f := gatewaytest.Fault{Kind: []gatewaytest.FaultKind{gatewaytest.CutAnswer, gatewaytest.TornAnswer, gatewaytest.Hang, gatewaytest.CutUnhandled}[r.IntN(4)]}
	switch r.IntN(4) {
	case 0:
		f = gatewaytest.Answered([]int{400, 404, 500, 503}[r.IntN(4)], "application/json", `{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":1003,"message":"no"}}}`)
	case 1:
		f = gatewaytest.Overwritten(200, "text/html", "<html>stopped</html>")
	}
	if r.IntN(4) > 0 {
		f.Path = onCancel
		if passes {
			f.Path, f.Contains = onStart, "stopCurrentTransaction"
		}
		p.strikes(stop-time.Millisecond, "cancel lost", f)
	}
	p.add(stop, "cancel on "+note, func(w *world) { w.cancel(note) })
	if amount := 100 + r.Int64N(9000); r.IntN(2) == 0 {
		p.add(stop+time.Second+moment(r, 20*time.Second), "somebody else sells", func(w *world) { w.sellElsewhere(press.terminal, amount) })
	}
	p.add(p.until(), "the terminals take commands", func(w *world) { w.cloud.SetCommandsBusy(false) })
}

// onCancel is where the cloud is asked to stop a terminal by itself.
const onCancel = "/cancelRequest"

// stopping is told of each request that leaves a till, and names the terminal that it tells to stop, "" for
// none. One whose own answer to that did not come may be at somebody else's payment by then: the cloud is
// not asked to stop whatever runs there.
func (t *till) stopping(req *http.Request) (serial string) {
	var order struct {
		Operation string
		Serial    string `json:"serial_number"`
	}
	if req.Method != http.MethodPost || req.Body == nil || req.URL.Path != onStart && req.URL.Path != onCancel {
		return ""
	}
	body, err := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil || json.Unmarshal(body, &order) != nil {
		return ""
	}
	t.mu.Lock()
	said := t.stops[order.Serial]
	t.mu.Unlock()
	switch {
	case order.Operation == "stopCurrentTransaction":
		t.stopped(order.Serial, 0)
		return order.Serial
	case req.URL.Path == onCancel && said/100 != 4:
		t.w.violated("till %d has the cloud stop terminal %s, whose answer to that was %d", t.index, order.Serial, said)
	case req.URL.Path == onCancel:
		t.w.coverage.hit("the cloud is asked to stop a terminal that takes no command")
	}
	return ""
}

// stopped keeps what a terminal has answered that was told to stop.
func (t *till) stopped(serial string, status int) {
	if serial == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	set(&t.stops, serial, status)
}
