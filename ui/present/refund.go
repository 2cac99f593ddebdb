package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// RefundInput is what the refund screen of one original is drawn from.
type RefundInput struct {
	Original   payments.Attempt
	Refundable checkout.Refundable
	Loading    bool  // Refundable is still being asked for
	Problem    error // why it could not be found out
	Linked     []payments.Attempt
	Partial    bool  // the person chose a part; Entry holds it
	Entry      Entry // used when Partial
	Reason     string
	Selected   string
	Terminals  []TerminalState
	Busy       bool
	Now        time.Time
}

// RefundView is the refund screen of one original.
type RefundView struct {
	Title     string // "Refund of the sale at 16:20"
	Original  string // "Sale · Tuesday 17 November 2026, 16:20"
	Card      string // "Visa ··0936"
	Lines     []BalanceLine
	Full      Choice // "All that is left, 34.90 EUR"
	Part      Choice // "A part of it"
	Amount    AmountText
	Hint      string // a gentle remark about the amount
	Reason    Field
	Terminals []TerminalCard
	Confirm   Button // "Refund 5.00 EUR to Visa ··0936"
	Keep      Button
}

// Choice is one of several.
type Choice struct {
	Value   string
	Label   string
	Chosen  bool
	Enabled bool
}

// Field is a text field.
type Field struct {
	Label       string
	Placeholder string
	Value       string
	Hint        string
	Limit       int // characters, 0 for none
}

// UnlinkedInput is what the screen of a refund without an original is drawn from.
type UnlinkedInput struct {
	First     Entry
	Again     Entry // the same amount, typed a second time
	Repeating bool  // the second entry is being typed
	Reason    string
	Recent    []payments.Attempt // to find a sale it may belong to
	Selected  string
	Terminals []TerminalState
	Info      payments.Info
	Busy      bool
	Now       time.Time
}

// UnlinkedView is the screen of a refund without an original.
type UnlinkedView struct {
	Title     string
	Body      string
	Prompt    string // "Amount", then "Type the amount again"
	Amount    AmountText
	Hint      string
	Similar   []PaymentRow // recent sales with this amount, to be refunded instead
	Warning   string
	Reason    Field
	Terminals []TerminalCard
	Matches   bool // both amounts were typed and agree
	Confirm   Button
	Keep      Button
}
