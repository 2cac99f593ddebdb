package present

import (
	"tillside/payments"
	"tillside/payments/checkout"
)

// ReceiptsInput is what the receipt panel is drawn from.
type ReceiptsInput struct {
	Attempt  payments.Attempt
	Receipts []checkout.Receipt
	Chosen   checkout.Copy // "" for the first there is
	Loading  bool
}

// ReceiptsView is the receipt panel beside a payment.
type ReceiptsView struct {
	Tabs    []Choice         // Value is a checkout.Copy
	Chosen  checkout.Receipt // to be parsed and drawn; empty Body when Missing is set
	Missing *Sentence        // why there is no paper
	Open    Button           // "Open in browser"; not enabled without a location
}
