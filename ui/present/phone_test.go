package present_test

import (
	"testing"

	"tillside/payments"
)

// Nobody is told to wait for a card where its number is typed, nor where that goes back to it.
func TestNobodyWaitsForACardThatIsNotThere(t *testing.T) {
	p := english(t)
	for _, test := range []struct {
		kind, of payments.Kind
		heading  string
	}{
		{payments.KindPhoneOrder, "", "Waiting for the card number"},
		{payments.KindRefund, payments.KindPhoneOrder, "Waiting for the card number"},
		{payments.KindPhoneHold, "", "Waiting for the card number"},
		{payments.KindHoldRelease, payments.KindPhoneHold, "The hold is being released"},
		{payments.KindHold, "", "Waiting for the card to be held on"},
		{payments.KindSale, "", "Waiting for the customer"},
	} {
		in := paymentInput(test.kind, payments.StateWaiting)
		in.Attempt.Original.Kind = test.of
		if got := p.Payment(in).Heading; got != test.heading {
			t.Errorf("%s of %q: %q", test.kind, test.of, got)
		}
	}
}
