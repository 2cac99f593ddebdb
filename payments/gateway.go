package payments

import (
	"context"
	"slices"
	"strings"
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
	// entry. An account without terminals is an empty list, not an error. It asks the provider
	// in any case, so that a list proves the key: one whose terminals are typed in answers with
	// those that it was connected with, after a call that the key is needed for.
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
// repeatable. For a linked attempt it looks for a new child of the original (a.Sent.PriorChildren
// holds the children that were there before). An Outcome with NotFound set is the
// gateway's explicit "never seen", for a linked attempt that its whole list holds no child
// that was not there before; 404, 401, 403, 429 and 5xx are errors.
type Finder interface {
	Find(ctx context.Context, a Attempt) (Outcome, error)
}

// HistoryReader reads every transaction filed under a reference, oldest first. The first
// one is the original in its current state; later ones are its refunds and reversals. An
// empty history means that the gateway does not know the reference.
type HistoryReader interface {
	History(ctx context.Context, reference string) ([]Outcome, error)
}

// CopyFinder finds what moved money under an attempt's own name and stands, the attempt's own included:
// one request that something on the way has delivered twice is listed twice. It is asked about a linked
// attempt, and about any where the gateway is no HistoryReader. Where nothing tells an entry from one of
// another till it is not returned. a.Sent.PriorChildren is as for Finder.
type CopyFinder interface {
	Copies(ctx context.Context, a Attempt) ([]Outcome, error)
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

// Recogniser says whose an answer is, where a provider files payments in a way of its own:
// under a name that is made from our reference, or what follows a payment under a name of
// its own. Foreign names what of the answer belongs to something else, "reference" or
// "original", and is empty where the answer may be the attempt's. It does no I/O.
// Without it an answer is the attempt's under our reference, and what follows a payment is
// under that payment's.
type Recogniser interface {
	Foreign(a Attempt, o Outcome) []string
}

// Compare holds an answer of a gateway against the question that it should answer, as
// Attempt.Compare does. Whose it is, the gateway says where it can.
func Compare(g Gateway, a Attempt, o Outcome) []string {
	r, ok := g.(Recogniser)
	if !ok {
		return a.Compare(o)
	}
	wrong := r.Foreign(a, o)
	for _, field := range a.Compare(o) {
		if field != "reference" && field != "original" {
			wrong = append(wrong, field)
		}
	}
	return wrong
}

// Repeater is a gateway whose provider remembers operations by a key of ours and answers a
// request that comes again as it answered the first one, without carrying it out again. That
// makes sending once more a way to ask what became of an attempt whose answer is lost.
type Repeater interface {
	// RepeatWithin is how long after the first request, by the provider's documents, a second
	// one is answered like that; 0 where nothing is documented for the kind.
	RepeatWithin(k Kind) time.Duration

	// Repeat sends the attempt as it was sent, under the same key. It is called at most once
	// for an attempt, by the process that sent it, well within that time. The error, always an
	// *Error, means that the call told us nothing new.
	Repeat(ctx context.Context, a Attempt) (Outcome, error)
}

// FollowUpReader knows what a provider takes on a payment now, where that changes with time:
// a day that is closed, a time that has passed. Read-only and repeatable. The error, always an
// *Error, means that nobody knows.
type FollowUpReader interface {
	FollowUps(ctx context.Context, original Attempt) (FollowUps, error)
}

// FollowUps are the operations that a provider takes on one payment. A kind in neither list is
// not taken any more.
type FollowUps struct {
	Now   []Kind
	Later []Kind // once the provider has closed the books of the payment's day
}

// Preconnector opens the way to the provider before it is needed. Preconnect is called while an attempt
// is being written down that will be sent at once, and returns when the way is open, cannot
// be opened or ctx ends. It sends no request and costs nothing of the provider's rate, and
// Begin does the same whether it was called, has failed or is still at work.
type Preconnector interface {
	Preconnect(ctx context.Context)
}

// Info describes a gateway: what its provider says of itself, for the environment that it
// talks to.
type Info struct {
	Provider            string // stable identifier
	Name                string // for people
	Operations          []Kind
	MinAmount           int64  // smallest amount in minor units the gateway takes
	MaxAmount           int64  // largest amount in minor units the gateway takes
	Starts              []Rate // payments started at one terminal, as often as the provider takes them
	NoteLength          int    // longest note it takes, in characters; Unlimited, or 0 where it takes none
	Rules               RecoveryRules
	Currencies          []Currency // empty: whatever the merchant's agreement says
	Can                 Abilities
	Typed               bool   // its terminals are typed in; nobody lists them
	Blind               bool   // a payment whose answer is lost cannot be looked up: nobody is asked about it
	Environment         string // the environment this gateway talks to
	Traits              Traits // what sets its provider apart from others
	EndpointFingerprint string // digest of the addresses where the environment alone does not name them; else ""
}

// Traits set one provider apart from others. The zero value is one whose terminals do it all.
type Traits struct {
	// WithoutTerminal are the kinds that the provider carries out by itself: no card is
	// presented, and no terminal is asked for. AtTerminal are the schemes of cards to which
	// money goes back at a terminal all the same.
	WithoutTerminal []Kind
	AtTerminal      []string

	// AlsoWithout are operations that a terminal carries out, and the provider by itself where a
	// person names no terminal: because it is broken or gone.
	AlsoWithout []Way
	Settled     bool // a person has said in which unit the amounts are read of those that are in doubt

	// Number is what the provider knows an attempt by, and its website shows, where that is
	// not our reference; nil or "" where it is.
	Number func(a Attempt) string

	KeepsCards   bool          // it is a CardKeeper, and the shop has cards kept
	HoldLasts    time.Duration // how long the shop says that a hold can be charged; 0: nobody has said it
	Look         time.Duration // between two questions about a payment, for each that is open; 0: a second
	BusyPings    bool          // a terminal answers a ping whatever it does: that it answers says nothing of a payment
	CancelUnseen bool          // nobody who asks is told of a cancel at the terminal
	AsksTips     bool          // its terminals ask the customer for a tip when they are told to (Intent.Tips)
	AsksTwice    time.Duration // its terminals ask whether a second payment of the same amount with the same card is meant, for so long; 0: they do not
	TakesFields  bool          // it takes what a shop notes beside a sale (Intent.Fields)
	NoReceipts   bool          // it sends none: the terminal prints or mails them, and none is missing
}

// Abilities are what not every gateway can do, and what a screen therefore offers only where
// it can.
type Abilities struct {
	Cancel bool // a terminal can be asked to stop
	Ping   bool // a terminal can be asked for a sign of life
	Seek   bool // the provider can be asked for a payment that another till took

	Commands CommandSet // what it can be told that is no payment

	Lacks FeatureSet // what the provider has said that this merchant does not have; a gateway leaves it empty
}

// Describe is what a gateway says of itself, and what it can do.
func Describe(g Gateway) Info {
	info := g.Info()
	_, info.Can.Cancel = g.(Canceller)
	_, info.Can.Ping = g.(Pinger)
	_, info.Can.Seek = g.(Seeker)
	if c, ok := g.(Commander); ok {
		info.Can.Commands = SetOf(c.Commands()...)
	}
	if info.Can.Ping {
		info.Can.Commands |= SetOf(CommandPing)
	}
	_, finds := g.(Finder)
	info.Blind = !finds
	return info
}

// Info describes a gateway of the provider with all that the provider has said.
func (p Provider) Info(environment string, operations ...Kind) Info {
	return Info{
		Provider: p.ID, Name: p.Name, Operations: operations,
		MinAmount: p.Limits.MinAmount, MaxAmount: p.Limits.MaxAmount, NoteLength: p.Limits.NoteLength, Starts: p.Limits.Rates.Starts,
		Rules: p.Limits.Rules, Currencies: p.Limits.Currencies, Environment: environment, Typed: p.Terminals.Typed, Traits: Traits{Look: p.Limits.Rates.Look},
	}
}

// NeedsTerminal reports whether an operation is carried out at a terminal. card is that of the
// original where it gives back.
func (i Info) NeedsTerminal(k Kind, card Card) bool {
	if !slices.Contains(i.Traits.WithoutTerminal, k) {
		return true
	}
	return k.Operation().Refunds() && slices.ContainsFunc(i.Traits.AtTerminal, func(scheme string) bool {
		return strings.EqualFold(scheme, card.Scheme)
	})
}

// Way is an operation on an original that the provider carries out without a terminal as well.
type Way struct {
	Kind, On Kind
	InDoubt  bool // the provider's documents contradict each other about the unit of its amount
	Tip      bool // it can be told what of its amount is a tip
}

func (i Info) way(k, original Kind) (w Way, ok bool) {
	at := slices.IndexFunc(i.Traits.AlsoWithout, func(w Way) bool { return w.Kind == k && w.On == original })
	if at < 0 {
		return Way{}, false
	}
	return i.Traits.AlsoWithout[at], true
}

// MayGoWithout reports whether an operation that is carried out at a terminal can be carried out by
// the provider itself as well: not in a unit that nobody has settled.
func (i Info) MayGoWithout(k, original Kind) bool {
	w, ok := i.way(k, original)
	return ok && (!w.InDoubt || i.Traits.Settled)
}

// TakesTip reports whether the provider by itself can be told what of an amount is a tip.
func (i Info) TakesTip(k, original Kind) bool {
	w, ok := i.way(k, original)
	return ok && w.Tip && i.MayGoWithout(k, original)
}

// InDoubt reports whether the amount of an attempt was sent in a unit of which the provider's
// documents are not certain.
func (i Info) InDoubt(a Attempt) bool {
	w, ok := i.way(a.Kind, a.Original.Kind)
	return ok && w.InDoubt && a.Terminal.Serial == ""
}

// Misread reports whether the provider has stated another amount for such an attempt than was
// asked for.
func (i Info) Misread(a Attempt) bool { return i.InDoubt(a) && slices.Contains(a.Mismatch, "amount") }

// Currency is the one that payments are made in: the wanted one where the gateway takes it, else the
// first that it does.
func (i Info) Currency(wanted Currency) Currency {
	if len(i.Currencies) == 0 || slices.Contains(i.Currencies, wanted) {
		return wanted
	}
	return i.Currencies[0]
}

// Supports reports whether the gateway offers the kind.
func (i Info) Supports(k Kind) bool {
	return slices.Contains(i.Operations, k)
}
