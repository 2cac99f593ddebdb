package simulator

import (
	"cmp"
	"time"

	"tillside/payments"
)

// terminal is a card terminal. It does one transaction at a time.
type terminal struct {
	info        payments.Terminal
	online      bool
	integrated  bool
	falseAccept bool     // offline, but the cloud says 202
	run         *run     // nil when it is free
	prompt      Prompt   // what it shows
	backlog     []func() // results that wait for the network
	rest        *alarm   // brings back the idle screen
	controls    Controls
	printed     []string
	batches     []*batch // closed ones
	batchedTo   int      // how much of the ledger is in them
}

// run is one transaction on a terminal, whichever face it was asked for at.
type run struct {
	kind     payments.Kind
	amount   payments.Money
	resultID string // the handle that was given out for it; "" where a face has none
	filing
	trigger    Trigger
	terminal   *terminal
	original   *record // nil unless linked and known
	originalID string  // as the request named it
	paid       presented
	record     *record // nil until it has reached the gateway
	asks
	held  string // what was approved, while the terminal still has a say; else empty
	next  *alarm // what happens when nobody acts
	limit *alarm // when the terminal gives up

	// told brings the result out of the terminal as its face does. It is called under the lock.
	told func(r *run, v verdict, recovered bool)
}

// asks are what the till has asked for beside the amount.
type asks struct {
	tips   *tipRequest // nil where the till has not asked for a tip
	beside beside
}

func (r *run) stage() Stage { return r.terminal.prompt.Stage }

// stoppable follows the documentation: "a transaction can only be cancelled at specific
// steps, while waiting for the card to be inserted or on PIN screen" (Handpoint REST API,
// Endpoints). The moment before the card is asked for counts as waiting.
func (r *run) stoppable() bool {
	switch r.stage() {
	case StageIdle, StageCard, StagePIN:
		return true
	}
	return false
}

// show puts another screen on the terminal and tells those who watch.
func (c *Cloud) show(t *terminal, stage Stage, tap time.Duration) {
	p := Prompt{Terminal: t.info, Stage: stage, Tap: tap}
	if t.run != nil {
		p.Amount, p.Kind = withMinor(t.run.amount, t.run.amount.Minor()+t.run.tips.added()), t.run.kind
	} else if stage == StageDone {
		p.Amount, p.Kind = t.prompt.Amount, t.prompt.Kind
	}
	t.prompt = p
	c.watchers.tell(p)
}

// begin starts a transaction that the cloud has accepted.
func (c *Cloud) begin(r *run) {
	t := r.terminal
	c.stop(t.rest)
	t.run = r
	c.show(t, StageIdle, 0)
	if r.paid.keyed() {
		r.paid = keyedCard(r.original)
		r.next = c.after(c.options.Latency+numberTyping, func() { c.send(r) })
		return
	}
	if r.kind.Operation().Needs == payments.NeedTerminal {
		r.paid = withoutCard(r.original)
		r.next = c.after(c.options.Latency, func() { c.send(r) })
		return
	}
	r.next = c.after(c.options.Latency, func() {
		if r.tips != nil {
			c.askTip(r)
			return
		}
		c.askCard(r)
	})
}

// askCard waits for a card. Left alone the customer does what the amount says, or taps.
func (c *Cloud) askCard(r *run) {
	action := ActTap
	switch r.trigger.twist {
	case twistCancel:
		action = ActCancel
	case twistSign:
		action = ActSign
	case twistVanish:
		action = ActLeave
	case twistChipAndPIN:
		if r.record != nil {
			action = ActInsert
		}
	}
	c.ask(r, StageCard, c.rig.autoTap, action, cmp.Or(c.world.patience, CardTimeout), "No card was presented")
}

// ask shows a question. The customer answers it with action after patience, unless that
// is negative; the terminal gives up after limit.
func (c *Cloud) ask(r *run, stage Stage, patience time.Duration, action Action, limit time.Duration, gaveUp string) {
	c.stop(r.next)
	c.stop(r.limit)
	r.next = nil
	if patience >= 0 {
		r.next = c.after(patience, func() { c.act(r, action) })
	}
	r.limit = c.after(limit, func() { c.giveUp(r, gaveUp) })
	c.show(r.terminal, stage, max(patience, 0))
}

// act is what the customer does. The caller holds the lock.
func (c *Cloud) act(r *run, action Action) {
	stage := r.stage()
	switch {
	case stage != StageTip && stage != StageCard && stage != StagePIN && stage != StageSign:
		return
	case action == ActLeave:
		c.stop(r.next)
		r.terminal.prompt.Tap = 0
		c.watchers.tell(r.terminal.prompt)
	case action == ActCancel:
		c.giveUp(r, "Cancelled by the customer")
	case stage == StageTip:
		c.chooseTip(r, action)
	case stage == StageCard && action.presents():
		c.present(r, action)
	case stage == StagePIN && action == ActInsert:
		c.read(r)
	case stage == StageSign && action == ActSign:
		c.conclude(r, verdict{status: r.held, issuer: r.record.issuer})
	}
}

func (c *Cloud) present(r *run, action Action) {
	if r.record != nil && action != ActInsert {
		return // the bank wants chip and PIN now
	}
	if r.trigger.twist == twistSign && action == ActTap {
		action = ActSign
	}
	r.paid = presentedBy(action).sameCard(r.original)
	if r.trigger.twist == twistInterac {
		r.paid.card = interacDebit
	}
	if action == ActInsert {
		c.ask(r, StagePIN, pinTyping, ActInsert, PINTimeout, "No PIN was entered")
		return
	}
	c.read(r)
}

// read goes on with a card that was read. A terminal that knows it with this amount asks first, for the
// shop's own people to answer, unless the till has told it not to.
func (c *Cloud) read(r *run) {
	twist := r.trigger.twist
	if r.beside.unchecked || twist != twistAsksTwice && twist != twistNotMeant {
		c.send(r)
		return
	}
	c.stop(r.limit)
	c.show(r.terminal, StageProcessing, 0)
	r.next = c.after(PartialPrompt, func() {
		if twist == twistNotMeant {
			c.giveUp(r, "The duplicate was not confirmed")
			return
		}
		c.send(r)
	})
}

// giveUp ends a transaction without a charge; an approval is taken back first.
func (c *Cloud) giveUp(r *run, why string) {
	if r.held != "" {
		c.acquirer.takeBack(r.record)
	}
	c.conclude(r, verdict{status: statusCancelled, issuer: "17", text: why})
}
