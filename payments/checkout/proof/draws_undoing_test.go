package proof

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
)

// undoneTwice lets a shop give back of one sale more than once, in every order that somebody may
// try: a part and then all of it, a refund undone twice, a refund after somebody else's while
// the gateway's list cannot be read.
func undoneTwice(p *plan, r *rand.Rand) {
	sale := p.sells(r, "undone", moment(r, 40*time.Second))
	at := 60*time.Second + moment(r, 20*time.Second)
	press := func(note, of string, kind payments.Kind, amount int64, after time.Duration) {
		it := pressing{till: sale.till, terminal: r.IntN(3), kind: kind, amount: amount, note: note}
		p.add(at+after, "press "+note, func(w *world) { w.pressOn(it, of) })
	}
	if r.IntN(2) == 0 {
		press("a part back", "undone", payments.KindRefund, sale.amount/3, 0)
		press("all back", "undone", payments.KindSaleReversal, 0, 35*time.Second+moment(r, 10*time.Second))
		press("kept after all", "a part back", payments.KindRefundReversal, 0, 75*time.Second+moment(r, 10*time.Second))
		press("kept once more", "a part back", payments.KindRefundReversal, 0, 115*time.Second+moment(r, 30*time.Second))
		return
	}
	terminal := r.IntN(3)
	p.add(at, "somebody else gives back", func(w *world) { w.twin("undone", sale.amount*2/3, terminal) })
	f := gatewaytest.Answered(502, "text/html", "<html>away</html>")
	f.Times, f.Match = 12, func(req *http.Request, _ []byte) bool { return strings.Contains(req.URL.Path, onStatus) }
	p.strikes(at+89*time.Second, "status away", f)
	press("too much back", "undone", payments.KindRefund, sale.amount/2, 90*time.Second)
}

// refundedMeanwhile lets a sale be given back from elsewhere before the till, which was off,
// has heard that it was paid.
func refundedMeanwhile(p *plan, r *rand.Rand) {
	at, terminal := early(r)/2, r.IntN(3)
	p.strikes(at-time.Millisecond, "answer lost", lost(r, "given back"))
	press := p.sells(r, "given back", at)
	p.immortal[press.till] = false
	p.add(at+time.Second, "kill", func(w *world) { w.kill(press.till, 60*time.Second) })
	p.add(at+45*time.Second, "somebody else gives it back", func(w *world) { w.twin("given back", press.amount, terminal) })
}

// undecidedPost lets something be brought for a sale that runs which says nothing about how
// it ended, with the token that was given out for it.
func undecidedPost(p *plan, r *rand.Rand) {
	at := early(r)
	press := p.sells(r, "brought early", at)
	p.bringing.tills[press.till], p.slowly = true, true
	body := []string{`{}`, `null`, `{"finStatus":`, `{"finStatus":"SPLENDID"}`, `{"finStatus":"IN_PROGRESS"}`, "\x00\xff"}[r.IntN(6)]
	p.add(at+time.Second+moment(r, 10*time.Second), "a stranger posts", func(w *world) {
		if token := w.tokenOf("brought early"); token != "" {
			w.do("forge", func() { w.post(press.till, token, []byte(body)) })
		}
	})
}

// tokenOf is the one that was given out for an operation, "" when none was.
func (w *world) tokenOf(note string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for token, of := range w.doors.notes {
		if of == note {
			return token
		}
	}
	return ""
}
