package gatewaytest

import (
	"fmt"
	"time"

	"tillside/payments"
)

// Documents is what a provider's own pages say of it, as far as the checks have to know: the
// suite asks no adapter for more than its provider promises, and lets none promise more. What
// a page does not state is left out here.
type Documents struct {
	Start     StartAnswer
	StartTime time.Duration // how long the adapter waits for the answer to a start
	NeverSeen bool          // a finder states in so many words that it does not know a payment
	Typed     bool          // terminals are typed in; nobody lists them
	Device    bool          // a result says which terminal it is from
	Echoes    bool          // what is asked for repeats the request's amount: it is a status and no result of the terminal
	Queues    bool          // a payment for a terminal that is in use waits for it
	Cancel    bool          // a terminal can be asked to stop
	Ping      bool          // a terminal can be asked for a sign of life
	OneNo     bool          // a terminal that is busy is not told from one that does not listen
	Find      bool          // a payment is found again by our own reference
	History   bool          // and so is everything that followed it
	Seek      bool          // so is a payment of another till, and everything that followed that
	Keys      []Key         // the first that fits a request is the one that it carries, and no other
	Repeat    Repeat
}

// StartAnswer is how the start of a payment is answered.
type StartAnswer string

// The ways in which a start is answered.
const (
	StartHandle  StartAnswer = "a handle"           // taken, with the provider's handle to ask by
	StartOwn     StartAnswer = "our own reference"  // taken, in an answer without a body: what we sent is what to ask by
	StartVerdict StartAnswer = "the verdict itself" // when the card flow is over: what became of it
)

// Key is a secret of the account and the header that it travels in.
type Key struct {
	Credential string // as in payments.Provider
	Header     string
	Secret     payments.Secret
	On         func(Request) bool // which requests carry it; nil: all
}

// Repeat is a provider's promise that a request which comes again with the same key of ours is
// not carried out again, but answered as the first one was. The zero value promises nothing.
type Repeat struct {
	Kinds  []payments.Kind // the operations that it is promised for
	Header string          // the header that the key of ours travels in
	Memory time.Duration   // how long the first answer is remembered
}

// reading reports whether there is a result to ask for after a start.
func (d Documents) reading() bool { return d.Start != StartVerdict }

// begun is the state of a start that was taken: where the verdict comes at once, that.
func (d Documents) begun() payments.State {
	if d.reading() {
		return payments.StateWaiting
	}
	return payments.StateApproved
}

// readingOf reports whether there is a result to ask for after the start of an attempt. What needs
// no terminal is answered with its verdict.
func (d Documents) readingOf(a payments.Attempt) bool { return d.reading() && a.Terminal.Serial != "" }

// begunOf is begun for an attempt.
func (d Documents) begunOf(a payments.Attempt, end payments.State) payments.State {
	if d.readingOf(a) {
		return payments.StateWaiting
	}
	return end
}

// unless names the reason why a check does not apply to a rig, "" where it does.
type unless func(Rig) string

// all joins reasons: the first that there is counts.
func all(reasons ...unless) unless {
	return func(r Rig) string {
		for _, reason := range reasons {
			if why := reason(r); why != "" {
				return why
			}
		}
		return ""
	}
}

// documented makes a check apply only where the provider documents something.
func documented(what string, is func(Documents) bool) unless {
	return func(r Rig) string {
		if is(r.Documents) {
			return ""
		}
		return "the provider documents no " + what
	}
}

// The abilities that a provider documents or does not.
var (
	canCancel = documented("way to cancel", func(d Documents) bool { return d.Cancel })
	canPing   = documented("sign of life", func(d Documents) bool { return d.Ping })
	canList   = documented("list of what followed a payment", func(d Documents) bool { return d.History && d.Find })
	isTyped   = documented("terminals that are typed in", func(d Documents) bool { return d.Typed })
	isRead    = documented("result that is asked for: the verdict comes at once", Documents.reading)
	isOne     = documented("terminal that refuses a second payment: it waits", func(d Documents) bool { return !d.Queues })
	isVague   = documented("finder that says nothing of what it does not know", func(d Documents) bool { return d.Find && !d.NeverSeen })
	isLast    = documented("answers that are the last: payments can be found again", func(d Documents) bool { return !d.Find })
	repeats   = documented("memory for keys of ours", func(d Documents) bool { return len(d.Repeat.Kinds) > 0 })
	isSplit   = documented("second secret", func(d Documents) bool { return len(d.Keys) > 1 })
)

// supports makes a check apply only where the gateway offers the kind.
func supports(k payments.Kind) unless {
	return func(r Rig) string {
		if r.Gateway.Info().Supports(k) {
			return ""
		}
		return fmt.Sprintf("the gateway offers no %s", k)
	}
}

// has makes a check apply only where the rig has an amount that makes something happen.
func has(amount func(Amounts) int64) unless {
	return func(r Rig) string {
		if amount(r.Amounts) != 0 {
			return ""
		}
		return "the rig has no amount for it"
	}
}
