package simulator

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"tillside/payments"
)

// kushkiOrder is one payment request.
type kushkiOrder struct {
	key    string
	at     time.Time // taken, on the cloud's clock
	body   kushkiBody
	run    *run
	begun  bool   // the terminal has it; before, it waits in the terminal's queue
	end    string // how it ended, "" before
	number int    // "sequenceNumber"
}

// kushkiQuirk is an amount that makes the face itself behave oddly.
type kushkiQuirk string

const (
	quirkNumber  kushkiQuirk = "the status is a number"
	quirkWord    kushkiQuirk = "the status is a word that no page has"
	quirkNoBody  kushkiQuirk = "201 without a body"
	quirkError   kushkiQuirk = "an error object under 200"
	quirkTooMany kushkiQuirk = "429 with the seconds in its text"
	quirkForm    kushkiQuirk = "400 with RP-029"
	quirkShout   kushkiQuirk = "the status in capital letters"
)

// The amounts, in pesos, of the face's own quirks. What the terminals do is among Triggers.
const (
	KushkiNumber int64 = 9101 + iota
	KushkiWord
	KushkiNoBody
	KushkiErrorUnderOK
	KushkiTooMany
	KushkiForm
	KushkiCapitals
)

var kushkiQuirks = map[int64]kushkiQuirk{
	KushkiNumber: quirkNumber, KushkiWord: quirkWord, KushkiNoBody: quirkNoBody, KushkiErrorUnderOK: quirkError,
	KushkiTooMany: quirkTooMany, KushkiForm: quirkForm, KushkiCapitals: quirkShout,
}

// take takes a request, or says why not: in the order of the middleware, the key, the terminal
// and its queue.
func (k *kushki) take(b kushkiBody) (*kushkiOrder, *kushkiError) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.cloud.mu.Lock()
	defer k.cloud.mu.Unlock()
	now := k.cloud.wallClock()
	no := func(status int, code, message string) (*kushkiOrder, *kushkiError) {
		return nil, &kushkiError{status: status, Error: true, Code: code, Message: message}
	}
	if left := kushkiEvery - now.Sub(k.begun[b.Device]); left > 0 && !k.begun[b.Device].IsZero() || kushkiQuirks[b.pesos] == quirkTooMany {
		return no(http.StatusTooManyRequests, "INT-MIDDLEWARE-429",
			fmt.Sprintf("API calls quota exceeded! maximum admitted 1 per 1m. Wait %d seconds.", int(math.Ceil(max(left, time.Second).Seconds()))))
	}
	if o := k.remembered(b.IdempotencyKey, now); o != nil {
		if o.stage() == "processing" {
			return no(http.StatusBadRequest, "MR-203", "The payment request is in process")
		}
		return no(http.StatusBadRequest, "MR-191", "The idempotencyKey is already used")
	}
	t := k.cloud.terminal(b.Device)
	switch {
	case t == nil:
		return no(http.StatusBadRequest, "MR-100", "The device is not linked to this API key")
	case kushkiTrigger(b.pesos).twist == twistBusy, k.waiting(b.Device) >= kushkiQueue:
		return no(http.StatusBadRequest, "MR-180", "The device has 5 pending requests")
	case kushkiQuirks[b.pesos] == quirkForm:
		return no(http.StatusBadRequest, "RP-029", "The device has no configuration")
	}
	k.begun[b.Device] = now
	o := &kushkiOrder{key: b.IdempotencyKey, at: now, body: b, number: len(k.orders) + 1}
	k.orders = append(k.orders, o)
	o.run = k.newRun(o, t)
	k.cloud.acquirer.start(o.run)
	k.advance(t)
	return o, nil
}

// remembered is the newest request of a key that is not forgotten.
func (k *kushki) remembered(key string, now time.Time) *kushkiOrder {
	for _, o := range slices.Backward(k.orders) {
		if o.key == key && now.Sub(o.at) < kushkiMemory {
			return o
		}
	}
	return nil
}

// waiting counts the requests of a terminal that have not ended.
func (k *kushki) waiting(serial string) int {
	n := 0
	for _, o := range k.orders {
		if o.body.Device == serial && o.end == "" && !o.stuck() {
			n++
		}
	}
	return n
}

// newRun is a request as the terminals know it.
func (k *kushki) newRun(o *kushkiOrder, t *terminal) *run {
	amount, _ := payments.NewMoney(o.body.pesos, k.cloud.acquirer.currency) // a number of pesos is always an amount
	return &run{
		kind: payments.KindSale, amount: amount, resultID: o.key, filing: filing{o.key, o.key, o.body.Description},
		trigger: kushkiTrigger(o.body.pesos), terminal: t,
		told: func(r *run, v verdict, _ bool) {
			o.end = kushkiEnds[v.status]
			k.cloud.kushkiPost(o, r)
		},
	}
}

// kushkiEnds are the words of the ends. A decline has no word of its own.
var kushkiEnds = map[string]string{
	statusAuthorised: "completed", statusCancelled: "canceled", statusDeclined: "failed", statusFailed: "failed",
}

// advance gives a free terminal the oldest request that waits for it. Whoever asks moves the
// queue: the cloud has no clock of its own. The locks are held.
func (k *kushki) advance(t *terminal) {
	if t.run != nil || !t.online || !t.integrated {
		return
	}
	for _, o := range k.orders {
		if o.run.terminal == t && o.end == "" && !o.begun {
			o.begun = true
			k.cloud.begin(o.run)
			return
		}
	}
}

// stage is the word of a request's status.
func (o *kushkiOrder) stage() string {
	switch {
	case o.end != "":
		return o.end
	case o.run.trigger.twist == twistVanish, !o.begun:
		return "pending"
	case o.run.record != nil:
		return "processing"
	}
	return "sent"
}

// stuck reports whether a request has left its terminal and its status will never say so.
func (o *kushkiOrder) stuck() bool { return o.begun && o.run.terminal.run != o.run && o.end == "" }

func (k *kushki) status(w http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	if len(key) > 36 {
		kushkiRefuse(w, http.StatusBadRequest, "INVALID_MODEL", "idempotencyKey must have 1 to 36 characters")
		return
	}
	k.mu.Lock()
	k.cloud.mu.Lock()
	var found *kushkiOrder
	for _, o := range k.orders {
		if o.key == key && !k.cloud.forgotten(o.at) {
			found = o
		}
	}
	var body map[string]any
	ended := false
	if found != nil {
		k.advance(found.run.terminal)
		body, ended = found.told(), found.end != ""
	}
	k.cloud.mu.Unlock()
	k.mu.Unlock()
	k.cloud.watchers.flush()
	switch {
	case found == nil:
		kushkiRefuse(w, http.StatusNotFound, "MR-160", "The payment request does not exist")
	case kushkiQuirks[found.body.pesos] == quirkError && !ended:
		kushkiRefuse(w, http.StatusOK, "MR-170", "Database error")
	default:
		writeJSON(w, http.StatusOK, body)
	}
}

// told is the answer about a request.
func (o *kushkiOrder) told() map[string]any {
	var status any = o.stage()
	switch kushkiQuirks[o.body.pesos] {
	case quirkNumber:
		status = slices.Index([]string{"pending", "sent", "canceled", "processing", "failed", "completed"}, o.stage())
	case quirkShout:
		status = strings.ToUpper(o.stage())
	case quirkWord:
		if o.end == "" {
			status = "reticulating"
		}
	}
	body := map[string]any{
		"idempotencyKey": o.key, "status": status, "amount": o.body.pesos, "device": o.body.Device, "dteType": o.body.DTEType,
		"description": o.body.Description, "extraData": o.body.ExtraData,
	}
	if o.end == "completed" {
		body["transactionReference"], body["acquirerId"], body["sequenceNumber"] = o.run.record.guid, o.run.record.codes.rrn, fmt.Sprint(o.number)
	}
	return body
}

// latest lists the newest authorised transactions of a terminal.
func (k *kushki) latest(w http.ResponseWriter, r *http.Request) {
	serial := r.PathValue("serial")
	k.mu.Lock()
	k.cloud.mu.Lock()
	known := k.cloud.terminal(serial) != nil
	list := []map[string]any{}
	for _, o := range slices.Backward(k.orders) {
		record := o.run.record
		if o.body.Device != serial || record == nil || !record.approved() || record.undone == takenBack || o.run.held != "" || len(list) == kushkiLatest {
			continue
		}
		masked := record.paid.card.masked
		list = append(list, map[string]any{
			"sequenceNumber": fmt.Sprint(o.number), "date": record.at.Format("2006-01-02T15:04:05"), "cardLast4": masked[max(len(masked)-4, 0):],
			"totalAmount": record.charged, "paymentType": "CREDIT", "customFields": packed(o.body.ExtraData.CustomFields),
		})
	}
	k.cloud.mu.Unlock()
	k.mu.Unlock()
	if !known {
		kushkiRefuse(w, http.StatusOK, "INT-TRANSACTIONS-006", "The device is not linked to this API key")
		return
	}
	writeJSON(w, http.StatusOK, list)
}

// packed are custom fields as a list has them, nil for none.
func packed(fields []kushkiField) any {
	if len(fields) == 0 {
		return nil
	}
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = fmt.Sprintf("%v&%s&%s", f.Print, f.Name, f.Value)
	}
	return strings.Join(all, "/")
}
