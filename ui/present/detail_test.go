package present_test

import (
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// A payment whose void is grey says why, and one that can be voided says nothing of it.
func TestTheDetailSaysWhyThereIsNoVoid(t *testing.T) {
	p := english(t)
	sale := attempt(payments.KindSale, payments.StateApproved)
	for name, test := range map[string]struct {
		rest checkout.Refundable
		says bool
	}{
		"nothing went back":  {checkout.Refundable{Rest: eur(1240)}, false},
		"a part went back":   {checkout.Refundable{Rest: eur(740), Refunded: eur(500)}, true},
		"all of it is asked": {checkout.Refundable{Rest: eur(1240), Open: true}, false},
	} {
		v := p.Detail(present.DetailInput{Attempt: sale, Info: handpoint, Refundable: &test.rest, Now: now})
		if says := strings.Contains(v.Body, "Only a payment of which nothing was refunded can be voided."); says != test.says {
			t.Errorf("%s: %q", name, v.Body)
		}
	}
}
