package proof

import (
	"math/rand/v2"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// otherUnit is what strikes an amount that the gateway reads in another unit than was settled.
const otherUnit = "read in another unit"

// tipOnTop is what strikes a charge whose tip the gateway does not take for a part of it.
const tipOnTop = "a tip is charged on top"

// unitsInDoubt lets a till raise and charge a hold without a terminal, in the unit that somebody has
// settled, rightly or wrongly. As often as not an answer is lost, or does not show its unit.
func unitsInDoubt(p *plan, r *rand.Rand) {
	units := []string{payments.UnitsMajor, payments.UnitsMinor}
	reads, told := units[r.IntN(2)], r.IntN(3) > 0
	p.units = units[r.IntN(2)]
	p.add(0, "how amounts are read", func(w *world) { w.cloud.SetUnits(reads, told) })
	at := moment(r, 30*time.Second)
	hold := pressing{till: r.IntN(p.tills), terminal: r.IntN(3), kind: payments.KindHold, amount: 2000 + r.Int64N(900)*100, note: "kept on a card"}
	p.idle[hold.till] = false
	other := hold
	other.note, other.terminal = "spare hold", (hold.terminal+1)%3
	p.add(at, "press "+hold.note, func(w *world) { w.press(hold) })
	p.add(at+time.Second, "press "+other.note, func(w *world) { w.press(other) })
	tip := map[int]int64{0: 300, 1: 300, 2: 300, 3: hold.amount}[r.IntN(6)] // a part of the charge, now and then all of it, which nobody may ask for
	onTop := r.IntN(2) == 0
	if onTop {
		p.add(0, "tips are charged on top", func(w *world) { w.cloud.ChargeTipsOnTop(true) })
	}
	for _, it := range []struct {
		on, note string
		kind     payments.Kind
		amount   int64
	}{
		{hold.note, "raised without", payments.KindHoldIncrease, 500}, {hold.note, "lowered without", payments.KindHoldDecrease, 200}, {other.note, "raised another without", payments.KindHoldIncrease, 700},
		{hold.note, "charged without", payments.KindHoldCapture, hold.amount},
	} {
		at += 25*time.Second + moment(r, 10*time.Second)
		if r.IntN(4) == 0 {
			p.strikes(at-time.Millisecond, "answer lost", lost(r, it.note))
		}
		press := pressing{till: hold.till, terminal: noTerminal, kind: it.kind, amount: it.amount, note: it.note}
		if it.kind == payments.KindHoldCapture {
			press.tip = tip
		}
		p.add(at, "press "+it.note, func(w *world) {
			if reads != payments.UnitsMajor && w.p.currencyOf(it.on).Exponent() > 0 {
				w.touch(press.note, otherUnit)
			}
			if onTop && press.tip > 0 {
				w.touch(press.note, tipOnTop)
			}
			w.pressOn(press, it.on)
		})
		if r.IntN(3) == 0 {
			p.add(at+12*time.Second, "close "+it.note, func(w *world) { w.closes(it.note) })
		}
	}
}

// checkUnit reports whether a line of the ledger has an amount that was read in another unit than
// was settled. It is never taken for what was asked, and no second one leaves after it.
func (w *world) checkUnit(e simulator.Entry, r row) bool {
	if e.Terminal != "" || e.Amount.Minor() == r.amount || !(evidence{strokes: w.touchedBy(r.note)}).struck(otherUnit) {
		return false
	}
	w.coverage.hit("an amount was read in another unit")
	if proves[r.state].charged == yes {
		w.violated("%s: the acquirer has read %s, and the journal takes it for %d %s", r.note, e.Amount, r.amount, r.currency)
	}
	if e.Event != simulator.EventStart {
		return true
	}
	if first := w.eyes.misread[r.till]; first != "" && first != r.note {
		w.violated("%s was sent after %s had been read in another unit", r.note, first)
	}
	set(&w.eyes.misread, r.till, r.note)
	return true
}

// checkTip holds what was charged of a hold against what was asked for with a tip in it. On top of that
// a tip is never taken for what was asked.
func (w *world) checkTip(e simulator.Entry, r row) {
	w.mu.Lock()
	tip := w.intents[r.note].press.tip
	w.mu.Unlock()
	if tip == 0 || e.Event != simulator.EventDecided || e.Moved.Sign() <= 0 {
		return
	}
	w.coverage.hit("a charge with a tip in it")
	switch {
	case tip >= r.amount:
		w.violated("%s of %d asked for a tip of %d", r.note, r.amount, tip)
	case e.Moved == e.Amount && e.Paid.Tip == tip*e.Amount.Minor()/r.amount:
	case proves[r.state].charged == yes:
		w.violated("%s: %s have moved with a tip of %d, and the journal takes it for %d with %d", r.note, e.Moved, e.Paid.Tip, r.amount, tip)
	}
}
