package proof

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
)

// press is a press of the main button. The note names it over all tills.
func (w *world) press(p pressing) {
	w.do("press", func() {
		l := w.tills[p.till].alive()
		if l == nil {
			return
		}
		q := checkout.Request{RequestKey: "press-" + p.note, Kind: p.kind, Note: p.note, Tips: p.tips}
		card, ok := w.cardFor(l, p)
		if !ok {
			return
		}
		q.Card = card
		if p.terminal != noTerminal {
			q.Terminal = w.cloud.Terminals()[p.terminal]
		}
		if p.amount == simulator.AmountChipAndPIN && w.p.flow > time.Minute {
			p.amount++ // two cards would take longer than the longest flow
		}
		amount := payments.MustMoney(p.amount, w.p.currencyOf(p.note))
		in := intent{press: p, amount: amount}
		if p.kind.Linked() {
			original, ok := w.original(l, p)
			if !ok {
				return
			}
			q.Original, q.Seen, in.original = original.Reference, p.seen.Account, original.Note
			w.asksFor(p.note, original.Note)
			switch p.kind {
			case payments.KindRefund:
				amount = payments.MustMoney(1+p.amount%original.Amount.Minor(), original.Amount.Currency())
			case payments.KindHoldIncrease, payments.KindHoldDecrease, payments.KindHoldCapture:
				amount = payments.MustMoney(p.amount, original.Amount.Currency())
			default:
				amount = original.Amount
			}
			in.amount = amount
		}
		w.touchQuiet(p.note, amount.Minor())
		q.Amount = amount
		if p.tip > 0 {
			q.Tip = payments.MustMoney(p.tip, amount.Currency())
		}
		w.mu.Lock()
		if _, again := w.intents[p.note]; !again {
			w.intents[p.note] = in
		}
		if w.presses == nil {
			w.presses = map[string][]intent{}
		}
		w.presses[p.note] = append(w.presses[p.note], in)
		w.mu.Unlock()
		began := time.Now()
		_, err := l.engine.Start(w.ending, q)
		w.mu.Lock()
		if _, known := w.eyes.sent[p.note]; err != nil && !known {
			set(&w.eyes.sent, p.note, began) // the till may have died with it, and shows it when it is back
		}
		w.mu.Unlock()
		w.tell(w.tills[p.till], "%s %s %s on terminal %d: %v", p.note, p.kind, amount, p.terminal, err)
		w.coverage.hit("press " + string(p.kind) + " " + startWord(err))
	})
}

func startWord(err error) string {
	for _, known := range []error{checkout.ErrNonceTaken, checkout.ErrTerminalTaken, checkout.ErrOriginalTaken, checkout.ErrOverRefund,
		checkout.ErrNotRefundable, checkout.ErrHoldOver, checkout.ErrOverHold, checkout.ErrLookupFailed, checkout.ErrStopped, checkout.ErrJournal, errDead} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if err != nil {
		return "other error"
	}
	return "taken"
}

// original picks something of this till's journal to refund or reverse, or what was seen of another's.
func (w *world) original(l *life, p pressing) (payments.Attempt, bool) {
	if p.seen.Reference != "" {
		p.seen.Note = p.original
		return p.seen, true
	}
	all, err := l.journal.List(w.ending, checkout.Query{})
	if err != nil {
		return payments.Attempt{}, false
	}
	var fit []payments.Attempt
	for _, a := range all {
		refund := a.Kind == payments.KindRefund || a.Kind == payments.KindUnlinkedRefund
		if p.original != "" && a.Note != p.original {
			continue
		}
		if onHold(p.kind) {
			if a.State.Info().Charged == payments.ChargedYes && (a.Kind == payments.KindHold || a.Kind == payments.KindPhoneHold) {
				fit = append(fit, a)
			}
			continue
		}
		if a.State.Info().Charged == payments.ChargedYes && refund == (p.kind == payments.KindRefundReversal) && (refund || a.Kind == payments.KindSale || a.Kind == payments.KindPhoneOrder) {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return payments.Attempt{}, false
	}
	return fit[p.pick%len(fit)], true
}

// onHold reports whether a kind follows a hold.
func onHold(k payments.Kind) bool {
	return k == payments.KindHoldIncrease || k == payments.KindHoldDecrease || k == payments.KindHoldCapture || k == payments.KindHoldRelease
}

// pressOn is a press about the original of a note, when that has moved money.
func (w *world) pressOn(p pressing, original string) {
	l := w.tills[p.till].alive()
	if l == nil {
		return
	}
	all, err := l.journal.List(w.ending, checkout.Query{Text: original})
	if err != nil || len(all) != 1 {
		return
	}
	p.original = original
	w.press(p)
}

// find is the till and the reference of an operation, "" when it was never recorded.
func (w *world) find(note string) (*life, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	in, ok := w.intents[note]
	if !ok || in.reference == "" {
		return nil, ""
	}
	return w.tills[in.press.till].alive(), in.reference
}

func (w *world) cancel(note string) {
	if l, reference := w.find(note); l != nil {
		w.do("cancel", func() {
			patient, stop := context.WithTimeout(w.ending, 10*time.Minute) // a dead disk never answers
			defer stop()
			err := l.engine.Cancel(patient, reference)
			w.tell(nil, "cancel of %s: %v", note, err)
			w.coverage.hit("cancel " + string(payments.KindOf(err)))
		})
	}
}

func (w *world) askNow(note string) {
	if l, reference := w.find(note); l != nil {
		w.do("ask", func() {
			err := l.engine.AskNow(w.ending, reference)
			w.tell(nil, "asked about %s: %v", note, err)
		})
	}
}

func (w *world) closeAll() {
	w.mu.Lock()
	notes := make([]string, 0, len(w.intents))
	for note := range w.intents {
		notes = append(notes, note)
	}
	w.mu.Unlock()
	for _, note := range notes {
		w.closes(note)
	}
}

func (w *world) closes(note string) {
	if l, reference := w.find(note); l != nil {
		w.do("close", func() {
			if l.engine.Close(w.ending, reference, "checked with the acquirer") == nil {
				w.tell(nil, "a person closes %s", note)
			}
		})
	}
}

// kill ends a till's process at once, wherever it is.
func (w *world) kill(index int, away time.Duration) {
	t := w.tills[index]
	l := t.alive()
	if l == nil || !l.journal.kill() {
		return
	}
	w.touchTill(index, "kill")
	w.went("kill", true)
	w.do("reap", func() { t.reap(away) })
}

// setOffline takes a terminal off the network.
func (w *world) setOffline(terminal int) {
	w.cloud.SetOnline(w.serial(terminal), false)
	w.touchTerminal(w.serial(terminal), "terminal offline")
}

func (w *world) setClock(index int, by time.Duration) {
	t := w.tills[index]
	t.mu.Lock()
	defer t.mu.Unlock()
	t.skew += by
	w.touchTill(index, "clock")
	w.went("clock set forward", by > 0)
}

// leap lets hours pass for the world while every till sleeps: their wall clocks and the
// cloud's go on, their monotonic clocks and what they wait for do not.
func (w *world) leap(by time.Duration) {
	for i, t := range w.tills {
		w.touchTill(i, "leap")
		t.mu.Lock()
		t.skew += by
		t.mu.Unlock()
	}
	w.mu.Lock()
	for note, sent := range w.eyes.sent {
		w.eyes.sent[note] = sent.Add(-by) // for everybody it is that long ago
	}
	w.mu.Unlock()
	w.network.DropIdle()
	w.cloud.Leap(by)
}

// sleep takes a till off the network as a closed laptop is: nothing leaves it.
func (w *world) sleep(index int, by time.Duration) {
	t := w.tills[index]
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asleep = time.Now().Add(by)
	w.touchTill(index, "sleep")
	w.went("sleep", true)
}

func (t *till) sleeping() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Before(t.asleep) && time.Since(t.w.start) < t.w.p.until()
}
