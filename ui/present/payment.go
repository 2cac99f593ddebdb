package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// PaymentInput is what the screen of one attempt is drawn from.
type PaymentInput struct {
	Attempt  payments.Attempt
	Progress checkout.Progress
	Usual    checkout.Usual
	Badge    payments.Badge
	Info     payments.Info
	Receipts []checkout.Receipt
	Recent   []payments.Attempt // others, newest first
	While    bool               // it finished while nobody was watching
	Problem  error              // why the last wish about it was not carried out; nil when it was
	Unasked  bool               // the keyring is closed, so that nobody can ask about it
	Now      time.Time
}

// PaymentView is the screen of one attempt, from sending to its end.
type PaymentView struct {
	Badge    BadgeView
	Tone     Tone
	Mark     Mark
	Full     bool   // the whole panel takes the tone's colour
	Heading  string // "Waiting for the customer"
	Warning  string // set in bold: "Do not charge again."
	Body     string
	Amount   AmountText
	Detail   string   // "Visa ··0936 · contactless · authorisation 123456 · terminal B"
	Notices  []string // further facts, one sentence each
	Steps    []Step
	Progress Progress
	Buttons  []Button // the main one first
	Live     bool     // the texts depend on the clock: draw again every second
}

// Speech is the screen as one text, for a screen reader and for a live announcement.
func (v PaymentView) Speech() string {
	parts := append([]string{v.Heading + ".", v.Amount.String() + ".", v.Warning, v.Body}, v.Notices...)
	return joinSentences(parts...)
}

// Main is the button that Enter presses, false when there is none.
func (v PaymentView) Main() (Button, bool) {
	for _, b := range v.Buttons {
		if b.Main && b.Enabled {
			return b, true
		}
	}
	return Button{}, false
}

// Has tells whether an action is offered and enabled.
func (v PaymentView) Has(a Action) bool {
	for _, b := range v.Buttons {
		if b.Action == a && b.Enabled {
			return true
		}
	}
	return false
}

// Progress is the bar under the steps. Fraction goes from 0 to 1.
type Progress struct {
	Shown    bool
	Fraction float32
}

// StepState is how far a step is.
type StepState string

// The states of a step.
const (
	StepDone     StepState = "done"
	StepRunning  StepState = "running"
	StepQuestion StepState = "question"
	StepPending  StepState = "pending"
)

// Step is one line of "what has happened so far".
type Step struct {
	State  StepState
	Text   string // "Waiting for the card"
	Detail string // "11 s · usually 14 s, at most 52 s on B"
}
