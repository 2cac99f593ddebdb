package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// JournalInput is what the journal's list is drawn from.
type JournalInput struct {
	Attempts []payments.Attempt // newest first, as the journal lists them
	Badges   map[string]payments.Badge
	// Totals of the days, by the day's local midnight; days without a row show no sum.
	Totals   map[time.Time][]checkout.Total
	Open     int // attempts that are not final, in the whole journal
	OpenOnly bool
	Text     string
	More     bool // there are older ones
	Selected string
	Now      time.Time
}

// JournalView is the list of the journal.
type JournalView struct {
	SearchPlaceholder string
	OpenChip          string // "1 open question"; empty for none
	OpenOnly          bool
	Days              []JournalDay
	Empty             *Sentence // instead of the days
	More              string    // label of "show older"; empty for none
	Selected          string
}

// JournalDay is one day of it.
type JournalDay struct {
	Title string // "Today · Friday 20 November"
	Sum   string // "614.35 EUR"
	Rows  []PaymentRow
}

// DetailInput is what the detail of one attempt is drawn from.
type DetailInput struct {
	Attempt    payments.Attempt
	Events     []checkout.Event
	Linked     []payments.Attempt
	Receipts   []checkout.Receipt
	Refundable *checkout.Refundable // nil while it was not asked for
	Badge      payments.Badge
	Info       payments.Info
	Progress   checkout.Progress
	Now        time.Time
}

// DetailView is the detail of one attempt.
type DetailView struct {
	Reference     string
	Title         string // "Sale · Tuesday 17 November 2026, 16:20"
	Amount        AmountText
	Tone          Tone
	Mark          Mark
	Word          string // "Paid by card"
	Detail        string // "Visa ··0936 · contactless"
	Body          string // why and what next, for what is not plainly paid
	Balance       []BalanceLine
	TimelineTitle string
	Timeline      []TimelineRow
	Facts         []Fact
	Buttons       []Button
}

// TimelineRow is one event.
type TimelineRow struct {
	Time string // "16:20:02.1"
	Text string
	Tone Tone
}

// Fact is a name and a value for the support rep, such as a reference.
type Fact struct {
	Name  string
	Value string
}
