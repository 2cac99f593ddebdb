package handpoint_test

import (
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/simulator"
)

// A decrease at a terminal is an increase by less than nothing.
func TestADecreaseIsAnIncreaseWithASign(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		a := heldFor(payments.KindHoldDecrease, 1240)
		a.Terminal = attempt(payments.KindSale).Terminal
		s.Begin(t.Context(), a)
		sent := s.net.Requests()
		if len(sent) != 1 || !strings.Contains(string(sent[0].Body), `"operation":"preAuthorizationIncrease"`) || !strings.Contains(string(sent[0].Body), `"amount":"-1240"`) {
			t.Errorf("sent %+v", sent)
		}
	})
}

// Without a terminal the sign of the answer, or what is held after it, says that it was a decrease. Without
// either it is looked up, and an increase is a mismatch.
func TestWhatADecreaseIsAnswered(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       payments.State
		fits       bool
	}{
		{"what is held after it", `"increaseAmount":"12.40","holdAmount":"87.60"`, payments.StateApproved, true},
		{"a sign", `"increaseAmount":"-12.40"`, payments.StateApproved, true},
		{"a sign, and another amount", `"increaseAmount":"-1240.00"`, payments.StateApproved, false},
		{"an increase", `"increaseAmount":"12.40","holdAmount":"112.40"`, payments.StateApproved, false},
		{"neither", `"increaseAmount":"12.40"`, payments.StateUnknown, true},
		{"another hold", `"increaseAmount":"12.40","holdAmount":"50.00"`, payments.StateUnknown, true},
		{"a hundredth of it", `"increaseAmount":"0.12","holdAmount":"99.88"`, payments.StateApproved, false},
	} {
		inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
			s.cloud.say("POST /preauthorization/increase", 200, `{"httpStatus":200,"issuerResponseCode":"00","preAuthorizationIncreaseGuid":"adad5660","preAuthorizationGuid":"`+original+`",`+test.body+`}`)
			a := heldFor(payments.KindHoldDecrease, 1240)
			a.Original.Amount = payments.MustMoney(10000, "EUR")
			o := s.Begin(t.Context(), a)
			if o.State != test.want || (a.Compare(o) == nil) != test.fits {
				t.Errorf("%s: %q, does not fit in %q", test.name, o.State, a.Compare(o))
			}
		})
	}
}

// The list of the status host says it as well, with a sign or with what is held now.
func TestADecreaseIsFound(t *testing.T) {
	for _, test := range []struct {
		name             string
		held, amount     int64
		want             payments.State
		fits, understood bool
	}{
		{"a sign", 0, -1240, payments.StateApproved, true, true},
		{"what is held now", 8760, 1240, payments.StateApproved, true, true},
		{"an increase", 11240, 1240, payments.StateApproved, false, true},
		{"neither", 0, 1240, payments.StateUnknown, true, false},
		{"another amount is held", 5000, 1240, payments.StateUnknown, true, false},
	} {
		inScene(t, func(t *testing.T, s scene) {
			a := heldFor(payments.KindHoldDecrease, 1240)
			a.Original.FiledUnder, a.Original.Amount = reference, payments.MustMoney(10000, "EUR")
			a.Sent.PriorChildren = []string{original}
			s.cloud.say("GET /transactions/"+reference+"/status/all", 200, fmt.Sprintf(`[{"finStatus":"AUTHORISED","type":"PRE_AUTHORIZATION","transactionReference":%q,"efttransactionID":%q,"requestedAmount":10000,"totalAmount":10000,"holdAmount":%d,"currency":"EUR"},
				{"finStatus":"AUTHORISED","type":"PRE_AUTHORIZATION_INCREASE","transactionReference":%[1]q,"efttransactionID":"adad5660","originalEFTTransactionID":%[2]q,"customerReference":"op15248","requestedAmount":%[4]d,"totalAmount":%[4]d,"currency":"EUR"}]`,
				reference, original, test.held, test.amount))
			o, err := s.Find(t.Context(), a)
			if err != nil || o.State != test.want || (a.Compare(o) == nil) != test.fits || (o.Reason != payments.ReasonNotUnderstood) != test.understood || o.NotFound {
				t.Errorf("%s: %q, %q, does not fit in %q, %v", test.name, o.State, o.Reason, a.Compare(o), err)
			}
		})
	}
}

// At a terminal and without one, whether results bear a sign or not.
func TestADecreaseOfTheSimulator(t *testing.T) {
	for _, unsigned := range []bool{false, true} {
		inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
			cloud := simulator.New(simulator.Options{Seed: 7, Key: payments.NewSecret(testKey)})
			defer cloud.Close()
			cloud.LeaveSignsOut(unsigned)
			s.net.Serve(cloudHost, cloud.API())
			s.net.Serve(statusHost, cloud.Status())
			a := onHeld(t, s, cloud, payments.KindHoldDecrease)
			a.Original.Amount, a.Amount = attempt(payments.KindHold).Amount, payments.MustMoney(100, "EUR")
			if o := s.Begin(t.Context(), a); o.State != payments.StateApproved || a.Compare(o) != nil || o.Amounts.Charged != a.Amount {
				t.Errorf("without a terminal: %q, %+v", o.State, o.Amounts)
			}
			history, err := s.History(t.Context(), a.Original.FiledUnder)
			if err != nil || len(history) != 2 {
				t.Fatalf("%+v, %v", history, err)
			}
			b := a
			b.Terminal = cloud.Terminals()[1]
			b.Original.Amount, b.Sent.PriorChildren = payments.MustMoney(a.Original.Amount.Minor()-100, "EUR"), []string{history[0].IDs.Transaction, history[1].IDs.Transaction}
			b.Sent.ResultID = s.Begin(t.Context(), b).IDs.Result
			o := payments.Outcome{State: payments.StateWaiting}
			for o.State == payments.StateWaiting {
				if o, err = s.Check(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
			if proven := o.State == payments.StateApproved && b.Compare(o) == nil; proven == unsigned {
				t.Errorf("at a terminal, no sign %v: %q, %q", unsigned, o.State, o.Reason)
			}
			if o, err = s.Find(t.Context(), b); err != nil || o.State != payments.StateApproved || b.Compare(o) != nil {
				t.Errorf("found: %q, does not fit in %q, %v", o.State, b.Compare(o), err)
			}
		})
	}
}
