package simulator

import (
	"tillside/payments"
)

// send passes the transaction on to the gateway. Nothing can stop it from here on.
func (c *Cloud) send(r *run) {
	c.stop(r.next)
	c.stop(r.limit)
	c.show(r.terminal, StageProcessing, 0)
	lacked, lacks := c.world.lacked(r)
	switch {
	case lacks:
		r.next = c.after(c.options.Latency, func() { c.conclude(r, lacked) })
	case !c.agreed(r.amount.Currency()):
		c.refuse(r, "Agreement not found")
	case r.kind.Linked() && r.original == nil:
		c.refuse(r, "Original transaction not found")
	case !r.terminal.online && !r.terminal.falseAccept:
		c.refuse(r, "No connection to the gateway")
	default:
		r.next = c.after(c.rig.arrival, func() { c.arrive(r) })
	}
}

// refuse ends a transaction that the acquirer never sees: FAILED, without a transaction id.
func (c *Cloud) refuse(r *run, why string) {
	r.next = c.after(c.options.Latency, func() {
		c.conclude(r, verdict{status: statusFailed, issuer: "", text: why})
	})
}

// arrive files the transaction at the gateway. The status host knows it from now on.
func (c *Cloud) arrive(r *run) {
	r.record = &record{
		guid: c.ids.guid(), filing: r.filing, kind: r.kind, amount: r.amount, serial: r.terminal.info.Serial,
		resultID: r.resultID, at: c.wallClock(), paid: r.paid, parent: r.original,
		codes: codes{authorisation: c.ids.digits(6), rrn: "0000" + c.ids.digits(9)},
	}
	c.acquirer.file(r.record)
	r.next = c.after(c.options.Latency+c.world.deciding, func() { c.decide(r) })
}

// decide books the acquirer's verdict and does what the terminal makes of it.
func (c *Cloud) decide(r *run) {
	twist := r.trigger.twist
	if twist == twistChipAndPIN && (r.paid.scenario == scenarioContactless || r.paid.keyed() && !r.paid.again) {
		r.paid.again = true
		c.acquirer.book(r.record, verdict{statusDeclined, "65", issuerTexts["65"]})
		if r.paid.keyed() {
			r.next = c.after(numberTyping, func() { c.send(r) })
		} else {
			c.askCard(r)
		}
		return
	}
	r.record.paid.tip = c.tipOn(r)
	v := c.acquirer.judge(r.record, r.trigger)
	c.acquirer.book(r.record, v)
	switch {
	case !r.record.approved():
		c.conclude(r, v)
	case r.paid.verification == verifiedSignature:
		r.held = v.status
		c.ask(r, StageSign, c.rig.autoTap, ActSign, SignTimeout, "No signature was given")
	case twist == twistChoice && v.status == statusPartial:
		c.hold(r, v, v)
	case twist == twistUnconfirmed && v.status == statusPartial:
		c.hold(r, v, verdict{status: statusCancelled, issuer: "17", text: "The partial approval was not kept"})
	case twist == twistTakenBack:
		c.hold(r, v, verdict{status: statusDeclined, issuer: "Z3", text: "Declined by the chip"})
	default:
		c.conclude(r, v)
	}
}

// hold keeps an approval open while the terminal still has something to say about it.
// Meanwhile the status host says AUTHORISED, as Handpoint warns ("Transaction recovery":
// the status may show AUTHORISED early, the terminal's own result is the one that counts).
func (c *Cloud) hold(r *run, booked, end verdict) {
	r.held = booked.status
	r.record.status = statusAuthorised
	r.next = c.after(PartialPrompt, func() {
		r.record.status = booked.status
		if end.status != booked.status {
			c.acquirer.takeBack(r.record)
		}
		c.conclude(r, end)
	})
}

// conclude frees the terminal and delivers the result.
func (c *Cloud) conclude(r *run, v verdict) {
	t := r.terminal
	c.stop(r.next)
	c.stop(r.limit)
	t.run = nil
	c.show(t, StageDone, 0)
	t.rest = c.after(doneScreen, func() { c.show(t, StageIdle, 0) })
	switch r.trigger.twist {
	case twistSilent, twistVanish:
		return
	case twistLate:
		c.after(LateResult, func() { c.deliver(t, r, v, true) })
		return
	}
	if c.rig.delay > 0 {
		c.after(c.rig.delay, func() { c.deliver(t, r, v, true) })
		return
	}
	c.deliver(t, r, v, false)
}

// deliver brings a result out of the terminal, or keeps it there while the network or the
// rig is in the way.
func (c *Cloud) deliver(t *terminal, r *run, v verdict, recovered bool) {
	if c.rig.hold || !t.online {
		t.backlog = append(t.backlog, func() { c.deliver(t, r, v, true) })
		return
	}
	r.told(r, v, recovered)
}

// release tries again to deliver the results that waited; what is still in the way puts
// them back.
func (c *Cloud) release(t *terminal) {
	waiting := t.backlog
	t.backlog = nil
	for _, deliver := range waiting {
		deliver()
	}
}

// ping answers a pingDevice, if the payment application listens.
func (c *Cloud) ping(t *terminal, resultID string) {
	if !t.integrated || !t.online {
		return
	}
	c.after(c.options.Latency, func() {
		c.publish(resultID, pingResult{
			Result: "PING_PONG", FinStatus: statusProcessed, Type: "UNDEFINED", DeviceStatus: deviceOf(t.info),
		})
	})
}

// stopRun is stopCurrentTransaction: the running transaction ends as CANCELLED, the
// operation's own result says that it was processed.
func (c *Cloud) stopRun(r *run, resultID string) {
	t := r.terminal
	c.after(c.options.Latency, func() {
		if t.run == r && r.stoppable() {
			c.giveUp(r, "Cancelled by the point of sale")
		}
		c.publish(resultID, pingResult{
			Result: "OK", FinStatus: statusProcessed, Type: "CANCEL_TRX", DeviceStatus: deviceOf(t.info),
		})
	})
}

// kindWord is how a terminal's result names the kind; the status host says REVERSAL.
func kindWord(k payments.Kind, statusHost bool) string {
	word, onHold := holdWords[k]
	switch {
	case onHold:
		return word
	case k == payments.KindSale:
		return "SALE"
	case k == payments.KindPhoneOrder:
		return "MOTO_SALE"
	case !k.Operation().Undoes():
		return "REFUND"
	case statusHost, k == payments.KindHoldRelease: // no page names another word for it
		return "REVERSAL"
	case k == payments.KindSaleReversal:
		return "VOID_SALE"
	}
	return "VOID_REFUND"
}
