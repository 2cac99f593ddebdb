package payments

import (
	"slices"
	"time"
)

// Kind is what a person asked for.
type Kind string

// The kinds of attempts. What each is stands in the table of operations.
const (
	KindSale           Kind = "sale"
	KindRefund         Kind = "refund"          // linked to a sale, full or partial
	KindUnlinkedRefund Kind = "unlinked_refund" // not tied to a sale
	KindSaleReversal   Kind = "sale_reversal"   // void of a sale
	KindRefundReversal Kind = "refund_reversal" // void of a refund
	KindPhoneOrder     Kind = "phone_order"     // a sale whose card number is typed at the terminal
	KindHold           Kind = "hold"            // reserves money on a card and takes none
	KindPhoneHold      Kind = "phone_hold"      // a hold whose card number is typed at the terminal
	KindHoldIncrease   Kind = "hold_increase"   // reserves more
	KindHoldDecrease   Kind = "hold_decrease"   // reserves less
	KindHoldCapture    Kind = "hold_capture"    // takes what was reserved, or less, once
	KindHoldRelease    Kind = "hold_release"    // gives up the whole of it
)

// Kinds lists every kind.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(operations))
	for _, row := range operations {
		kinds = append(kinds, row.Kind)
	}
	return kinds
}

// Valid reports whether the kind has a row in the table of operations.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Linked reports whether the kind needs an original operation.
func (k Kind) Linked() bool { return k.Operation().Linked() }

// Account says whose attempt it is: provider, environment, the shop's profile name and
// the fingerprint of the key. An attempt may be recovered only under the account it was
// sent with, because another environment or key answers "unknown" for it.
type Account struct {
	Provider       string // "handpoint"
	Environment    string // "production", "development", "training", "custom"
	Profile        string // the keyring's profile, "default" unless the shop has several
	KeyFingerprint string // of the key and, in an environment with addresses of one's own, of those
}

// Original names the operation that a linked attempt refers to.
type Original struct {
	Reference     string    // our reference of the original attempt
	Kind          Kind      // what it was; "" where an older version has not kept it
	TransactionID string    // the gateway's id of the original (Handpoint: efttransactionID)
	FiledUnder    string    // our reference under which the gateway files the whole history (the sale's)
	Amount        Money     // charged by the original
	At            time.Time // when the original was sent, our wall clock; zero where an older version has not kept it
}

// Intent is what was asked, once. It never changes after it is recorded.
type Intent struct {
	Reference  string // UUID version 4, ours; sent where the gateway has a field for it
	RequestKey string // names the press of the button; taken once
	Kind       Kind
	Amount     Money
	Terminal   Terminal
	Note       string      // what the cashier typed ("order 118"); sent as the customer reference
	Tips       TipQuestion // what the terminal asks the customer to add; a zero one asks nothing
	Tip        Money       // what of Amount is a tip that the shop knew before; zero Money for none
	Fields     Fields      // what else the shop notes beside a sale
	Reason     string      // why a refund or reversal was asked for; stays here
	Original   Original
	Account    Account
	By         By
	Created    time.Time // wall clock, UTC
	Rebuilt    bool      // re-created from the list of what was sent, after the journal was damaged
}

// By is who asked for something. A shop that has named nobody leaves it empty.
type By struct {
	Operator string // their name
	Approver string // who has allowed it beyond what the operator may; "" where nobody had to
}

// Deed says who did the step after which an attempt had a version.
type Deed struct {
	Version  int64
	Operator string
}

// Attempt is an intent and what became of it. One goroutine owns an attempt that is not
// final; everybody else sees copies.
type Attempt struct {
	Intent
	State      State
	Sent       Sent
	Outcome    Outcome   // the newest evidence that changed something; never of another attempt
	Mismatch   []string  // the fields of an answer that did not fit our question
	Mismatched Outcome   // that answer, or the one that contradicts the end, for a person to hold against what was asked; never the attempt's own
	Claim      Claim     // what the status service says while it is not yet believed
	Notice     Notice    // what the last step was about, for the screens
	Closed     string    // the reason a person gave when closing it
	Deeds      []Deed    // what people did about it after they had asked for it
	Erased     bool      // what may say something about a person was taken out, see Erase
	Updated    time.Time // wall clock of the newest event, UTC
	Version    int64     // number of events; a journal refuses a write that is not the next
}

// Contradicted reports whether the gateway has said the opposite about the money since the attempt
// became final. Its state is what was proven then and stays, and no longer the truth that is known.
// A late answer that does not fit the attempt contradicts it where it states a charge of one that
// ended without: whose that is nobody has proven.
func (a Attempt) Contradicted() bool {
	if !a.State.Final() || a.Notice != NoticeContradiction {
		return false
	}
	unfit := a.State.Info().Charged == ChargedNo && a.Mismatched.State.Info().Charged == ChargedYes
	return len(a.Mismatch) == 0 || unfit
}

// Claim is a verdict of the status service that waits for confirmation: it may be early
// (Handpoint, "Transaction recovery").
type Claim struct {
	State State     // "" when there is none
	Since time.Time // wall clock when it was first heard, UTC
}

// Sent is what is known about the transmission, kept for recovery.
type Sent struct {
	At                time.Time     // wall clock when sending was committed
	ClockOffset       time.Duration // server clock minus ours, from Date headers, when it was sent
	OffsetKnown       bool
	AnsweredAt        time.Time // wall clock when the POST was answered or its connection ended; zero if never seen
	ResultID          string    // the gateway's handle for polling the result
	Reference         string    // the reference the gateway uses; its word wins over ours
	PriorChildren     []string  // transaction ids under the original before a linked attempt was sent
	PriorChildrenRead bool      // whether Known was really read from the gateway
	Token             string    // digest of the callback's token; "" when no callback was asked for
	Refusal           Reason    // the gateway refused the start in words that do not prove it; "" when it did not
	Seen              bool      // the gateway has stated at least once that it knows the attempt: it can never be "never seen" again
}

// Notice is a fact about an attempt that is not a state but a person should see.
type Notice string

// The notices.
const (
	NoticeNone           Notice = ""
	NoticeCancelRefused  Notice = "cancel_refused"  // the terminal was past the point of stopping
	NoticeCancelFailed   Notice = "cancel_failed"   // the wish did not get through
	NoticeNothingFound   Notice = "nothing_found"   // the gateway has not seen it so far
	NoticeUnstated       Notice = "unstated"        // the gateway has answered and says neither what became of it nor that it was never seen
	NoticeInProgress     Notice = "in_progress"     // the gateway works on it
	NoticeEarlyApproval  Notice = "early_approval"  // the gateway says authorised, the terminal has not confirmed
	NoticePartialChoice  Notice = "partial_choice"  // the terminal is asking whether to keep a part
	NoticeEarlyDecline   Notice = "early_decline"   // a card was declined, and the terminal may take another
	NoticeNoAnswer       Notice = "no_answer"       // the last question got no answer
	NoticeWrongKey       Notice = "wrong_key"       // the key in use is not the one it was sent with
	NoticeLateResult     Notice = "late_result"     // finished while nobody looked
	NoticeContradiction  Notice = "contradiction"   // a later statement contradicts the final state
	NoticeAlreadyRefund  Notice = "already_refund"  // found approved, and refunded since
	NoticeChargedTwice   Notice = "charged_twice"   // the gateway lists another charge under the same reference
	NoticeUnclaimed      Notice = "unclaimed"       // the gateway lists one of the amount and not whose it is
	NoticeNotUnderstood  Notice = "not_understood"  // the gateway knows it, in a word that nobody has documented
	NoticeReceiptMissing Notice = "receipt_missing" // no receipt came and none could be fetched
)

// Notices lists every notice but none.
func Notices() []Notice {
	return []Notice{
		NoticeCancelRefused, NoticeCancelFailed, NoticeNothingFound, NoticeUnstated, NoticeInProgress, NoticeEarlyApproval,
		NoticePartialChoice, NoticeNoAnswer, NoticeWrongKey, NoticeLateResult, NoticeContradiction,
		NoticeAlreadyRefund, NoticeReceiptMissing, NoticeChargedTwice, NoticeUnclaimed, NoticeEarlyDecline, NoticeNotUnderstood,
	}
}

// Step is the attempt one event later: the state changed by the transition table, or the
// same, the version one higher. The caller fills in what else the event brought.
func (a Attempt) Step(next State, at time.Time) (Attempt, error) {
	if next != a.State {
		if _, err := a.State.Become(next); err != nil {
			return a, err
		}
	}
	a.State, a.Updated = next, at
	a.Version++
	return a, nil
}
