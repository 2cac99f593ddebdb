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

// phoneHolds lets a till hold money on a card whose number is typed at the terminal, and do with it what
// is done with any hold. As often as not the answer to the start is lost, or the start itself.
func phoneHolds(p *plan, r *rand.Rand) {
	const note = "held by telephone"
	at := 20*time.Second + moment(r, 60*time.Second)
	hold := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindPhoneHold, amount: 1000 + r.Int64N(900)*10 + 7, note: note}
	p.idle[hold.till] = false
	switch r.IntN(6) {
	case 0, 1:
		p.strikes(at-time.Millisecond, "answer lost", lost(r, note))
	case 2:
		p.strikes(at-time.Millisecond, "start lost", gatewaytest.Fault{Kind: gatewaytest.CutUnhandled, Match: startOf(note)})
	}
	p.add(at, "press "+note, func(w *world) { w.press(hold) })
	press := func(note string, kind payments.Kind, amount int64) {
		at += 35*time.Second + moment(r, 15*time.Second)
		it := pressing{till: hold.till, terminal: r.IntN(3), kind: kind, amount: amount, note: note}
		p.add(at, "press "+note, func(w *world) { w.pressOn(it, hold.note) })
	}
	switch r.IntN(3) {
	case 0:
		press("raised by telephone", payments.KindHoldIncrease, 500)
		press("took a hold by telephone", payments.KindHoldCapture, hold.amount)
	case 1:
		press("let a hold by telephone go", payments.KindHoldRelease, 0)
		press("took what was let go", payments.KindHoldCapture, hold.amount/2)
	case 2:
		press("took a part of a hold by telephone", payments.KindHoldCapture, hold.amount/2)
	}
}
