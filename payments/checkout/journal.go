package checkout

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
)

// Errors of a Journal. Compare with errors.Is.
var (
	ErrNonceTaken    = errors.New("this press was taken already")
	ErrTerminalTaken = errors.New("an attempt is open on this terminal")
	ErrOriginalTaken = errors.New("a refund or reversal of this payment is open")
	ErrStale         = errors.New("the attempt has moved on")
	ErrNoAttempt     = errors.New("no such attempt")
	ErrJournalFull   = errors.New("no space left for the journal")
	ErrJournalRead   = errors.New("the journal can only be read")
	ErrJournalNewer  = errors.New("the journal was written by a newer Tillside")
	ErrJournalBroken = errors.New("the journal is damaged")
	ErrJournal       = errors.New("the journal cannot be written")
)

// EventKind says what a line of the journal records.
type EventKind string

// The kinds of events.
const (
	EventRecorded      EventKind = "recorded"       // the intent
	EventSending       EventKind = "sending"        // committed before the request leaves
	EventAccepted      EventKind = "accepted"       // the gateway took it and gave a handle
	EventAnswered      EventKind = "answered"       // the request ended in any other way
	EventNothingFound  EventKind = "nothing_found"  // the gateway said explicitly that it has not seen it
	EventEvidence      EventKind = "evidence"       // a statement that is not yet proof
	EventResult        EventKind = "result"         // a statement that made the attempt final
	EventCancelAsked   EventKind = "cancel_asked"   // a person wished to stop it
	EventCancelTaken   EventKind = "cancel_taken"   // the gateway took the wish
	EventCancelRefused EventKind = "cancel_refused" // the terminal will not stop
	EventNoAnswer      EventKind = "no_answer"      // questions get no answer
	EventMismatch      EventKind = "mismatch"       // an answer that does not fit our question
	EventAttention     EventKind = "attention"      // asked long enough
	EventNotCharged    EventKind = "not_charged"    // proven by the not-charged rule
	EventClosed        EventKind = "closed"         // by a person, with a reason
	EventContradiction EventKind = "contradiction"  // a later statement against a final state
	EventReceipt       EventKind = "receipt"        // a receipt was kept
	EventNoReceipt     EventKind = "no_receipt"     // none came, or it could not be fetched
	EventTakenUp       EventKind = "taken_up"       // found open at the start of the program
	EventRebuilt       EventKind = "rebuilt"        // re-created from the list of what was sent
	EventReopened      EventKind = "reopened"       // proven after a person had closed it
	EventRepeated      EventKind = "repeated"       // sent once more under its key, which the provider remembers, to ask what became of it
	EventErased        EventKind = "erased"         // what may say something about a person was taken out; with each receipt an event of its own
)

// EventKinds lists every kind, for the test that each has its sentence.
func EventKinds() []EventKind {
	return []EventKind{
		EventRecorded, EventSending, EventAccepted, EventAnswered, EventNothingFound, EventEvidence, EventResult,
		EventCancelAsked, EventCancelTaken, EventCancelRefused, EventNoAnswer, EventMismatch, EventAttention,
		EventNotCharged, EventClosed, EventContradiction, EventReceipt, EventNoReceipt, EventTakenUp, EventRebuilt,
		EventReopened, EventRepeated, EventErased,
	}
}

// Event is one line of the journal: append-only, hashed into a chain.
type Event struct {
	Seq       int64 // position in the journal, given by it
	Reference string
	At        time.Time // wall clock, UTC
	Kind      EventKind
	From, To  payments.State // equal when the event did not move the attempt
	Error     payments.ErrorKind
	Code      string // the gateway's code, for the support rep
	Status    int    // HTTP status, 0 when there was none
	Detail    string // a short safe text: a reason a person gave, fields that mismatch; never a body
}

// Step is an attempt as an event leaves it.
type Step struct {
	Attempt payments.Attempt
	Event   Event
}

// Copy names a receipt.
type Copy string

// The copies.
const (
	CopyCustomer  Copy = "customer"
	CopyMerchant  Copy = "merchant"
	CopySignature Copy = "signature"
)

// Receipt is a receipt as it came. Location is where it came from, empty for inline HTML.
type Receipt struct {
	Copy     Copy
	Location string
	Type     string // media type: text/html, image/png, ...
	Body     []byte // nil while only the location is known
}

// Journal is what the engine needs written down. Every method that writes has committed
// durably (fsync) when it returns nil, and has changed nothing when it returns an error.
// Implementations are safe for use by several goroutines.
type Journal interface {
	// Record commits a new attempt in state recorded together with its first event, and with
	// the steps that follow at once: all of it or nothing. ErrNonceTaken, ErrTerminalTaken and
	// ErrOriginalTaken refuse a second one.
	Record(ctx context.Context, a payments.Attempt, e Event, then ...Step) error

	// Append commits one event and the attempt as it stands after it. a.Version must be
	// the stored version plus one, else ErrStale. Leaving a final state is ErrStale too,
	// but for what a person closed and a statement proves; an event that keeps the state
	// (a receipt, a contradiction) is welcome.
	Append(ctx context.Context, a payments.Attempt, e Event) error

	// KeepReceipt stores a receipt beside its attempt, with its event. A receipt that is
	// kept is never replaced by a shorter truth: a body stays when only a location comes.
	KeepReceipt(ctx context.Context, a payments.Attempt, r Receipt, e Event) error

	// Open lists every attempt that is not final, oldest first.
	Open(ctx context.Context) ([]payments.Attempt, error)

	// Attempt reads one attempt by our reference, or ErrNoAttempt.
	Attempt(ctx context.Context, reference string) (payments.Attempt, error)

	// Linked lists the attempts whose original is the given reference, oldest first.
	Linked(ctx context.Context, reference string) ([]payments.Attempt, error)

	// Owner is our reference of another attempt of the account that the gateway's names
	// belong to: a result handle, a reference or a transaction id that it was given. It is
	// "" when there is none. Names that are empty are not looked for.
	Owner(ctx context.Context, a payments.Attempt, ids payments.IDs) (reference string, err error)

	// ByToken reads the attempt that was sent with a callback's token, by the digest of
	// the token (payments.TokenDigest), or ErrNoAttempt. It is quick for any digest.
	ByToken(ctx context.Context, digest string) (payments.Attempt, error)
}

// Reader is what the screens read. It never blocks the writer.
type Reader interface {
	// List returns attempts, newest first.
	List(ctx context.Context, q Query) ([]payments.Attempt, error)
	Attempt(ctx context.Context, reference string) (payments.Attempt, error)
	Linked(ctx context.Context, reference string) ([]payments.Attempt, error)
	Timeline(ctx context.Context, reference string) ([]Event, error)
	Receipts(ctx context.Context, reference string) ([]Receipt, error)
	// Totals sums what is proven for attempts created in [from, to), by currency.
	Totals(ctx context.Context, from, to time.Time) ([]Total, error)
	// Usual tells how long the last card flows took on a terminal (Terminal.ID).
	Usual(ctx context.Context, terminalID string) (Usual, error)
	// LastAnswer is when a terminal last really answered, zero when never.
	LastAnswer(ctx context.Context, terminalID string) (payments.Health, error)
}

// Query narrows a list. Zero fields do not narrow.
type Query struct {
	Before   time.Time // strictly older than this, for the next page
	BeforeID string    // the reference of the last row of the page before, for equal times
	Limit    int       // 0 means 100
	OpenOnly bool      // only attempts that are not final
	Kind     payments.Kind
	After    time.Time // not older than this
	Until    time.Time // older than this
	Kinds    []payments.Kind
	States   []payments.State
	Terminal string // Terminal.ID
	Operator string // who asked for it
	AtLeast  payments.Money
	AtMost   payments.Money // of the currency of AtLeast, where both are given

	// Text is the beginning of a reference or of one of its groups, a part of the note, the
	// last four digits, the authorisation code or an amount; or several of these with spaces
	// between them, which must all fit.
	Text string
}

// Total is a sum of proven money in one currency.
type Total struct {
	Currency payments.Currency
	Payments int // attempts that moved money
	Net      payments.Money
	Tips     payments.Money // within the sales, but for those that were given back whole; zero Money for none
	Open     int            // attempts whose truth is not known; they are in no sum

	Closed       int            // attempts that a person closed and nothing confirmed; in no sum
	ClosedAmount payments.Money // what they were asked for, whichever way it would have gone
}

// Usual is what is normal on a terminal, from its last 50 approved or declined flows.
type Usual struct {
	Count   int
	Median  time.Duration
	Slowest time.Duration
}
