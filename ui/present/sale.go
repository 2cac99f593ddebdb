package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// TerminalState is what the program knows about one terminal.
type TerminalState struct {
	Terminal    payments.Terminal
	Badge       payments.Badge
	Health      payments.Health // its last real answer; the zero value for none
	SilentSince time.Time       // since when it did not answer; zero when it did, or was not asked
	Asking      bool            // a ping is on its way
	Open        bool            // an attempt is open on it
}

// SaleInput is what the sale screen is drawn from.
type SaleInput struct {
	Entry     Entry
	Selected  string // ID of the chosen terminal
	Terminals []TerminalState
	Info      payments.Info
	Problem   error // why the terminals could not be listed
	KeyGone   bool  // there is no API key
	Busy      bool  // a charge was pressed and is being written down
	Last      []payments.Attempt
	Today     []checkout.Total
	Tray      []TrayInput
	Now       time.Time
}

// SaleView is the sale screen.
type SaleView struct {
	Amount          AmountText
	AmountHint      string // a gentle remark about the last key; empty for none
	NotePlaceholder string
	NoteLimit       int
	TerminalsTitle  string
	Terminals       []TerminalCard
	NoTerminals     *Sentence // instead of the cards, when there are none
	LastTitle       string
	Last            []PaymentRow
	LastEmpty       string
	Today           []BalanceLine // "Today, 31 payments" and the sum, one per currency
	Tray            TrayView
	Charge          Button
}

// BalanceLine is a label with an amount at the right.
type BalanceLine struct {
	Label    string
	Amount   string
	Indented bool // belongs to the line above
	Total    bool // below a rule
}

// TrayInput is one payment that was put aside.
type TrayInput struct {
	Attempt payments.Attempt
	Badge   payments.Badge
	Since   time.Duration // how long it has been running
}

// TrayView shows the payments that were put aside.
type TrayView struct {
	Title string
	Pill  string // "1 ? 0:42"; empty when the tray is empty
	Tone  Tone
	Items []TrayItem
}

// TrayItem is one of them.
type TrayItem struct {
	Reference string
	Badge     BadgeView
	Amount    AmountText
	Word      string
	Clock     string // "0:42"
	Tone      Tone
	Mark      Mark
	Ended     bool // it is final and waits to be looked at
}
