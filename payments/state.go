package payments

import "slices"

import "fmt"

// State is where an attempt stands. The table below is the whole truth about the states;
// transitions holds the whole truth about the ways between them.
type State string

// The states of an attempt.
const (
	StateRecorded       State = "recorded"           // written down, no byte has left
	StateSending        State = "sending"            // about to be sent, perhaps sent
	StateWaiting        State = "waiting"            // the gateway has it, the card flow runs
	StateCancelling     State = "cancelling"         // we asked the terminal to stop; nothing is proven
	StateUnknown        State = "unknown"            // perhaps charged; being looked up
	StateMismatch       State = "mismatch"           // an answer came that is not the answer to our question
	StateNeedsAttention State = "needs_attention"    // asked long enough; a person must look
	StateApproved       State = "approved"           // money moved, in full
	StatePartial        State = "partially_approved" // money moved, in part
	StateDeclined       State = "declined"           // issuer or acquirer said no
	StateCancelled      State = "cancelled"          // stopped before a charge
	StateFailed         State = "failed"             // technical failure, the gateway says not charged
	StateRefused        State = "refused"            // the gateway said no before it reached a card
	StateNotSent        State = "not_sent"           // no byte left this machine
	StateNotCharged     State = "not_charged"        // the gateway never saw it and never will
	StateClosed         State = "closed"             // a person closed it with a reason; not known unless a later proof opens it again
)

// Charged says whether money moved: in for a sale, out for a refund. There is no fourth
// answer.
type Charged string

// The three answers.
const (
	ChargedYes     Charged = "yes"
	ChargedNo      Charged = "no"
	ChargedUnknown Charged = "unknown"
)

// StateInfo is one row of the state table.
type StateInfo struct {
	State   State
	Final   bool    // settled: never left again, but for a closed one that is proven later
	Charged Charged // what the state proves about the money
}

var states = []StateInfo{
	{StateRecorded, false, ChargedNo},
	{StateSending, false, ChargedUnknown},
	{StateWaiting, false, ChargedUnknown},
	{StateCancelling, false, ChargedUnknown},
	{StateUnknown, false, ChargedUnknown},
	{StateMismatch, false, ChargedUnknown},
	{StateNeedsAttention, false, ChargedUnknown},
	{StateApproved, true, ChargedYes},
	{StatePartial, true, ChargedYes},
	{StateDeclined, true, ChargedNo},
	{StateCancelled, true, ChargedNo},
	{StateFailed, true, ChargedNo},
	{StateRefused, true, ChargedNo},
	{StateNotSent, true, ChargedNo},
	{StateNotCharged, true, ChargedNo},
	{StateClosed, true, ChargedUnknown},
}

// verdicts are the final states that an explicit statement of the gateway leads to.
var verdicts = []State{StateApproved, StatePartial, StateDeclined, StateCancelled, StateFailed}

// transitions lists, for every state that can be left, where it may go.
//
// Not sent is reachable from sending alone. Refused is reachable from sending where the
// answer itself proves that no card flow can run, else by way of unknown: a request that was
// delivered twice may be refused once and taken once. Once the gateway has taken the
// request, "it never happened" needs the not-charged rule, and that needs an attempt whose
// result handle is lost, which is unknown. Closed needs a person, and is offered only where
// asking has not helped; a person's word is no proof, so that a later one may still come.
var transitions = map[State][]State{
	StateRecorded:       {StateSending, StateNotSent},
	StateSending:        append([]State{StateWaiting, StateUnknown, StateMismatch, StateRefused, StateNotSent}, verdicts...),
	StateWaiting:        append([]State{StateCancelling, StateUnknown, StateMismatch, StateNeedsAttention}, verdicts...),
	StateCancelling:     append([]State{StateWaiting, StateUnknown, StateMismatch, StateNeedsAttention}, verdicts...),
	StateUnknown:        append([]State{StateWaiting, StateMismatch, StateNeedsAttention, StateNotCharged, StateRefused}, verdicts...),
	StateMismatch:       append([]State{StateClosed}, verdicts...),
	StateNeedsAttention: append([]State{StateMismatch, StateNotCharged, StateRefused, StateClosed}, verdicts...),
	StateClosed:         append([]State{StateNotCharged}, verdicts...),
}

// States lists the state table in the order of an attempt's life.
func States() []StateInfo { return append([]StateInfo(nil), states...) }

// Info is the row of the state table. A word that is not in the table is never final and
// proves nothing.
func (s State) Info() StateInfo {
	for _, row := range states {
		if row.State == s {
			return row
		}
	}
	return StateInfo{State: s, Charged: ChargedUnknown}
}

// Valid reports whether the word is in the state table.
func (s State) Valid() bool {
	for _, row := range states {
		if row.State == s {
			return true
		}
	}
	return false
}

// Final reports whether the attempt is settled: its state is never left again, but for a
// closed one that is proven later.
func (s State) Final() bool { return s.Info().Final }

// Verdict reports whether only an explicit statement of the gateway about this very
// attempt leads here.
func (s State) Verdict() bool {
	return slices.Contains(verdicts, s)
}

// CanBecome reports whether the transition table has a way from s to next. Staying is
// not a transition.
func (s State) CanBecome(next State) bool {
	return slices.Contains(transitions[s], next)
}

// Become checks a transition and returns the new state, or ErrTransition.
func (s State) Become(next State) (State, error) {
	if !s.CanBecome(next) {
		return s, fmt.Errorf("from %s to %s: %w", s, next, ErrTransition)
	}
	return next, nil
}
