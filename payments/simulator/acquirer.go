package simulator

import (
	"time"

	"tillside/payments"
)

// The shop's agreement, as results and receipts name it.
const (
	merchantID      = "harbour-books"
	merchantName    = "Harbour Books"
	merchantAddress = "12 Quay Street"
	merchantMID     = "70012345"
)

// The words of finStatus.
const (
	statusUndefined  = "UNDEFINED"
	statusInProgress = "IN_PROGRESS"
	statusAuthorised = "AUTHORISED"
	statusPartial    = "PARTIAL_APPROVAL"
	statusDeclined   = "DECLINED"
	statusCancelled  = "CANCELLED"
	statusFailed     = "FAILED"
	statusRefunded   = "REFUNDED"
	statusProcessed  = "PROCESSED"
)

// Event says what a line of the ledger records.
type Event string

// The events of the ledger.
const (
	EventStart    Event = "start"    // a terminal was told to begin; answered with 202
	EventReceived Event = "received" // the gateway has it, the outcome is open
	EventDecided  Event = "decided"  // the acquirer decided; Moved says whether money moved
	EventReversed Event = "reversed" // the terminal took an approval back before it was done
	EventAdjusted Event = "adjusted" // another tip was put on a sale that was over; Moved is by how much more or less
)

// Entry is one line of the ledger. Entries are never changed or removed.
type Entry struct {
	Number      int // 1 for the first
	At          time.Time
	Event       Event
	Reference   string // of the request; linked operations stand under that of their original
	Filed       string // the reference that the gateway knows it by, where it replaced that
	Paid        Paid
	Kind        payments.Kind
	Amount      payments.Money // asked for
	Moved       payments.Money // into the shop's account; negative when money left it
	Terminal    string         // serial number
	State       string         // finStatus, empty for a start
	Transaction string         // empty for a start
	Original    string         // the transaction a linked operation names
	ResultID    string
	Starts      int // how many starts of this reference, kind and original there were so far
}

// Paid is what the acquirer was told of the card.
type Paid struct {
	Card string // the masked number of the one that was presented; empty for none
	Tip  int64  // within what moved, in minor units
	Held int64  // by how much more, or less, is reserved on it now, in minor units
}

// acquirer decides and keeps the books. It is guarded by the cloud's lock.
type acquirer struct {
	currency payments.Currency
	now      func() time.Time
	byRef    map[string][]*record
	byGUID   map[string]*record
	records  []*record // in the order in which they arrived
	helcim   helcim    // what its face keeps beside them
	hook     hook
	starts   map[startKey]int
	replaced map[string]string  // by the reference of a request: the one it is filed under
	tokens   map[string]card    // of kept cards, by token
	given    int                // tokens so far
	receipts map[string]receipt // uploaded by the terminals, by transaction
	ledger   []Entry
}

type startKey struct {
	reference string
	kind      payments.Kind
	original  string
}

func newAcquirer(currency payments.Currency, now func() time.Time) *acquirer {
	return &acquirer{
		currency: currency, now: now, byRef: map[string][]*record{}, byGUID: map[string]*record{},
		starts: map[startKey]int{}, replaced: map[string]string{}, receipts: map[string]receipt{}, tokens: map[string]card{},
	}
}

// file makes a record for a transaction that has reached the gateway.
func (a *acquirer) file(r *record) {
	r.status = statusInProgress
	a.byRef[r.reference] = append(a.byRef[r.reference], r)
	a.byGUID[r.guid] = r
	a.records = append(a.records, r)
	a.write(EventReceived, r, 0)
}

// verdict is the acquirer's decision.
type verdict struct {
	status string
	issuer string // response code
	text   string // for errorMessage; empty for an approval
}

var approval = verdict{status: statusAuthorised, issuer: "00"}

// judge decides about a transaction without booking it.
func (a *acquirer) judge(r *record, t Trigger) verdict {
	if no := a.refuseLinked(r); no.status != "" {
		return no
	}
	switch {
	case r.paid.declines:
		return verdict{statusDeclined, "05", "Do not honour"}
	case t.status == statusPartial && !r.kind.Operation().Charges():
		return approval // only a sale can be approved for a part
	case t.status != "":
		return verdict{t.status, t.code, issuerTexts[t.code]}
	}
	return approval
}

// issuerTexts are short forms of the ISO 8583 response codes the triggers use.
var issuerTexts = map[string]string{
	"01": "Refer to card issuer", "04": "Pick up card", "05": "Do not honour", "10": "Approved for a partial amount",
	"61": "Exceeds amount limit", "65": "Authentication required", "70": "PIN data required",
	"91": "Issuer or switch inoperative", "96": "System malfunction",
}

func (a *acquirer) refuseLinked(r *record) verdict {
	original := r.parent
	if original == nil {
		return verdict{}
	}
	if r.onHold() {
		return a.refuseOnHold(r)
	}
	if original.root().kind == payments.KindPhoneOrder && !r.paid.keyed() || original.kind == payments.KindSale && r.paid.keyed() {
		return verdict{statusDeclined, "12", "Unable to find message to reverse."}
	}
	no := func(text string) verdict { return verdict{statusDeclined, "12", text} }
	fits := r.kind.Operation().CanFollow(original.kind) && original.approved()
	if r.kind.Operation().Refunds() {
		switch {
		case !fits:
			return no("Only an approved sale can be refunded")
		case original.undone != stands:
			return no("The sale was reversed")
		case r.amount.Minor() > original.charged-original.since.refunds:
			return no("The requested refund amount is greater than what is left of the sale")
		}
		return verdict{}
	}
	switch {
	case !fits:
		return no("Unable to find message to reverse")
	case original.undone != stands:
		return no("Already reversed")
	case original.since.refunds > 0:
		return no("The sale was refunded")
	}
	return verdict{}
}

// book makes a verdict true: the record's state, the state of its original, the ledger.
func (a *acquirer) book(r *record, v verdict) {
	r.status, r.issuer = v.status, v.issuer
	if !r.approved() {
		a.write(EventDecided, r, 0)
		return
	}
	r.charged = r.amount.Minor()
	switch op := r.kind.Operation(); {
	case v.status == statusPartial:
		r.charged, r.paid.tip = r.charged-r.amount.Minor()/amountPart, 0
	case r.onHold():
		r.charged += r.paid.onTop
		a.bookOnHold(r, 1)
	case op.Charges():
		r.charged += r.paid.tip
	case op.Refunds():
		r.parent.since.refunds += r.charged
	case op.Undoes():
		// "For all other acquirers, the full original amount is reversed regardless of the
		// amount sent" (Handpoint REST API, Endpoints): this is one of the others.
		r.charged = r.parent.charged
		r.parent.undone = voided
		if r.parent.kind.Operation().Refunds() {
			r.parent.parent.since.refunds -= r.charged
		}
	}
	a.write(EventDecided, r, r.moves())
}

// takeBack undoes an approval before the terminal has told its result.
func (a *acquirer) takeBack(r *record) {
	r.undone = takenBack
	switch op := r.kind.Operation(); {
	case r.onHold():
		a.bookOnHold(r, -1)
	case op.Refunds():
		r.parent.since.refunds -= r.charged
	case op.Undoes():
		r.parent.undone = stands
		if r.parent.kind.Operation().Refunds() {
			r.parent.parent.since.refunds += r.charged
		}
	}
	a.write(EventReversed, r, -r.moves())
}

// start writes down that a terminal was told to begin.
func (a *acquirer) start(r *run) {
	key := startKey{r.sent, r.kind, r.originalID}
	a.starts[key]++
	a.append(Entry{
		Event: EventStart, Reference: r.sent, Filed: r.reference, Kind: r.kind, Amount: r.amount, Terminal: r.terminal.info.Serial,
		Original: r.originalID, ResultID: r.resultID, Starts: a.starts[key],
	})
}

func (a *acquirer) write(event Event, r *record, moved int64) {
	original := ""
	if r.parent != nil {
		original = r.parent.guid
	}
	a.append(Entry{
		Event: event, Reference: r.sent, Filed: r.reference, Kind: r.kind, Amount: r.amount, Moved: withMinor(r.amount, moved),
		Paid:     Paid{Card: r.paid.card.masked, Tip: tipOf(r, moved), Held: r.reserves(event)},
		Terminal: r.serial, State: r.current(), Transaction: r.guid, Original: original, ResultID: r.resultID,
		Starts: a.starts[startKey{r.sent, r.kind, original}],
	})
}

func (a *acquirer) append(e Entry) {
	e.Number, e.At = len(a.ledger)+1, a.now().UTC()
	if e.Filed == e.Reference {
		e.Filed = ""
	}
	if e.Moved.IsZero() {
		e.Moved = withMinor(e.Amount, 0)
	}
	a.ledger = append(a.ledger, e)
}

// tipOf is the tip within a movement of money.
func tipOf(r *record, moved int64) int64 {
	switch {
	case moved < 0:
		return -r.paid.tip
	case moved == 0:
		return 0
	}
	return r.paid.tip
}

// withMinor is an amount in the currency of m, which is valid because m is.
func withMinor(m payments.Money, minor int64) payments.Money {
	n, err := payments.NewMoney(minor, m.Currency())
	if err != nil {
		return payments.Money{}
	}
	return n
}
