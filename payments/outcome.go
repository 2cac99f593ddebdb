package payments

import (
	"strings"
	"time"
)

// Reason says why an attempt ended as it did, in our words; "" when the state says all.
// Each has one sentence for the cashier (key "reason." + value).
type Reason string

// The reasons.
const (
	ReasonNone          Reason = ""
	ReasonBusy          Reason = "busy"           // terminal busy
	ReasonTerminalOff   Reason = "terminal_off"   // terminal offline
	ReasonUnassigned    Reason = "unassigned"     // terminal not assigned to this merchant
	ReasonKey           Reason = "key"            // key missing, wrong or of another environment
	ReasonAmount        Reason = "amount"         // the gateway does not take the amount
	ReasonCurrency      Reason = "currency"       // the merchant has no agreement for the currency
	ReasonRequest       Reason = "request"        // the gateway does not take the request for another reason
	ReasonOffline       Reason = "offline"        // we had no connection
	ReasonIssuer        Reason = "issuer"         // the card's bank said no
	ReasonFunds         Reason = "funds"          // over the card's limit or not enough money
	ReasonAuthenticate  Reason = "authenticate"   // the bank wants chip and PIN (strong authentication)
	ReasonPickUp        Reason = "pick_up"        // the bank wants the card kept
	ReasonTimeout       Reason = "timeout"        // time ran out at the terminal or the acquirer
	ReasonTerminalStop  Reason = "terminal_stop"  // stopped at the terminal
	ReasonTechnical     Reason = "technical"      // technical failure, not charged
	ReasonNeverArrived  Reason = "never_arrived"  // the not-charged rule
	ReasonCrash         Reason = "crash"          // the program ended before anything was sent
	ReasonLongSilence   Reason = "long_silence"   // asked for longer than the longest card flow
	ReasonContradiction Reason = "contradiction"  // statements that contradict each other
	ReasonNoLookup      Reason = "no_lookup"      // the gateway offers no way to look this kind up
	ReasonUnclaimed     Reason = "unclaimed"      // the gateway lists one of the amount and not whose it is
	ReasonNotUnderstood Reason = "not_understood" // the gateway knows it, in a word that nobody has documented
	ReasonRateLimited   Reason = "rate_limited"   // the gateway was asked too often and took nothing
	ReasonNotFound      Reason = "not_found"      // the gateway has no such payment any more, or its batch is closed
	ReasonOverOriginal  Reason = "over_original"  // more than what the original leaves
	ReasonHoldOver      Reason = "hold_over"      // a hold that was captured, released or never approved
	ReasonUndone        Reason = "undone"         // it was undone before
	ReasonWholeOnly     Reason = "whole_only"     // the acquirer undoes the whole and no part
	ReasonCVV           Reason = "cvv"            // the acquirer insists on the card's security code
	ReasonToken         Reason = "token"          // the kept card is not known any more, or cannot be reached now
	ReasonNoToken       Reason = "no_token"       // no card can be kept of a payment of this kind
	ReasonChargedTwice  Reason = "charged_twice"  // approved, and the same answer lists another charge that stands
	ReasonCancelUnseen  Reason = "cancel_unseen"  // asked for longer than the longest card flow, of a gateway that tells of no cancel
	ReasonUnexplained   Reason = "unexplained"    // declined or failed: the gateway says that it did not go through, and not why
	ReasonDocument      Reason = "document"       // the gateway does not take the kind of tax document
	ReasonMethod        Reason = "method"         // the gateway does not take the way of paying at this terminal
	ReasonNote          Reason = "note"           // the gateway does not take the text beside the payment
	ReasonPart          Reason = "part"           // the gateway gives back the whole and no part
	ReasonNotTaken      Reason = "not_taken"      // the gateway gives nothing back of this payment, now or any more
	ReasonLacking       Reason = "lacking"        // the merchant does not have the operation at all, in the gateway's own words
	ReasonMerchant      Reason = "merchant"       // the merchant numbers that were sent along are none of the account's
	ReasonNoHold        Reason = "no_hold"        // the gateway finds no hold under the name that was given
	ReasonOverHold      Reason = "over_hold"      // more than what is held
	ReasonHoldEmptied   Reason = "hold_emptied"   // a decrease that leaves nothing held
)

// Reasons lists every reason but none.
func Reasons() []Reason {
	return []Reason{
		ReasonBusy, ReasonTerminalOff, ReasonUnassigned, ReasonKey, ReasonAmount, ReasonCurrency, ReasonRequest,
		ReasonOffline, ReasonIssuer, ReasonFunds, ReasonAuthenticate, ReasonPickUp, ReasonTimeout,
		ReasonTerminalStop, ReasonTechnical, ReasonNeverArrived, ReasonCrash, ReasonLongSilence,
		ReasonContradiction, ReasonNoLookup, ReasonRateLimited, ReasonUnclaimed, ReasonNotUnderstood,
		ReasonNotFound, ReasonOverOriginal, ReasonHoldOver, ReasonUndone, ReasonWholeOnly, ReasonCVV, ReasonToken, ReasonNoToken,
		ReasonCancelUnseen, ReasonChargedTwice,
		ReasonUnexplained, ReasonDocument, ReasonMethod, ReasonNote, ReasonPart, ReasonNotTaken,
		ReasonLacking, ReasonMerchant, ReasonNoHold, ReasonOverHold, ReasonHoldEmptied,
	}
}

// Source says who made a statement. The terminal's own result outweighs the status host
// (Handpoint, "Transaction recovery").
type Source string

// The sources.
const (
	SourceBegin   Source = "begin"   // the immediate answer to the request
	SourceResult  Source = "result"  // the terminal's own result
	SourceStatus  Source = "status"  // the gateway's status host, by reference
	SourceWebhook Source = "webhook" // a statement about the terminal that names no attempt, brought by the gateway
)

// Outcome is what one call told us about an attempt: a value, not a state. State holds
// one of waiting, unknown, refused, not sent or a verdict; anything a gateway does not
// state explicitly is unknown.
type Outcome struct {
	State      State
	Source     Source
	Reason     Reason
	NotFound   bool // the gateway explicitly answered that it does not know the reference (Handpoint: 200 UNDEFINED)
	Refunded   bool // the sale stands approved and was refunded later
	Choosing   bool // a partial approval that still waits for the merchant's choice on the terminal
	IDs        IDs
	Kind       Kind // what the gateway says it was; "" when it did not say
	Amounts    Amounts
	Card       Card
	Receipts   Receipts
	Message    string // the terminal's text for the customer, in the card's language
	Answer     Answer
	Device     Health    // from the result; Serial empty when the result names no terminal
	ServerDate time.Time // the Date header of the answer; zero when unknown
}

// Answer is how the gateway put it, for the journal and the support rep. Error, Status and
// Detail are set for a start that was not accepted.
type Answer struct {
	Refusal Reason    // a start was refused in words that a request delivered twice explains as well; State is unknown then
	Code    string    // the gateway's own code
	Error   ErrorKind // why a start was not accepted, "" when it was
	Status  int       // HTTP status, 0 when there was no answer
	Detail  string    // the gateway's own short text, already cleaned
	Texts   Texts     // what the terminal has told the customer (Outcome.Message), in other languages

	// RetryAfter is how long the terminal takes no other start, where the gateway has refused
	// this one for that.
	RetryAfter time.Duration
}

// IDs are the provider's names for a transaction.
type IDs struct {
	Result        string // handle for polling the terminal's result
	Reference     string // the reference the gateway files it under
	Transaction   string // the gateway's transaction id
	Original      string // the transaction id a linked operation refers to
	Authorisation string // authorisation code
	RRN           string // retrieval reference number
}

// Amounts are those of a result. A zero Money was not stated.
type Amounts struct {
	Requested Money
	Charged   Money // what the card was really charged or credited
	Tip       Money
	Due       Money // the rest after a partial approval
	Extra     Money // surcharge or fee on top
	Balance   Money // what is left on the card afterwards, for a card that says so; less than nothing is owed
}

// Texts are the languages of the program in which a provider says its text for the customer.
type Texts [2]Text

// Text is one of them.
type Text struct{ Language, Words string }

// TextLanguages are those languages, by their two letters.
func TextLanguages() []string { return []string{"en", "es"} }

// In is the text in a language, by its two letters; "" where there is none.
func (t Texts) In(language string) string {
	for _, one := range t {
		if one.Language == language && language != "" {
			return one.Words
		}
	}
	return ""
}

// Card is all that is ever kept of a card.
type Card struct {
	Scheme             string // "Visa"
	Masked             string // at most six leading and four trailing digits
	Entry              Entry
	Verification       string // "PIN", "SIGNATURE", ...: the gateway's word
	UnmaskedByProvider bool   // the gateway sent more digits than it may; they were masked here
}

// LastFour is the trailing digits of the masked number, "" when there are fewer.
func (c Card) LastFour() string {
	if len(c.Masked) < 4 || !onlyDigits(c.Masked[len(c.Masked)-4:]) {
		return ""
	}
	return c.Masked[len(c.Masked)-4:]
}

// Entry is how the card was read.
type Entry string

// The entries.
const (
	EntryUnknown     Entry = ""
	EntryContactless Entry = "contactless"
	EntryChip        Entry = "chip"
	EntrySwipe       Entry = "swipe"
	EntryKeyed       Entry = "keyed"
)

// Receipts are kept as they came: a URL, inline HTML, or nothing. Signature is a URL or a
// base64 image.
type Receipts struct {
	Customer  string
	Merchant  string
	Signature string
}

// Compare holds an outcome against the question it should answer and names every field
// that does not fit: "reference", "kind", "currency", "amount", "terminal", "original".
// What the gateway did not state is not compared. Amounts are compared for outcomes that
// moved money; the charged amount may exceed the requested one only by the tip and the
// extra that the same answer states.
//
// The rule is "The right answer" in docs/architecture.md: a result must answer our question.
func (a Attempt) Compare(o Outcome) []string {
	var wrong []string
	add := func(field string, differs bool) {
		if differs {
			wrong = append(wrong, field)
		}
	}
	add("reference", a.wrongReference(o.IDs))
	add("kind", o.Kind != "" && o.Kind != a.Kind && o.Kind != a.Kind.Operation().FiledAs)
	add("terminal", o.Device.Serial != "" && a.Terminal.Serial != "" && o.Device.Serial != a.Terminal.Serial)
	if a.Kind.Linked() {
		add("original", o.IDs.Original != "" && a.Original.TransactionID != "" && !sameName(o.IDs.Original, a.Original.TransactionID))
	}
	if o.State == StateApproved || o.State == StatePartial {
		currencyOff, amountOff := a.compareAmounts(o)
		add("currency", currencyOff)
		add("amount", amountOff)
	}
	return wrong
}

// wrongReference reports whether an answer is filed under a reference that is not the
// attempt's. A linked attempt carries no reference of its own and is filed under the
// original's; where both sides name the original transaction, that is compared instead.
func (a Attempt) wrongReference(ids IDs) bool {
	if ids.Reference == "" || sameName(ids.Reference, a.Sent.Reference) {
		return false
	}
	if a.Kind.Operation().FoundBy == FoundAsChild {
		byOriginal := ids.Original != "" && a.Original.TransactionID != ""
		return !byOriginal && !sameName(ids.Reference, a.Original.FiledUnder)
	}
	if a.Kind.Operation().FoundBy == FoundByAnswer && a.Sent.Reference == "" {
		return false // nobody has told its name yet: by its handle or token it is ours whatever that is
	}
	return a.Sent.Reference != "" || !sameName(ids.Reference, a.Reference)
}

// sameName reports whether two names are the same one. A UUID is read without regard to case (RFC 9562,
// section 4): a system on the way that writes it in capitals has named no other.
func sameName(one, other string) bool {
	return one == other || one != "" && uuidForm.FindString(one) == one && strings.EqualFold(one, other)
}

func (a Attempt) compareAmounts(o Outcome) (currencyOff, amountOff bool) {
	stated := []Money{o.Amounts.Requested, o.Amounts.Charged, o.Amounts.Tip, o.Amounts.Due, o.Amounts.Extra}
	for _, m := range stated {
		if !m.IsZero() && m.Currency() != a.Amount.Currency() {
			return true, false
		}
	}
	asked, charged := a.Amount.Minor(), o.Amounts.Charged.Minor()
	explained := explained
	switch {
	case a.Tips.Asked():
		explained = explainedWhole
	case !a.Tip.IsZero():
		explained = explainedBare
	}
	tip, extra := o.Amounts.Tip.Minor(), o.Amounts.Extra.Minor()
	switch {
	case charged <= 0, tip < 0, extra < 0:
		amountOff = true // an approval that names no amount, or a negative one, answers nothing
	case a.askedElse(o.Amounts.Requested):
		amountOff = true
	case o.State == StatePartial && (charged >= asked || o.Amounts.Due.Minor() < 0):
		amountOff = true
	case o.State == StatePartial && !o.Amounts.Due.IsZero():
		amountOff = !explained(charged-(asked-o.Amounts.Due.Minor()), tip, extra) // what is due is the rest
	case o.State != StatePartial:
		// All are positive by now, so that no difference can overflow.
		amountOff = !explained(charged-asked, tip, extra)
	}
	return false, amountOff
}

// askedElse reports whether an answer names another amount that was asked for: with the tip that is
// within it, or without.
func (a Attempt) askedElse(requested Money) bool {
	return !requested.IsZero() && requested.Minor() != a.Amount.Minor() && requested.Minor() != a.Amount.Minor()-a.Tip.Minor()
}

// explainedWhole is explained where the terminal was told to ask for a tip: what it states of
// one was charged as well, so that a tip beside the bare amount is no answer.
func explainedWhole(over, tip, extra int64) bool {
	return over >= tip && (over == tip || over-tip == extra)
}

// explainedBare is explained where the amount has the tip in it: once more on top it was not asked
// for.
func explainedBare(over, _, extra int64) bool { return over == 0 || over == extra }

// explained reports whether more was charged than asked by what the same answer states on
// top, and by nothing else.
func explained(over, tip, extra int64) bool {
	return over >= 0 && (over == 0 || over == tip || over == extra || over-tip == extra)
}
