package model

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Front is the payment that is followed, from the press of the button to its end.
type Front struct {
	Attempt payments.Attempt // State is "" when nothing is followed
	Problem error            // why the last wish about it was not carried out
	request checkout.Request // what was asked for, until the engine gave it a reference
}

// Busy tells that there is something to follow.
func (f *Front) Busy() bool { return f.Attempt.State != "" }

// Running is the reference of the payment in front while its end is not known or not seen.
func (f *Front) Running() (string, bool) {
	return f.Attempt.Reference, f.Busy() && !f.Attempt.State.Final() && f.Attempt.Reference != ""
}

// Follows tells whether an attempt is the one in front, by its reference or, before the
// engine has given one, by the request key of the press.
func (f *Front) Follows(a payments.Attempt) bool {
	if !f.Busy() {
		return false
	}
	if f.Attempt.Reference != "" {
		return a.Reference == f.Attempt.Reference
	}
	return a.RequestKey == f.request.RequestKey
}

// Forget follows nothing.
func (f *Front) Forget() { *f = Front{} }

// expect shows a request at once, before it is written down and has a reference.
func (f *Front) expect(r checkout.Request, provider string, now time.Time) {
	*f = Front{request: r, Attempt: payments.Attempt{State: payments.StateRecorded, Intent: payments.Intent{
		RequestKey: r.RequestKey, Kind: r.Kind, Amount: r.Amount, Terminal: r.Terminal, Note: r.Note, Fields: r.Fields, Created: now,
		Account: payments.Account{Provider: provider},
	}}}
}

// adopt takes in how the followed attempt stands.
func (f *Front) adopt(a payments.Attempt) {
	if a.State != f.Attempt.State {
		f.Problem = nil
	}
	f.Attempt = a
}

// hears takes in an update when it is about the attempt in front.
func (f *Front) hears(a payments.Attempt) bool {
	if !f.Follows(a) {
		return false
	}
	f.adopt(a)
	return true
}
