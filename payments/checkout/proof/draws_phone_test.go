package proof

import (
	"math/rand/v2"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/simulator"
)

// phoneOrders lets a till charge a card whose number is typed at the terminal, and give back of it.
// As often as not the answer to the start is lost, or the start itself.
func phoneOrders(p *plan, r *rand.Rand) {
	const note = "by telephone"
	at := 20*time.Second + moment(r, 60*time.Second)
	order := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindPhoneOrder, amount: 100 + r.Int64N(900)*10 + 7, note: note}
	p.idle[order.till] = false
	switch r.IntN(6) {
	case 0:
		p.strikes(at-time.Millisecond, "answer lost", lost(r, note))
	case 1:
		p.strikes(at-time.Millisecond, "start lost", gatewaytest.Fault{Kind: gatewaytest.CutUnhandled, Match: startOf(note)})
	case 2: // the number is typed wrong, and once more; nobody hears the terminal's own word
		order.amount = simulator.AmountChipAndPIN
		p.add(at-time.Millisecond, "fault results lost", func(w *world) {
			w.network.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Name: "results lost", Times: -1, Match: w.isResultOf(note)})
		})
	}
	p.add(at, "press "+note, func(w *world) { w.press(order) })
	back := pressing{till: order.till, terminal: r.IntN(3), kind: payments.KindRefund, amount: order.amount / 3, note: "back by telephone"}
	if r.IntN(2) == 0 {
		back.kind, back.amount = payments.KindSaleReversal, 0
	}
	p.add(at+40*time.Second+moment(r, 20*time.Second), "press "+back.note, func(w *world) { w.pressOn(back, note) })
}
