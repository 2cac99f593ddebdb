package payments

import (
	"context"
	"time"
)

// Gateway is what every payment provider's adapter can do. Adapters are stateless but
// for their pace: one call, one answer; they never retry, poll, log or store. Every
// method blocks until answered, its own deadline or ctx, and may be called from several
// goroutines at once.
type Gateway interface {
	// Info is constant for the life of the gateway and does no I/O.
	Info() Info

	// Terminals lists the account's card terminals, without pseudo terminals for keyed
	// entry. An account without terminals is an empty list, not an error.
	Terminals(ctx context.Context) ([]Terminal, error)

	// Begin sends the attempt. It transmits at most once, whatever happens, and returns
	// no error: everything is an Outcome. NotSent only where it is proven that no byte
	// was written; Refused only where the gateway itself said no, in words that a request
	// delivered twice does not explain as well (those are Unknown with a Refusal); anything
	// that is not an explicit statement is Unknown. An Outcome that is no acceptance says in
	// Error, Status, Code and Detail what came back.
	Begin(ctx context.Context, a Attempt) Outcome

	// Check reads the terminal's own result by a.Sent.ResultID. It has no effect at the
	// gateway and may be repeated. The error, always an *Error, means that the call told
	// us nothing new.
	Check(ctx context.Context, a Attempt) (Outcome, error)
}

// Finder looks an attempt up by our own reference: the way out of unknown. Read-only and
// repeatable. For a linked attempt it looks for a new child of the original (a.Sent.Known
// holds the children that were there before). An Outcome with NotFound set is the
// gateway's explicit "never seen", for a linked attempt that its whole list holds no child
// that was not there before; 404, 401, 403, 429 and 5xx are errors.
type Finder interface {
	Find(ctx context.Context, a Attempt) (Outcome, error)
}

// FamilyReader reads every transaction filed under a reference, oldest first. The first
// one is the original in its current state; later ones are its refunds and reversals. An
// empty family means that the gateway does not know the reference.
type FamilyReader interface {
	Family(ctx context.Context, reference string) ([]Outcome, error)
}

// ReceiptLocator knows where the provider usually has the receipts of a payment, for one
// whose result named none: the status service states no receipts. Nothing says that they are
// there. It does no I/O.
type ReceiptLocator interface {
	ReceiptLocations(a Attempt) Receipts
}

// Canceller asks a terminal to stop. A nil error says that the wish was taken, not that
// anything stopped: Check tells what came of it. ErrorNoCancel and ErrorNothingToDo say
// that the terminal will not stop.
type Canceller interface {
	Cancel(ctx context.Context, a Attempt) error
}

// Pinger asks a terminal for a sign of life. StartPing returns a handle for PingResult,
// which is read-only and returns ok false while the terminal has not answered yet. A busy
// terminal answers StartPing with ErrorBusy: that, too, is a sign of life.
type Pinger interface {
	StartPing(ctx context.Context, t Terminal) (handle string, err error)
	PingResult(ctx context.Context, handle string) (h Health, ok bool, err error)
}

// Warmer opens the way to the provider before it is needed. Warm is called while an attempt
// is being written down that will be sent at once, and returns when the way is open, cannot
// be opened or ctx ends. It sends no request and costs nothing of the provider's rate, and
// Begin does the same whether it was called, has failed or is still at work.
type Warmer interface {
	Warm(ctx context.Context)
}

// Info describes a gateway.
type Info struct {
	Provider    string // stable identifier, "handpoint"
	Name        string // for people, "Handpoint"
	Operations  []Kind
	MaxAmount   int64         // largest amount in minor units the gateway takes
	Pace        time.Duration // smallest average distance between two requests of one key
	NoteLength  int           // longest note it takes, in characters
	Rules       RecoveryRules
	Currencies  []Currency // empty: whatever the merchant's agreement says
	KeyPattern  string     // what a key looks like, for the hint at the field; "" unknown
	Environment string     // the environment this gateway talks to
	Scope       string     // digest of the addresses where the environment alone does not name them; else ""
}

// RecoveryRules are a provider's own statements about time, as durations. A zero rule is
// one the provider does not give.
type RecoveryRules struct {
	// NotFoundFinal: so long after the request ended, an explicit "never seen" means that
	// it never will be (Handpoint: UNDEFINED after 90 s).
	NotFoundFinal time.Duration
	// StatusFrom: so long after acceptance the status host is asked beside the result.
	StatusFrom time.Duration
	// ConfirmAfter: so long a statement of the status host must stand before it counts
	// without the terminal's own result (Handpoint: 31 s).
	ConfirmAfter time.Duration
	// PartialChoice: so long a partial approval waits for the merchant's choice (60 s).
	PartialChoice time.Duration
	// LongestFlow is the longest normal card flow (about 6 minutes).
	LongestFlow time.Duration
	// Memory is how long "never seen" is a statement: what is older the provider may have
	// forgotten. Handpoint states none; a day is ours.
	Memory time.Duration
}

// Supports reports whether the gateway offers the kind.
func (i Info) Supports(k Kind) bool {
	for _, op := range i.Operations {
		if op == k {
			return true
		}
	}
	return false
}
