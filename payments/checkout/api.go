package checkout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"tillside/payments"
)

// Errors of the engine, beside those of the Journal.
var (
	ErrUnsupported    = errors.New("the gateway does not offer this")
	ErrAmountRange    = errors.New("the amount is zero, or smaller or larger than the gateway takes")
	ErrNotRefundable  = errors.New("this payment cannot be refunded")
	ErrTooLate        = fmt.Errorf("%w: the provider does not do this any more", ErrNotRefundable)
	ErrOverRefund     = errors.New("more than what can still be refunded")
	ErrHoldOver       = errors.New("this hold was captured or released")
	ErrHoldLate       = errors.New("a hold of that age cannot be charged any more")
	ErrOverHold       = errors.New("more than what is held")
	ErrWholeHold      = errors.New("nothing of the hold would be left")
	ErrNoReason       = errors.New("a reason is needed")
	ErrCardNumber     = errors.New("the text looks like a card number")
	ErrNotClosable    = errors.New("this payment is still being asked about")
	ErrWrongAccount   = errors.New("sent with another key or to another environment")
	ErrLimits         = errors.New("the gateway leaves something to chance")
	ErrStopped        = errors.New("the engine has stopped")
	ErrLookupFailed   = errors.New("the gateway could not be asked")
	ErrVirtualPayment = errors.New("this terminal takes no cards")
	ErrNoTerminal     = errors.New("a terminal is needed")
	ErrCardUse        = errors.New("a kept card is charged in an order by telephone, without a terminal")
	ErrTooEarly       = errors.New("the provider does this once the day of the payment is closed")
)

// Request is what a person asks for with one press.
type Request struct {
	RequestKey string // made when the screen was drawn; one request key is one attempt at most
	Kind       payments.Kind
	Amount     payments.Money    // for a reversal: zero Money means the whole original
	Terminal   payments.Terminal // set aside where the provider needs none (payments.Info.NeedsTerminal)
	Note       string
	Tips       payments.TipQuestion // what the terminal asks for beside a sale; zero for nothing
	Tip        payments.Money       // what of Amount is a tip; zero Money for none
	Fields     payments.Fields      // what else the shop notes beside a sale
	Reason     string
	Original   string // our reference of the original, for linked kinds

	// Seen is the account of an original that the journal does not hold, see Engine.Seek: the provider
	// is asked what it was and what is left of it. Zero for one of ours.
	Seen payments.Account

	Card payments.CardUse // a card that the provider is to keep, or keeps; not written down
}

// Update is what the engine tells after a commit. Attempt is a copy.
type Update struct {
	Attempt payments.Attempt
	Event   Event
	While   bool // true when this finished while nobody was watching: taken up at the start
}

// Refundable says what can still be refunded of a sale, and how far that is proven.
type Refundable struct {
	Charged  payments.Money
	Refunded payments.Money // approved refunds and those that are not known yet
	Rest     payments.Money
	Open     bool // a linked operation is open: nothing more may start now
	Reversed bool
	Asked    bool // the gateway's own list went into this, not the journal alone

	FollowUps *payments.FollowUps // what the provider takes now, and what later; nil where that does not change, or is not known
}

// Takes reports whether the provider takes a kind now, and later whether it will. Where that
// does not change with time, it always does.
func (r Refundable) Takes(k payments.Kind) (now, later bool) {
	if r.FollowUps == nil {
		return true, false
	}
	return slices.Contains(r.FollowUps.Now, k), slices.Contains(r.FollowUps.Later, k)
}

// Fetcher brings a receipt from its location. It never sends the API key and enforces its
// own limits of size, time and hosts.
type Fetcher interface {
	Fetch(ctx context.Context, location string) (body []byte, mediaType string, err error)
}

// Space refuses new payments when the disk is nearly full, and frees a reserve when even
// the result of a running one cannot be written. Nil means no guard.
type Space interface {
	Check() error   // ErrJournalFull below the floor
	Release() error // frees the reserve
}

// Params are what an engine works with.
type Params struct {
	Journal  Journal
	Gateway  payments.Gateway
	Account  payments.Account
	Earlier  map[string]payments.Gateway // by fingerprint: of keys of the account that were replaced, to ask about what was sent with them
	Receipts Fetcher                     // nil: receipts keep their location only
	Space    Space                       // nil: no guard
	Notify   func(Update)                // called after each commit, in commit order per attempt; must not block
	Told     func(CommandStep)           // as Notify, for commands; nil means nobody listens
	Now      func() time.Time            // the wall clock; nil means time.Now
	Log      *slog.Logger                // nil means silence

	// CallbackURL is where results may be brought, for Receive; "" when nobody listens.
	CallbackURL string

	// RefundLimits are what the owner allows now of what is in a currency; nil for everything. It does
	// no I/O.
	RefundLimits func(payments.Currency) RefundLimits

	// RefundTurns are those of all engines that share the journal; nil where there is one engine.
	RefundTurns RefundTurns

	// Desk knows who is at the till; nil where nobody asks for that.
	Desk Desk
}

// Progress is what the engine knows about an open attempt beside the journal. All times
// are durations before or after now, so that a screen needs no clock of its own.
type Progress struct {
	Known     bool          // false: this engine does not follow the attempt
	Since     time.Duration // since the request left
	Asked     bool          // whether the gateway was asked at all
	LastAsked time.Duration // since the last question was answered or failed
	Answer    payments.Notice
	CertainIn time.Duration // the not-charged rule decides at the latest then; 0 when no rule runs
	Unheard   bool          // how long that is hangs on the terminal, which has not had its time to answer a ping: no figure is told
	Busy      bool          // the start was refused, and the terminal's newest sign was that it is busy: a rule decides seconds after it is free
	LatestIn  time.Duration // a person is asked to look at the latest then, when no proof came; 0 when that is not ahead
	Closable  bool          // a person may close it now, see Engine.Close
	Overdue   bool          // longer than the longest normal card flow
	Silent    bool          // the newest questions got no answer: nothing can be promised until the connection is back
	Problem   error         // why the newest fact cannot be written down; nil when all is written
}
