package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"tillside/payments"
)

// helcimPurchase takes a purchase to a device: "202, no content".
func (c *Cloud) helcimPurchase(w http.ResponseWriter, r *http.Request) {
	fields := helcimBody(r)
	cents := helcimCents(fields["transactionAmount"])
	currency := payments.Currency(helcimText(fields["currency"]))
	switch {
	case cents <= 0:
		c.helcimError(w, http.StatusBadRequest, "transactionAmount", "must be a number with two decimals")
		return
	case currency != c.acquirer.currency:
		c.helcimError(w, http.StatusBadRequest, "currency", "is not the currency of the account")
		return
	}
	c.mu.Lock()
	invoice := helcimText(fields["invoiceNumber"])
	if invoice == "" {
		invoice = "INV" + c.ids.digits(6)
	}
	c.mu.Unlock()
	amount := amountOf(request{minor: cents, currency: string(currency)})
	c.helcimStart(w, r, &run{
		kind: payments.KindSale, amount: amount, filing: filing{reference: invoice, sent: invoice}, trigger: helcimTrigger(cents),
	})
}

// helcimDeviceRefund takes the refund of an Interac payment to a device, out of a closed batch.
func (c *Cloud) helcimDeviceRefund(w http.ResponseWriter, r *http.Request) {
	fields := helcimBody(r)
	cents := helcimCents(fields["transactionAmount"])
	id, err := strconv.ParseInt(string(fields["originalTransactionId"]), 10, 64)
	c.mu.Lock()
	c.sortIn()
	original := c.recordOf(id)
	refused := ""
	switch {
	case err != nil || original == nil || !c.shown(original):
		refused = "Original transaction not found"
	case cents <= 0 || cents > original.charged-original.since.refunds:
		refused = "Amount is greater than what is left"
	case original.paid.card.scheme != interacDebit.scheme:
		refused = "Only debit payments are refunded on a device"
	case c.openBatch(original):
		refused = "The batch of the payment is open"
	}
	c.mu.Unlock()
	if refused != "" {
		c.helcimError(w, http.StatusBadRequest, "", refused)
		return
	}
	c.helcimStart(w, r, &run{
		kind: payments.KindRefund, amount: withMinor(original.amount, cents), original: original, originalID: original.guid,
		filing: filing{reference: original.reference, sent: original.sent}, trigger: Trigger{twist: twistInterac},
	})
}

// helcimStart hands a transaction to its terminal.
func (c *Cloud) helcimStart(w http.ResponseWriter, r *http.Request, one *run) {
	c.mu.Lock()
	c.sortIn()
	t := c.terminal(r.PathValue("code"))
	status := http.StatusAccepted
	switch {
	case t == nil || !c.helcimOurs(r):
		status = http.StatusNotFound
	case one.trigger.twist == twistOffline, !t.online && !t.falseAccept, t.run != nil:
		status = http.StatusConflict
	default:
		one.terminal, one.told = t, c.helcimTold
		c.acquirer.start(one)
		if t.online && t.integrated {
			c.begin(one)
		}
	}
	c.mu.Unlock()
	c.watchers.flush()
	switch status {
	case http.StatusNotFound:
		c.helcimError(w, status, "", "Device not found")
	case http.StatusConflict:
		c.helcimError(w, status, "", "Device Not Listening")
	default:
		w.WriteHeader(status)
	}
}

// helcimTold lists what a terminal has done, and posts it. Where nothing came to the acquirer there
// is nothing to list: a cancel is told by webhook alone.
func (c *Cloud) helcimTold(r *run, v verdict, _ bool) {
	c.sortIn()
	if r.record == nil {
		if v.status == statusCancelled {
			c.helcimPost(helcimCancelEvent(r, c.wallClock()))
		}
		return
	}
	c.acquirer.helcim.listed[r.record] = true
	c.helcimPost(helcimEvent(c.transactionID(r.record)))
	if r.trigger.twist == twistTwice {
		r.trigger.twist = twistNone
		c.after(c.options.Latency, func() { c.helcimAgain(*r) })
	}
}

// helcimAgain charges the same card once more under the same number.
func (c *Cloud) helcimAgain(r run) {
	again := *r.record
	again.guid, again.codes.authorisation = c.ids.guid(), c.ids.digits(6)
	c.acquirer.file(&again)
	c.acquirer.book(&again, approval)
	c.sortIn()
	c.acquirer.helcim.listed[&again] = true
	c.helcimPost(helcimEvent(c.transactionID(&again)))
}

// helcimKey is what an idempotency key looks like.
var helcimKey = regexp.MustCompile(`^[A-Za-z0-9_-]{25,36}$`)

// helcimUndo gives money back without a card, once for each key.
func (c *Cloud) helcimUndo(kind payments.Kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("idempotency-key")
		fields := helcimBody(r)
		if !helcimKey.MatchString(key) {
			c.helcimError(w, http.StatusBadRequest, "idempotency-key", "must have 25 to 36 letters, digits, - or _")
			return
		}
		if helcimText(fields["ipAddress"]) == "" {
			c.helcimError(w, http.StatusBadRequest, "ipAddress", "is missing")
			return
		}
		c.mu.Lock()
		c.sortIn()
		if before, again := c.acquirer.helcim.once[key]; again && time.Since(before.at) < helcimMemory {
			c.mu.Unlock()
			writeBody(w, before.status, before.body)
			return
		}
		t, refused := c.helcimGiveBack(kind, fields)
		var body []byte
		if refused == "" {
			var err error
			if body, err = json.Marshal(t); err != nil {
				refused = "Internal error"
			}
			c.acquirer.helcim.once[key] = helcimAnswer{time.Now(), http.StatusOK, body}
		}
		c.mu.Unlock()
		if refused != "" {
			c.helcimError(w, http.StatusBadRequest, "", refused)
			return
		}
		writeBody(w, http.StatusOK, body)
	}
}

// helcimGiveBack books a refund or a reversal. The caller holds the lock.
func (c *Cloud) helcimGiveBack(kind payments.Kind, fields map[string]json.RawMessage) (t helcimTransaction, refused string) {
	name := "originalTransactionId"
	if kind == payments.KindSaleReversal {
		name = "cardTransactionId"
	}
	id, err := strconv.ParseInt(string(fields[name]), 10, 64)
	original := c.recordOf(id)
	if err != nil || original == nil || !c.shown(original) || !original.approved() {
		return t, "Card transaction not found"
	}
	cents := original.charged
	switch kind {
	case payments.KindRefund:
		cents = helcimCents(fields["amount"])
		switch {
		case cents <= 0:
			return t, "amount must be a number with two decimals"
		case original.paid.card.scheme == interacDebit.scheme:
			return t, "In-person debit payments are refunded on the device"
		case c.openBatch(original):
			return t, "The batch of the payment is open"
		}
	default:
		if !c.openBatch(original) {
			return t, "The batch of the payment is closed"
		}
	}
	one := &run{
		kind: kind, amount: withMinor(original.amount, cents), original: original, originalID: original.guid,
		filing: filing{reference: original.reference, sent: original.sent}, terminal: &terminal{},
	}
	c.acquirer.start(one)
	r := &record{
		guid: c.ids.guid(), filing: one.filing, kind: kind, amount: one.amount, at: c.wallClock(), paid: withoutCard(original), parent: original,
		codes: codes{authorisation: c.ids.digits(6)},
	}
	c.acquirer.file(r)
	c.acquirer.book(r, c.acquirer.judge(r, Trigger{}))
	c.sortIn()
	c.acquirer.helcim.listed[r] = true
	return c.helcimOf(r), ""
}
