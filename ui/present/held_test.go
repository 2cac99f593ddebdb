package present_test

import (
	"strings"
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// amended is an increase or a decrease of a hold of 100.00 EUR by 12.40, or by 8.00 of that.
func amended(k payments.Kind, s payments.State) present.PaymentInput {
	in := paymentInput(k, s)
	in.Attempt.Original.Amount = eur(10000)
	return in
}

// The result of an increase or a decrease says what is held after it. Where that is not known, and of
// anything else, nothing of the kind is said.
func TestAnAmendedHoldSaysWhatIsHeldAfterIt(t *testing.T) {
	for name, c := range map[string]struct {
		kind   payments.Kind
		state  payments.State
		change func(*payments.Attempt)
		want   string
	}{
		"decreased":             {payments.KindHoldDecrease, payments.StateApproved, nil, "Held after this: 87.60 EUR."},
		"increased":             {payments.KindHoldIncrease, payments.StateApproved, nil, "Held after this: 112.40 EUR."},
		"decreased by a part":   {payments.KindHoldDecrease, payments.StatePartial, nil, "4.40 was not taken off the hold. Held after this: 92.00 EUR."},
		"not decreased":         {payments.KindHoldDecrease, payments.StateNotCharged, nil, ""},
		"from an old journal":   {payments.KindHoldDecrease, payments.StateApproved, func(a *payments.Attempt) { a.Original.Amount = payments.Money{} }, ""},
		"in another currency":   {payments.KindHoldDecrease, payments.StateApproved, func(a *payments.Attempt) { a.Original.Amount = payments.MustMoney(10000, "GBP") }, ""},
		"by all of it, somehow": {payments.KindHoldDecrease, payments.StateApproved, func(a *payments.Attempt) { a.Original.Amount = eur(1240) }, ""},
		"contradicted since":    {payments.KindHoldDecrease, payments.StateApproved, func(a *payments.Attempt) { a.Notice = payments.NoticeContradiction }, ""},
		"charged":               {payments.KindHoldCapture, payments.StateApproved, nil, ""},
		"a refund":              {payments.KindRefund, payments.StateApproved, nil, ""},
	} {
		in := amended(c.kind, c.state)
		if c.change != nil {
			c.change(&in.Attempt)
		}
		body := english(t).Payment(in).Body
		if c.want != "" && body != c.want || c.want == "" && strings.Contains(body, "Held after this") {
			t.Errorf("%s: %q, want %q", name, body, c.want)
		}
	}
}
