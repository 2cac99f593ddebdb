package proof

import (
	"bytes"
	"math/rand/v2"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
)

// keptCards lets a till keep the card of a sale and charge it again by telephone, without a terminal and in
// the unit that somebody has settled, rightly or wrongly. A part goes back, or all of it is voided. As often
// as not an answer is lost, does not show its unit or is that of another order, or the request is delivered twice.
func keptCards(p *plan, r *rand.Rand) {
	if p.units != "" {
		return // another draw has settled it
	}
	const kept, order, back = "keeps its card", "by a kept card", "back to a kept card"
	units := []string{payments.UnitsMajor, payments.UnitsMinor}
	reads, told := units[r.IntN(2)], r.IntN(3) > 0
	p.units = units[min(r.IntN(3), 1)]
	ignores := r.IntN(3) == 0
	p.add(0, "how amounts are read", func(w *world) { w.cloud.SetUnits(reads, told); w.cloud.IgnoreReferences(ignores) })
	sale := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindSale, amount: 100 + r.Int64N(900)*10, note: kept, keeps: r.IntN(2) == 0}
	p.idle[sale.till] = false
	p.add(moment(r, 20*time.Second), "press "+kept, func(w *world) { w.press(sale) })
	at := 60*time.Second + moment(r, 20*time.Second)
	misread := func(w *world, note string) {
		if reads != p.units && w.p.currencyOf(note).Exponent() > 0 {
			w.touch(note, otherUnit)
		}
	}
	phone := pressing{till: sale.till, terminal: noTerminal, kind: payments.KindPhoneOrder, amount: 2000 + r.Int64N(900)*100, note: order, card: kept}
	fault := gatewaytest.Fault{Kind: gatewaytest.Twice, Match: startOf(order), First: r.IntN(2) == 0}
	switch r.IntN(6) {
	case 0, 1:
		fault = lost(r, order)
	case 2:
		fault.Kind = gatewaytest.CutUnhandled
	case 3:
	default:
		fault.Match = nil
	}
	if fault.Match != nil {
		name := "answer lost"
		if fault.Kind == gatewaytest.Twice {
			name = "delivered twice"
		}
		p.strikes(at-time.Millisecond, name, fault)
	}
	if r.IntN(6) == 0 {
		phone.amount = 3784 // declined, as it is published
	}
	p.add(at, "press "+order, func(w *world) { misread(w, order); w.press(phone) })
	again := phone
	again.note, again.amount = "once more by a kept card", phone.amount+100
	if r.IntN(4) == 0 { // and its answer is the first one's, given again
		again.amount = phone.amount
		p.add(at-2*time.Millisecond, "the next order is answered as this one", func(w *world) { w.answersAsBefore(phone.note, again.note) })
	}
	p.add(at+25*time.Second+moment(r, 10*time.Second), "press "+again.note, func(w *world) { misread(w, again.note); w.press(again) })
	giving := pressing{till: sale.till, terminal: noTerminal, kind: payments.KindRefund, amount: phone.amount / 3, note: back}
	if r.IntN(2) == 0 {
		giving.kind, giving.amount = payments.KindSaleReversal, 0
	}
	if r.IntN(4) == 0 {
		p.strikes(at+39*time.Second, "answer lost", lost(r, back))
	}
	p.add(at+40*time.Second+moment(r, 20*time.Second), "press "+back, func(w *world) { misread(w, back); w.pressOn(giving, order) })
}

// answersAsBefore lets an order by a kept card have the answer that one before it had.
func (w *world) answersAsBefore(first, second string) {
	var before []byte // the network calls one at a time
	give := func(note string, edit func([]byte) []byte) {
		w.network.Fault(gatewaytest.Fault{Kind: gatewaytest.Overwrite, Name: "answered as another", Match: startOf(note), Edit: edit})
	}
	give(first, func(body []byte) []byte { before = bytes.Clone(body); return body })
	give(second, func(body []byte) []byte {
		if !bytes.Contains(before, []byte(`"guid"`)) {
			return body
		}
		w.coverage.hit("an order is answered as another")
		return before
	})
}

// cardFor is what a press has to do with a kept card: ok is false where the one that it needs is not to be had.
func (w *world) cardFor(l *life, p pressing) (use payments.CardUse, ok bool) {
	if p.card == "" {
		return payments.CardUse{Keep: p.keeps}, true
	}
	all, err := l.journal.List(w.ending, checkout.Query{Text: p.card})
	if err != nil || len(all) != 1 {
		return payments.CardUse{}, false
	}
	kept, err := l.engine.CardOf(w.ending, all[0].Reference)
	w.coverage.hit("card of a payment " + startWord(err))
	return payments.CardUse{Token: kept.Token}, err == nil
}
